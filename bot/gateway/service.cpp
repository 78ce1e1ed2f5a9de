#include "bot/gateway/service.h"

#include <algorithm>
#include <array>

#include "bot/gateway/contract.h"
#include "bot/gateway/lookup_request.h"
#include "bot/json_field.h"
#include "bot/log.h"
#include "bot/random.h"
#include "storage/order_ownership.h"

namespace bot::gateway {

using nlohmann::json;

namespace {

constexpr std::size_t orders_max = 5;
constexpr std::size_t key_bytes_max = 400;

Response written(int status, const json& body)
{
    return Response::json(status, body.dump(-1, ' ', false, json::error_handler_t::replace));
}

int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// A segment of a path without its percent signs; nothing where it is none.
std::optional<std::string> decoded(std::string_view segment)
{
    std::string result;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            result += segment[i];
            continue;
        }
        const int high = i + 2 < segment.size() ? digit_of(segment[i + 1]) : -1;
        const int low = high < 0 ? -1 : digit_of(segment[i + 2]);
        if (low < 0) return std::nullopt;
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

// What stands for {id} where `path` is of this form.
std::optional<std::string> id_in(std::string_view path, std::string_view form)
{
    constexpr std::string_view id = "{id}";
    const std::size_t at = form.find(id);
    const std::string_view before = form.substr(0, at), after = form.substr(at + id.size());
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after))
        return std::nullopt;
    path.remove_prefix(before.size());
    path.remove_suffix(after.size());
    if (path.find('/') != std::string_view::npos) return std::nullopt;
    return decoded(path);
}

json body_of(const Request& request) { return json::parse(request.body, nullptr, false); }

bool is_idempotency_key(std::string_view key)
{
    return !key.empty() && key.size() <= key_bytes_max &&
           std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// The parameters of an action from a request's body; what the contract says of the case stays with
// the bot.
json parameters_of(const json& body, const std::string& order_no)
{
    json result = {{"order_id", order_no}};
    for (const char* name :
         {"if_version", "reason", "amount", "channel", "mode", "input", "over_limit_approved"})
        if (body.contains(name)) result[name] = body.at(name);
    return result;
}

std::string action_id(const std::string& key) { return "A" + sha256_hex(key).substr(0, 10); }

json refund_answer(const json& refund)
{
    return {{"refund_id", field(refund, "id")},
            {"status", field(refund, "state")},
            {"amount", field(refund, "amount")},
            {"channel", field(refund, "channel")},
            {"eta", nullptr},
            {"channel_ref", field(refund, "channel_ref")}};
}

json done_answer(const std::string& action, const std::string& key, const json& data)
{
    json answer = json::object();
    const json& refund = field(data, "refund");
    if (action == "orders.refund") {
        answer = refund_answer(refund);
    } else {
        answer["action_id"] = action_id(key);
        if (refund.is_object()) answer["refund"] = refund_answer(refund);
    }
    if (action == "orders.cancel") {
        answer["status"] = "canceled";
        answer["stage"] = field(field(data, "order"), "stage");
    }
    if (action == "orders.resend") answer["delivered_to"] = field(data, "delivered_to");
    if (data.is_object() && data.contains("order")) answer["order"] = data.at("order");
    return answer;
}

// Of several orders as much as it takes to choose one.
std::vector<json> titles_of(const std::vector<json>& orders)
{
    std::vector<json> result;
    for (const json& order : orders) {
        if (result.size() == orders_max) break;
        result.push_back({{"order_no", field(order, "order_no")},
                          {"title", field(field(order, "product"), "title")},
                          {"created_at", field(order, "created_at")},
                          {"amount_paid", field(order, "amount_paid")}});
    }
    return result;
}

const char* explanation(const std::string& code)
{
    static constexpr std::array<std::pair<std::string_view, const char*>, 8> all = {
        {{"not_found", "there is no such thing"},
         {"unavailable", "the shop's system does not answer; nothing was done"},
         {"provider_unknown", "this may have been done: a person has to look"},
         {"in_progress", "the same request is being carried out"},
         {"idempotency_mismatch", "the key was used for another request"},
         {"refund_exists", "this order's money is already moved by another action"},
         {"not_supported", "the shop's system cannot do that"},
         {"rate_limited", "too many look-ups found nothing"}}};
    const auto* const found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == code; });
    return found == all.end() ? "refused" : found->second;
}

Response with_wait(Response response, std::chrono::seconds wait)
{
    response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    return response;
}

Response answer_of(const ShopAbilities& shop)
{
    return written(200, {{"shop_system", shop.shop_system},
                         {"actions", shop.actions},
                         {"refund_channels", shop.refund_channels},
                         {"partial_refund", shop.partial_refund},
                         {"max_auto_refund", shop.max_auto_refund},
                         {"resend_modes", shop.resend_modes}});
}

}  // namespace

Response refused(const std::string& code, const std::string& message, const json& order)
{
    json error = {{"code", code}, {"message", message.empty() ? explanation(code) : message}};
    if (order.is_object()) error["order"] = order;
    return written(status_of(code), {{"error", std::move(error)}});
}

struct Service::Change {
    std::string key;
    std::string action;
    json parameters;
};

Service::Answer Service::answer(const Request& request)
{
    const bool get = request.method == "GET", post = request.method == "POST";
    const std::string& path = request.path;
    try {
        if (get && path == capabilities_path) return {answer_of(source_.abilities())};
        if (post && path == lookup_path) return look_up(request);
        if (post && path == key_check_path) return {check_key(request)};
        if (const auto id = id_in(path, refund_path); get && id) return {refund(*id)};
        if (const auto id = id_in(path, cancel_path); post && id)
            return {change(request, "orders.cancel", *id)};
        if (const auto id = id_in(path, refunds_path); post && id)
            return {change(request, "orders.refund", *id)};
        if (const auto id = id_in(path, resend_path); post && id)
            return {change(request, "orders.resend", *id)};
        if ((post && path == tickets_path) || (get && id_in(path, ticket_path)))
            return {refused("not_supported")};
    } catch (const NotReached& error) {
        log_warning("the shop does not answer", {{"error", error.what()}});
        return {refused("unavailable")};
    }
    return {refused("not_found")};
}

Service::Answer Service::look_up(const Request& request)
{
    const auto parameters = read_lookup(body_of(request));
    if (!parameters) return {refused("bad_request", "this is no look-up of the contract")};
    // The same whether there is such an order or not.
    if (!storage::offers_enough_proof(*parameters, number_is_proof_))
        return {written(200, {{"found", true}, {"verified", false}, {"hint", {"contact"}}})};
    const auto now = now_();
    if (const auto wait = limits_.blocked(*parameters, now))
        return {with_wait(refused("rate_limited"), *wait), true};
    auto orders = source_.lookup(*parameters);
    if (orders.empty()) {
        limits_.failed(*parameters, now);
        return {written(200, {{"found", false}, {"orders", json::array()}}), true};
    }
    const std::string asked = text_of(*parameters, "order_id");
    const bool exact = orders.size() == 1 && asked == text_of(orders.front(), "order_no");
    if (orders.size() > 1) orders = titles_of(orders);
    return {written(200, {{"found", true},
                          {"verified", true},
                          {"match", exact ? "exact" : "fuzzy"},
                          {"orders", orders}})};
}

Response Service::change(const Request& request, const std::string& action,
                         const std::string& order_no)
{
    const std::string key{request.header(idempotency_header)};
    if (!is_idempotency_key(key))
        return refused("bad_request", "Idempotency-Key: 1 to 400 visible ASCII characters");
    const json body = body_of(request);
    if (!body.is_object()) return refused("bad_request", "the body is no JSON object");

    const std::string digest =
        sha256_hex(request.method + '\n' + request.path + '\n' + sha256_hex(request.body));
    const bool moves_money = action != "orders.resend";
    const Journal::Start start = journal_.begin({key, digest, action, order_no, moves_money},
                                                source_.repeats_safely(), milliseconds(now_()));
    switch (start.begun) {
        case Journal::Begun::answered:
            return Response::json(start.answer.status, start.answer.body);
        case Journal::Begun::mismatch:
            return refused("idempotency_mismatch");
        case Journal::Begun::running:
            return with_wait(refused("in_progress"), std::chrono::seconds(1));
        case Journal::Begun::unknown:
            return refused("provider_unknown");
        case Journal::Begun::money_is_moved:
            return refused("refund_exists");
        case Journal::Begun::fresh:
            break;
    }
    return carry_out({key, action, parameters_of(body, order_no)});
}

Response Service::carry_out(const Change& change)
{
    storage::ActionResult result;
    try {
        result =
            source_.perform(change.key, change.action, change.parameters, milliseconds(now_()));
    } catch (const NotReached&) {
        journal_.forget(change.key);
        throw;
    } catch (const std::exception& error) {
        log_error(
            "an action was cut off",
            {{"action", change.action}, {"id", action_id(change.key)}, {"error", error.what()}});
        result.outcome = "unknown";
    }
    const bool done = result.outcome == "ok", unknown = result.outcome == "unknown";
    const json& refund = field(result.data, "refund");
    const Response response =
        done      ? written(200, done_answer(change.action, change.key, result.data))
        : unknown ? refused("provider_unknown")
                  : refused(result.outcome, {}, field(result.data, "order"));
    const bool money =
        change.action != "orders.resend" && (unknown || (done && refund.is_object()));
    try {
        journal_.finish(change.key,
                        done      ? Journal::End::succeeded
                        : unknown ? Journal::End::unknown
                                  : Journal::End::refused,
                        money, text_of(refund, "id"), {response.status, response.body});
    } catch (const std::exception& error) {
        // It is as it is: the answer says so. The journal has it as begun, which keeps the order's
        // money where it is now.
        log_error("an action's end could not be written down",
                  {{"id", action_id(change.key)}, {"error", error.what()}});
    }
    log_info(
        "action",
        {{"action", change.action}, {"id", action_id(change.key)}, {"outcome", result.outcome}});
    return response;
}

Response Service::check_key(const Request& request)
{
    const json body = body_of(request);
    const std::string order_no = text_of(body, "order_id");
    if (order_no.empty()) return refused("bad_request", "order_id: the order's number");
    json parameters = {{"order_id", order_no}};
    for (const char* name : {"key_fp", "index"})
        if (body.contains(name)) parameters[name] = body.at(name);
    const auto now = now_();
    const auto result = source_.perform("", "keys.check", parameters, milliseconds(now));
    if (result.outcome != "ok") return refused(result.outcome);
    json answer = {{"checked_at", dialogs::to_rfc3339(now)},
                   {"source", source_.abilities().shop_system},
                   {"first_revealed_at", nullptr}};
    answer.update(result.data);
    return written(200, answer);
}

Response Service::refund(const std::string& id)
{
    const auto order_no = journal_.order_of(id);
    if (!order_no) return refused("not_found");
    const auto result =
        source_.perform("", "refunds.get", {{"order_id", *order_no}}, milliseconds(now_()));
    const json& refund = field(result.data, "refund");
    if (result.outcome != "ok" || text_of(refund, "id") != id) return refused("not_found");
    const std::string state = text_of(refund, "state");
    if (state == "failed" || state == "rejected") journal_.release(id);
    json answer = refund_answer(refund);
    answer["proof"] = {{"channel_ref", field(refund, "channel_ref")}};
    answer["withdraw"] = {{"state", field(refund, "withdraw")}};
    return written(200, answer);
}

}  // namespace bot::gateway
