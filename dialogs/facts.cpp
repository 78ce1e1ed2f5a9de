#include "dialogs/facts.h"

#include "dialogs/json_fields.h"

namespace dialogs {

using nlohmann::json;

namespace {

// Hours with three decimals; nothing where one of the times is unknown.
json hours_between(const std::optional<Time>& from, const std::optional<Time>& to)
{
    if (!from || !to) return nullptr;
    const std::int64_t thousandths = (*to - *from).count() / 3600;
    return static_cast<double>(thousandths) / 1000.0;
}

std::optional<Time> time_at(const json& json, const char* name)
{
    return parse_rfc3339(get<std::string>(json, name));
}

// D12: so many customers who report keys of one product within half an hour prove each other right.
constexpr int bad_batch_reports = 3;

// Breaches that the shop's own system proves, and those only claimed.
json breaches(const json& order, const std::string& claim)
{
    json result = json::object();
    if (!claim.empty() && claim != "none") result[claim] = "claimed";
    const json facts = order.value("facts", json::object());
    const json product = order.value("product", json::object());
    const std::string key_check = get<std::string>(facts, "key_check");
    if (key_check == "expired" || key_check == "not_exist" ||
        get<bool>(facts, "used_before_reveal") ||
        get<int>(facts, "batch_reports") >= bad_batch_reports)
        result["invalid_key"] = "verified";
    if (get<int>(facts, "duplicate_keys") > 0 && !get<bool>(product, "loop"))
        result["duplicate"] = "verified";
    if (facts.contains("sku_mismatch") && !facts.at("sku_mismatch").is_null())
        result["wrong_item"] = "verified";
    if (claim == "not_arrived" && get<std::string>(facts, "upstream_receipt") == "failed")
        result["not_arrived"] = "verified";
    return result;
}

json refund_facts(const json& order, Time now)
{
    const json refund = get_json(order, "refund");
    if (!refund.is_object()) return {{"state", nullptr}, {"days", nullptr}};
    const std::string state = get<std::string>(refund, "state");
    const auto since = time_at(refund, state == "succeeded" ? "finished_at" : "requested_at");
    json result{{"state", state}, {"days", nullptr}};
    if (since) result["days"] = (now - *since).count() / (24 * 3600 * 1000);
    return result;
}

}  // namespace

json facts_of(const Conversation& conversation, Time now, const std::string& claim,
              const std::string& used, const std::string& platform)
{
    json facts{{"flags", conversation.flags}};
    json evidence = json::array();
    for (const auto& [item, blobs] : conversation.evidence)
        if (item != "unsorted") evidence.push_back(item);
    facts["evidence"] = std::move(evidence);
    if (!used.empty()) facts["used"] = used;

    const json& order = conversation.order;
    if (!order.is_object()) {
        if (!platform.empty()) facts["platform"] = platform;
        json claimed = json::object();
        if (!claim.empty() && claim != "none") claimed[claim] = "claimed";
        facts["breach"] = std::move(claimed);
        return facts;
    }
    const json product = order.value("product", json::object());
    const json policy = order.value("policy", json::object());
    const json delivery = order.value("delivery", json::object());
    const json order_facts = order.value("facts", json::object());
    const auto paid = time_at(order.value("pay", json::object()), "paid_at");
    facts["platform"] = "third_party";
    facts["product_class"] = get<std::string>(product, "class", "other");
    facts["stage"] = get<std::string>(order, "stage");
    facts["breach"] = breaches(order, claim);
    facts["hours_since_paid"] = hours_between(paid, now);
    facts["hours_to_delivery"] = hours_between(paid, time_at(order, "delivered_at"));
    facts["promised_hours"] = get_json(product, "promised_hours");
    facts["amount"] = get<std::int64_t>(order, "amount_paid");
    facts["qty"] = get<std::int64_t>(order, "qty", 1);
    facts["sealed"] = get<bool>(delivery, "sealed");
    if (policy.contains("service_fee_percent"))
        facts["fee_percent"] = policy.at("service_fee_percent");
    if (policy.contains("max_auto_refund")) facts["max_auto_refund"] = policy.at("max_auto_refund");
    facts["duplicate_keys"] = get<std::int64_t>(order_facts, "duplicate_keys");
    facts["upstream_receipt"] = get_json(order_facts, "upstream_receipt");
    facts["refund"] = refund_facts(order, now);
    if (order.contains("upstream")) facts["upstream"] = order.at("upstream");
    const std::string key_check = get<std::string>(order_facts, "key_check");
    if (used.empty() && key_check == "unused") facts["used"] = "no";
    if (order.contains("platform_stage")) facts["ecommerce_stage"] = order.at("platform_stage");
    return facts;
}

}  // namespace dialogs
