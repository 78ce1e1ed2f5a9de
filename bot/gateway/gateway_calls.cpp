#include "bot/gateway/gateway_calls.h"

#include <algorithm>

#include "bot/gateway/contract.h"
#include "bot/json_field.h"
#include "dialogs/actions.h"
#include "storage/orders_import.h"

namespace bot::gateway {

using nlohmann::json;
using storage::ActionResult;

namespace {

constexpr std::size_t orders_max = 5, text_length_max = 500;  // bytes

struct Call {
    const char* action;      // of the dialogs
    const char* capability;  // of the contract
    std::string_view path;
};
constexpr Call calls[] = {
    {"orders.lookup", "lookup", lookup_path},  {"orders.cancel", "cancel", cancel_path},
    {"orders.refund", "refund", refunds_path}, {"orders.resend", "resend", resend_path},
    {"refunds.get", "refund", refund_path},    {"keys.check", "key_check", key_check_path},
};

const Call* find_call(const std::string& action)
{
    const auto* const found = std::find_if(std::begin(calls), std::end(calls),
                                           [&](const Call& one) { return one.action == action; });
    return found == std::end(calls) ? nullptr : found;
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        if (plain) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

std::string path_with(std::string_view path, const std::string& id)
{
    constexpr std::string_view place = "{id}";
    std::string result(path);
    if (const auto at = result.find(place); at != std::string::npos)
        result.replace(at, place.size(), percent_encoded(id));
    return result;
}

json lookup_body(const json& parameters)
{
    json body{{"purpose", "customer_service"}, {"proofs", json::array()}};
    const auto copy = [&](const char* from, const char* to) {
        if (const std::string value = text_of(parameters, from); !value.empty()) body[to] = value;
    };
    copy("order_id", "ref");
    copy("contact", "contact");
    copy("pay_ref", "pay_ref");
    copy("pay_ref_tail", "tail");
    const auto prove = [&](const char* from, const char* type) {
        if (const std::string value = text_of(parameters, from); !value.empty())
            body["proofs"].push_back({{"type", type}, {"value", value}});
    };
    prove("user", "session");
    prove("contact", "contact");
    prove("query_password_fingerprint", "query_pwd");
    prove("pay_ref_tail", "pay_ref_tail");
    return body;
}

// The parameters are the contract's but for the order, which is in the path.
json change_body(const dialogs::Effect& effect)
{
    json body = effect.parameters;
    body.erase("order_id");
    body.erase("user");
    body["case_id"] = effect.key;
    return body;
}

bool has_outcome(const dialogs::Action& action, const std::string& outcome)
{
    return std::find(action.outcomes.begin(), action.outcomes.end(), outcome) !=
           action.outcomes.end();
}

// Its code where the answer is an error of the contract; empty where it is none.
std::string error_in(const Response& response, const json& body)
{
    const json& error = field(body, "error");
    const std::string code = text_of(error, "code");
    if (code.empty() || response.status != status_of(code)) return {};
    return code;
}

// The order with the shop's own limit on top of what the order says.
std::optional<json> order_in(const json& value, const Capabilities& shop, std::int64_t now)
{
    auto order = storage::known_order(value, now);
    if (!order) return std::nullopt;
    // Where the shop has no way to give money back, a person has to, whatever the sum.
    const std::int64_t limit = shop.can("refund") ? shop.max_auto_refund : 0;
    json& policy = (*order)["policy"];
    if (!policy.is_object()) policy = json::object();
    policy["max_auto_refund"] = std::min(policy.value("max_auto_refund", limit), limit);
    return order;
}

std::optional<ActionResult> read_lookup(const json& body, const Capabilities& shop,
                                        std::int64_t now)
{
    const json &found = field(body, "found"), &verified = field(body, "verified");
    const json& orders = field(body, "orders");
    if (!found.is_boolean()) return std::nullopt;
    if (!found.get<bool>()) {
        if (field(body, "hint").is_array() && !field(body, "hint").empty())
            return ActionResult{"not_verified", nullptr};
        return ActionResult{"not_found", nullptr};
    }
    if (verified == json(false)) return ActionResult{"not_verified", nullptr};
    if (!orders.is_array() || orders.empty()) return std::nullopt;
    if (orders.size() == 1) {
        auto order = order_in(orders.front(), shop, now);
        if (!order) return std::nullopt;
        return ActionResult{"ok", {{"order", std::move(*order)}}};
    }
    json list = json::array();
    for (const json& one : orders) {
        if (list.size() == orders_max) break;
        const std::string number = text_of(one, "order_no");
        if (number.empty() || number.size() > text_length_max) return std::nullopt;
        list.push_back({{"order_no", number},
                        {"title", text_of(one, "title").substr(0, text_length_max)},
                        {"created_at", text_of(one, "created_at")},
                        {"amount_paid", field(one, "amount_paid").is_number_integer()
                                            ? field(one, "amount_paid")
                                            : json(0)}});
    }
    return ActionResult{"ok", {{"orders", std::move(list)}}};
}

std::optional<ActionResult> read_key_check(const json& body)
{
    static const std::vector<std::string> states = {"unused", "used", "expired", "not_exist",
                                                    "unknown"};
    const std::string state = text_of(body, "state");
    if (std::find(states.begin(), states.end(), state) == states.end()) return std::nullopt;
    json data{{"state", state}};
    for (const char* flag : {"used_before_reveal", "loop"})
        if (field(body, flag).is_boolean()) data[flag] = field(body, flag);
    for (const char* count : {"batch_reports", "sold_times"})
        if (const json& value = field(body, count); value.is_number_integer()) {
            if (value.get<std::int64_t>() < 0 || value.get<std::int64_t>() > 1'000'000)
                return std::nullopt;
            data[count] = value;
        }
    return ActionResult{"ok", std::move(data)};
}

// Of POST …/cancel, …/refunds, …/resend.
std::optional<ActionResult> read_change(const std::string& action, const json& body,
                                        const Capabilities& shop, std::int64_t now)
{
    const std::string status = text_of(body, "status");
    const char* const id = action == "orders.refund" ? "refund_id" : "action_id";
    if (text_of(body, id).empty()) return std::nullopt;
    if (action == "orders.refund") {
        if (status == "unknown") return ActionResult{"unknown", nullptr};
        if (status == "failed") return ActionResult{"unavailable", nullptr};
        if (status != "pending_review" && status != "processing" && status != "succeeded")
            return std::nullopt;
    }
    json data = json::object();
    // What is done is done, even where the order beside it cannot be read.
    if (auto order = order_in(field(body, "order"), shop, now)) data["order"] = std::move(*order);
    if (const std::string to = text_of(body, "delivered_to"); to.size() <= text_length_max)
        data["delivered_to"] = to;
    if (action == "orders.refund") data["refund"] = {{"id", text_of(body, id)}, {"state", status}};
    return ActionResult{"ok", std::move(data)};
}

std::optional<ActionResult> read_refund(const json& body)
{
    const std::string id = text_of(body, "refund_id"), status = text_of(body, "status");
    if (id.empty() || status.empty()) return std::nullopt;
    return ActionResult{"ok", {{"refund", {{"id", id}, {"state", status}}}}};
}

}  // namespace

bool Capabilities::can(std::string_view action) const
{
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

Request capabilities_request()
{
    Request request;
    request.method = "GET";
    request.path = capabilities_path;
    return request;
}

std::optional<Capabilities> read_capabilities(const Response& response)
{
    const json body = json::parse(response.body, nullptr, false);
    const json& actions = field(body, "actions");
    if (response.status != 200 || !actions.is_array()) return std::nullopt;
    Capabilities result;
    result.shop_system = text_of(body, "shop_system").substr(0, text_length_max);
    for (const json& action : actions) {
        if (!action.is_string()) return std::nullopt;
        result.actions.push_back(action.get<std::string>());
    }
    const json& limit = field(body, "max_auto_refund");
    if (!limit.is_number_integer() || limit.get<std::int64_t>() < 0) return std::nullopt;
    result.max_auto_refund = limit.get<std::int64_t>();
    return result;
}

std::string_view capability_for(const std::string& action)
{
    const Call* call = find_call(action);
    return call ? call->capability : std::string_view();
}

std::optional<Request> request_for(const dialogs::Effect& effect, const std::string& tenant)
{
    const Call* call = find_call(effect.action);
    if (!call) return std::nullopt;
    const std::string order = text_of(effect.parameters, "order_id");
    Request request;
    request.method = "POST";
    if (effect.action == "refunds.get") {
        const std::string refund = text_of(effect.parameters, "refund_id");
        if (refund.empty()) return std::nullopt;
        request.method = "GET";
        request.path = path_with(call->path, refund);
        return request;
    }
    json body;
    if (effect.action == "orders.lookup") {
        body = lookup_body(effect.parameters);
    } else if (order.empty()) {
        return std::nullopt;
    } else if (effect.action == "keys.check") {
        body = {{"order_id", order}, {"index", 0}};
    } else {
        body = change_body(effect);
        request.headers.emplace_back(idempotency_header,
                                     percent_encoded(tenant) + ':' + percent_encoded(order) + ':' +
                                         call->capability + ':' + percent_encoded(effect.key));
    }
    request.path = path_with(call->path, order);
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
    return request;
}

ActionResult read_answer(const std::string& action, const Response& response,
                         const Capabilities& shop, std::int64_t now)
{
    const dialogs::Action* known = dialogs::find_action(action);
    const bool changes = known && known->moves_money;
    const ActionResult meaningless{changes ? "unknown" : "unavailable", nullptr};
    const json body = json::parse(response.body, nullptr, false);
    if (!known || !body.is_object()) return meaningless;
    if (response.status == 200) {
        auto result = action == "orders.lookup" ? read_lookup(body, shop, now)
                      : action == "keys.check"  ? read_key_check(body)
                      : action == "refunds.get" ? read_refund(body)
                                                : read_change(action, body, shop, now);
        if (result && action == "orders.lookup" && result->data.contains("orders"))
            result->outcome = "multiple";
        return result ? std::move(*result) : meaningless;
    }
    const std::string code = error_in(response, body);
    if (code.empty()) return meaningless;
    if (code == "provider_unknown") return meaningless;
    ActionResult result{has_outcome(*known, code) ? code : "unavailable", nullptr};
    if (auto order = order_in(field(field(body, "error"), "order"), shop, now))
        result.data = {{"order", std::move(*order)}};
    return result;
}

}  // namespace bot::gateway
