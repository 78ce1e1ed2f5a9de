#include "bot/gateway/embedded_orders.h"

#include "bot/json_field.h"
#include "storage/order_ownership.h"

namespace bot::gateway {

using nlohmann::json;

ShopAbilities EmbeddedOrders::abilities() const
{
    return {"embedded",
            {"lookup", "cancel", "refund", "resend", "key_check"},
            {"balance", "original"},
            true,
            settings_.max_auto_refund,
            {"notify_again", "replace_key", "retry_upstream", "fix_input"}};
}

std::vector<json> EmbeddedOrders::lookup(const json& parameters)
{
    const storage::ActionResult result = store_.perform("", "orders.lookup", parameters, 0);
    if (result.outcome == "ok") return {result.data.at("order")};
    std::vector<json> orders;
    if (result.outcome == "multiple")  // by title only; they are the customer's
        for (const json& one : result.data.at("orders"))
            if (const auto order = store_.get(text_of(one, "order_no")))
                orders.push_back(storage::masked_order(*order));
    return orders;
}

storage::ActionResult EmbeddedOrders::perform(const std::string& key, const std::string& action,
                                              const json& parameters, std::int64_t now)
{
    return store_.perform(key, action, parameters, now);
}

}  // namespace bot::gateway
