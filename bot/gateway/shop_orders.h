// The orders of a shop's own system behind the gateway's contract: looks for what the customer
// means, checks whose it is, and does what the system supports.
#pragma once

#include "bot/gateway/order_source.h"
#include "bot/gateway/shop_system.h"

namespace bot::gateway {

class ShopOrders : public OrderSource {
public:
    // `number_is_proof`: the shop's numbers cannot be guessed (D5). `shop` outlives this.
    ShopOrders(ShopSystem& shop, bool number_is_proof)
        : shop_(shop), number_is_proof_(number_is_proof)
    {
    }

    ShopAbilities abilities() const override;
    bool repeats_safely() const override { return false; }
    std::vector<nlohmann::json> lookup(const nlohmann::json& parameters) override;
    storage::ActionResult perform(const std::string& key, const std::string& action,
                                  const nlohmann::json& parameters, std::int64_t now) override;

private:
    bool can(const std::string& action) const;
    std::vector<nlohmann::json> candidates(const nlohmann::json& parameters);
    storage::ActionResult cancel(const nlohmann::json& parameters);
    storage::ActionResult check_key(const nlohmann::json& parameters, std::int64_t now);

    ShopSystem& shop_;
    bool number_is_proof_;
};

}  // namespace bot::gateway
