// acg-faka (异次元发卡): tables `order`, `card` and `commodity` behind the installation's prefix.
// The core of the system has no refund and no cancellation, so looking an order up is all that is
// offered.
#pragma once

#include "bot/gateway/mariadb.h"
#include "bot/gateway/shop_system.h"

namespace bot::gateway {

class AcgFaka : public ShopSystem {
public:
    // `prefix`: letters, digits and underscores; throws std::invalid_argument where it is not.
    AcgFaka(MariaDb& database, ShopSettings settings, const std::string& prefix = "acg_");

    std::string name() const override { return "acg-faka"; }
    std::vector<std::string> actions() const override { return {"lookup"}; }
    std::optional<ShopOrder> find(const std::string& number) override;

private:
    std::vector<std::string> fingerprints(const std::string& order_id);

    MariaDb& database_;
    ShopSettings settings_;
    std::string select_order_;
    std::string select_cards_;
};

}  // namespace bot::gateway
