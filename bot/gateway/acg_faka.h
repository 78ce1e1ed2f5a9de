// acg-faka (异次元发卡): tables `order`, `card` and `commodity` behind the installation's prefix.
// The core of the system has no refund and no cancellation (an unpaid order is deleted), so nothing
// of it is changed.
#pragma once

#include "bot/gateway/mariadb.h"
#include "bot/gateway/shop_system.h"

namespace bot::gateway {

class AcgFaka : public ShopSystem {
public:
    // `prefix`: letters, digits and underscores; throws std::invalid_argument where it is not.
    AcgFaka(MariaDb& database, ShopSettings settings, const std::string& prefix = "acg_");

    std::string name() const override { return "acg-faka"; }
    std::vector<std::string> actions() const override { return {"lookup", "key_check"}; }
    std::optional<nlohmann::json> find(const std::string& number) override;
    // Payments are a plug-in's: their numbers are not in these tables.
    std::vector<nlohmann::json> of_payment(const std::string&) override { return {}; }
    std::vector<nlohmann::json> of_contact(const std::string& contact) override;
    std::vector<DeliveredKey> keys(const std::string& number) override;
    bool cancel_unpaid(const std::string&) override { return false; }

private:
    nlohmann::json order(const MariaDb::Row& row) const;
    std::vector<nlohmann::json> select(const std::string& condition, const std::string& argument);

    MariaDb& database_;
    ShopSettings settings_;
    std::string select_orders_;
    std::string select_keys_;
};

}  // namespace bot::gateway
