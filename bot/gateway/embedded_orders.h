// The embedded order store behind the gateway's contract: for a shop without a system of its own,
// and for trying out a bot against a gateway.
#pragma once

#include "bot/gateway/order_source.h"
#include "storage/order_store.h"

namespace bot::gateway {

class EmbeddedOrders : public OrderSource {
public:
    // `store` has these settings and outlives this.
    EmbeddedOrders(storage::OrderStore& store, storage::OrderStore::Settings settings)
        : store_(store), settings_(settings)
    {
    }

    ShopAbilities abilities() const override;
    bool repeats_safely() const override { return true; }
    std::vector<nlohmann::json> lookup(const nlohmann::json& parameters) override;
    storage::ActionResult perform(const std::string& key, const std::string& action,
                                  const nlohmann::json& parameters, std::int64_t now) override;

private:
    storage::OrderStore& store_;
    storage::OrderStore::Settings settings_;
};

}  // namespace bot::gateway
