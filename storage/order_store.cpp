#include "storage/order_store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>

#include "dialogs/time.h"
#include "storage/database.h"
#include "storage/order_fields.h"
#include "storage/order_ownership.h"
#include "storage/secrets.h"

namespace storage {

using nlohmann::json;

namespace {

bool is_running(const json& refund)
{
    const std::string state = text_of(refund, "state");
    return state == "pending_review" || state == "processing" || state == "succeeded" ||
           state == "unknown";
}

bool version_differs(const json& order, const json& parameters)
{
    const auto wanted = parameters.find("if_version");
    if (wanted == parameters.end() || wanted->is_null()) return false;
    const std::string version = wanted->is_string() ? wanted->get<std::string>() : wanted->dump();
    return version != text_of(order, "version");
}

std::string refund_id(const std::string& key) { return "RF" + sha256_hex(key).substr(0, 10); }

bool may_be_refunded(const json& order)
{
    static constexpr std::array<const char*, 4> never = {"unpaid", "canceled", "frozen",
                                                         "refunded"};
    const std::string stage = text_of(order, "stage");
    if (std::find(never.begin(), never.end(), stage) != never.end()) return false;
    // An expired order only where the money was taken after all (decision 19).
    return stage != "expired" || !text_of(object_of(order, "pay"), "paid_at").empty();
}

json refund_of(const std::string& key, std::int64_t amount, const std::string& channel,
               std::int64_t now)
{
    const std::string at = dialogs::to_rfc3339(dialogs::Time(std::chrono::milliseconds(now)));
    const bool at_once = channel == "balance";
    return {{"id", refund_id(key)},     {"state", at_once ? "succeeded" : "processing"},
            {"amount", amount},         {"channel", channel},
            {"requested_at", at},       {"finished_at", at_once ? json(at) : json()},
            {"reject_reason", nullptr}, {"missing", json::array()},
            {"withdraw", "none"},       {"channel_ref", refund_id(key)}};
}

}  // namespace

OrderStore::OrderStore(Database& database, Settings settings)
    : settings_(settings), connection_(database.connect())
{
}
OrderStore::~OrderStore() = default;

void OrderStore::change(Settings settings)
{
    std::lock_guard lock(mutex_);
    settings_ = settings;
}

bool OrderStore::put(const json& order, std::int64_t now)
{
    std::lock_guard lock(mutex_);
    const auto before = find(text_of(order, "order_no"));
    json body = order;
    body["version"] = before ? text_of(*before, "version") : "0";
    save(body, now);
    return before.has_value();
}

std::optional<json> OrderStore::get(const std::string& order_no) const
{
    std::lock_guard lock(mutex_);
    return find(order_no);
}

std::vector<json> OrderStore::all() const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_, "SELECT body FROM orders ORDER BY order_no");
    std::vector<json> orders;
    while (query.executeStep()) orders.push_back(json::parse(query.getColumn(0).getString()));
    return orders;
}

bool OrderStore::empty() const
{
    std::lock_guard lock(mutex_);
    return connection_->execAndGet("SELECT NOT EXISTS (SELECT 1 FROM orders)").getInt() != 0;
}

std::optional<json> OrderStore::find(const std::string& order_no) const
{
    SQLite::Statement query(*connection_, "SELECT body FROM orders WHERE order_no = ?");
    query.bind(1, order_no);
    if (!query.executeStep()) return std::nullopt;
    return json::parse(query.getColumn(0).getString());
}

void OrderStore::save(json& order, std::int64_t now)
{
    const std::string before = text_of(order, "version");
    const bool number =
        !before.empty() && before.size() < 15 &&
        std::all_of(before.begin(), before.end(), [](char c) { return c >= '0' && c <= '9'; });
    const std::int64_t version = (number ? std::stoll(before) : 0) + 1;
    order["version"] = std::to_string(version);
    const json contact = object_of(order, "contact");
    SQLite::Statement put(
        *connection_,
        "INSERT INTO orders (order_no, canonical, phone, email, pay_ref, version, body, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_no) DO UPDATE SET"
        " canonical = excluded.canonical, phone = excluded.phone, email = excluded.email,"
        " pay_ref = excluded.pay_ref, version = excluded.version, body = excluded.body,"
        " updated_at = excluded.updated_at");
    put.bind(1, text_of(order, "order_no"));
    put.bind(2, canonical_number(text_of(order, "order_no")));
    put.bind(3, normal_contact(text_of(contact, "phone")));
    put.bind(4, normal_contact(text_of(contact, "email")));
    put.bind(5, text_of(object_of(order, "pay"), "ref"));
    put.bind(6, version);
    put.bind(7, order.dump());
    put.bind(8, now);
    put.exec();
}

ActionResult OrderStore::perform(const std::string& key, const std::string& action,
                                 const json& parameters, std::int64_t now)
{
    if (!parameters.is_object()) return {"bad_request", nullptr};
    const std::string request =
        sha256_hex(action + "\n" + parameters.dump(-1, ' ', false, json::error_handler_t::replace));
    std::lock_guard lock(mutex_);
    SQLite::Transaction transaction(*connection_, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement known(*connection_,
                            "SELECT request, outcome, data FROM order_actions WHERE key = ?");
    known.bind(1, key);
    if (known.executeStep()) {
        if (known.getColumn(0).getString() != request) return {"idempotency_mismatch", nullptr};
        return {known.getColumn(1).getString(), json::parse(known.getColumn(2).getString())};
    }
    ActionResult result = act(key, action, parameters, now);
    if (action == "keys.check") transaction.commit();
    const bool changes =
        action == "orders.cancel" || action == "orders.refund" || action == "orders.resend";
    if (changes) {
        SQLite::Statement remember(
            *connection_,
            "INSERT INTO order_actions (key, request, outcome, data, at) VALUES (?, ?, ?, ?, ?)");
        remember.bind(1, key);
        remember.bind(2, request);
        remember.bind(3, result.outcome);
        remember.bind(4, result.data.dump());
        remember.bind(5, now);
        remember.exec();
        transaction.commit();
    }
    return result;
}

ActionResult OrderStore::act(const std::string& key, const std::string& action,
                             const json& parameters, std::int64_t now)
{
    if (action == "orders.lookup") return lookup(parameters);
    if (action == "orders.cancel") return cancel(key, parameters, now);
    if (action == "orders.refund") return refund(key, parameters, now);
    if (action == "orders.resend") return resend(parameters, now);
    if (action == "keys.check") return check_key(parameters, now);
    if (action == "refunds.get") return refund_state(parameters);
    return {"bad_request", nullptr};
}

// Orders that the given number, payment reference or contact may mean.
std::vector<json> OrderStore::candidates(const json& parameters) const
{
    std::vector<json> orders;
    const auto collect = [&](const char* where, const std::string& value) {
        if (value.empty() || !orders.empty()) return;
        SQLite::Statement query(*connection_, std::string("SELECT body FROM orders WHERE ") +
                                                  where + " = ? ORDER BY updated_at DESC LIMIT 20");
        query.bind(1, value);
        while (query.executeStep()) orders.push_back(json::parse(query.getColumn(0).getString()));
    };
    const std::string number = text_of(parameters, "order_id");
    if (!number.empty()) {
        collect("order_no", number);
        collect("pay_ref", number);
        collect("canonical", canonical_number(number));
        if (!orders.empty() || number.size() < number_tail_length) return orders;
    }
    collect("pay_ref", text_of(parameters, "pay_ref"));
    const std::string contact = normal_contact(text_of(parameters, "contact"));
    collect("phone", contact);
    collect("email", contact);
    if (!number.empty())
        std::erase_if(orders, [&](const json& order) {
            return !is_end_of(number, order) && !is_end_of_payment(number, order);
        });
    return orders;
}

ActionResult OrderStore::lookup(const json& parameters) const
{
    const bool number_is_proof = settings_.order_number_is_proof;
    if (!offers_enough_proof(parameters, number_is_proof))
        return {"not_verified", {{"hint", {"contact"}}}};
    return own_orders(candidates(parameters), parameters, number_is_proof);
}

ActionResult OrderStore::cancel(const std::string& key, const json& parameters, std::int64_t now)
{
    auto order = find(text_of(parameters, "order_id"));
    if (!order) return {"not_found", nullptr};
    const std::string stage = text_of(*order, "stage");
    const std::int64_t amount = integer_of(*order, "amount_paid");
    if (stage == "frozen") return {"frozen", nullptr};
    if (is_running(object_of(*order, "refund"))) return {"refund_exists", nullptr};
    if (version_differs(*order, parameters))
        return {"state_changed", {{"order", masked_order(*order)}}};
    if (stage != "unpaid" && stage != "paid_undelivered" && stage != "abnormal")
        return {"not_cancelable", {{"order", masked_order(*order)}}};
    const json upstream = object_of(*order, "upstream");
    if (upstream.value("placed", false) && !upstream.value("cancelable", true))
        return {"upstream_not_cancelable", nullptr};
    if (amount >= settings_.max_auto_refund) return {"over_auto_limit", nullptr};
    (*order)["stage"] = "canceled";
    json data;
    if (stage != "unpaid" && amount > 0) {
        (*order)["refund"] = refund_of(key, amount, "balance", now);
        data["refund"] = (*order)["refund"];
    }
    save(*order, now);
    data["order"] = masked_order(*order);
    return {"ok", std::move(data)};
}

ActionResult OrderStore::refund(const std::string& key, const json& parameters, std::int64_t now)
{
    auto order = find(text_of(parameters, "order_id"));
    if (!order) return {"not_found", nullptr};
    const std::int64_t amount = integer_of(parameters, "amount", -1);
    if (amount <= 0) return {"bad_request", nullptr};
    if (text_of(*order, "stage") == "frozen") return {"frozen", nullptr};
    // One running refund for each order, and none beside a replacement (D8).
    if (is_running(object_of(*order, "refund"))) return {"refund_exists", nullptr};
    if (order->contains("replaced_at")) return {"already_replaced", nullptr};
    if (version_differs(*order, parameters))
        return {"state_changed", {{"order", masked_order(*order)}}};
    if (!may_be_refunded(*order)) return {"not_cancelable", nullptr};
    if (amount > integer_of(*order, "amount_paid")) return {"amount_exceeds", nullptr};
    const bool approved = parameters.value("over_limit_approved", json(false)) == json(true);
    if (amount >= settings_.max_auto_refund && !approved) return {"over_auto_limit", nullptr};
    std::string channel = text_of(parameters, "channel");
    if (channel.empty()) channel = "balance";
    (*order)["refund"] = refund_of(key, amount, channel, now);
    (*order)["stage"] = channel == "balance" ? "refunded" : "refund_pending";
    save(*order, now);
    return {"ok", {{"refund", (*order)["refund"]}, {"order", masked_order(*order)}}};
}

ActionResult OrderStore::resend(const json& parameters, std::int64_t now)
{
    static constexpr std::array<const char*, 4> modes = {"notify_again", "replace_key",
                                                         "retry_upstream", "fix_input"};
    const std::string mode = text_of(parameters, "mode");
    if (std::find(modes.begin(), modes.end(), mode) == modes.end()) return {"bad_request", nullptr};
    auto order = find(text_of(parameters, "order_id"));
    if (!order) return {"not_found", nullptr};
    if (text_of(*order, "stage") == "frozen") return {"frozen", nullptr};
    if (is_running(object_of(*order, "refund"))) return {"refund_exists", nullptr};
    if (version_differs(*order, parameters))
        return {"state_changed", {{"order", masked_order(*order)}}};
    if (mode == "replace_key") {
        // One key for each that was bad; whether another is owed, a person decides.
        if (order->contains("replaced_at")) return {"already_replaced", nullptr};
        (*order)["replaced_at"] =
            dialogs::to_rfc3339(dialogs::Time(std::chrono::milliseconds(now)));
        save(*order, now);
    }
    const json contact = object_of(masked_order(*order), "contact");
    const std::string email = text_of(contact, "email");
    return {"ok",
            {{"delivered_to", email.empty() ? text_of(contact, "phone") : email},
             {"order", masked_order(*order)}}};
}

// D12: a key is checked because its customer reports it. Returns how many customers have reported
// one of this product within the half hour; several orders of one customer are one report.
int OrderStore::note_report(const json& order, std::int64_t now)
{
    constexpr std::int64_t window = 30 * 60 * 1000;
    const json product = object_of(order, "product");
    const std::string sku = text_of(product, "sku");
    const std::string name = sku.empty() ? text_of(product, "title") : sku;
    const json contact = object_of(order, "contact");
    std::string customer = normal_contact(text_of(contact, "phone"));
    if (customer.empty()) customer = normal_contact(text_of(contact, "email"));
    if (customer.empty()) customer = text_of(order, "order_no");
    SQLite::Statement forget(*connection_, "DELETE FROM key_reports WHERE at < ?");
    forget.bind(1, now - window);
    forget.exec();
    SQLite::Statement note(*connection_,
                           "INSERT INTO key_reports (product, customer, at) VALUES (?, ?, ?)"
                           " ON CONFLICT (product, customer) DO UPDATE SET at = excluded.at");
    note.bind(1, name);
    note.bind(2, sha256_hex(customer));  // who it was is of no use here
    note.bind(3, now);
    note.exec();
    SQLite::Statement count(*connection_, "SELECT count(*) FROM key_reports WHERE product = ?");
    count.bind(1, name);
    count.executeStep();
    return count.getColumn(0).getInt();
}

ActionResult OrderStore::check_key(const json& parameters, std::int64_t now)
{
    const auto order = find(text_of(parameters, "order_id"));
    if (!order) return {"not_found", nullptr};
    const json facts = object_of(*order, "facts");
    const std::string state = text_of(facts, "key_check");
    return {"ok",
            {{"state", state.empty() ? "unknown" : state},
             {"used_before_reveal", facts.value("used_before_reveal", json(false))},
             {"batch_reports", note_report(*order, now)},
             {"sold_times", 1 + integer_of(facts, "duplicate_keys")},
             {"loop", object_of(*order, "product").value("loop", json(false))}}};
}

ActionResult OrderStore::refund_state(const json& parameters) const
{
    const auto order = find(text_of(parameters, "order_id"));
    if (!order || !order->contains("refund") || !order->at("refund").is_object())
        return {"not_found", nullptr};
    return {"ok", {{"refund", order->at("refund")}}};
}

}  // namespace storage
