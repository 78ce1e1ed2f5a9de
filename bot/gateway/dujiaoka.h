// dujiaoka (独角数卡): tables `orders` and `carmis`. The system has no refunds and no record of
// which key went to which order; what it can take back is an order that nobody has paid for.
#pragma once

#include "bot/gateway/mariadb.h"
#include "bot/gateway/shop_system.h"

namespace bot::gateway {

class Dujiaoka : public ShopSystem {
public:
    // `changing`: a session of the second account; nullptr: orders are looked up and no more. Both
    // outlive this.
    Dujiaoka(MariaDb& database, ShopSettings settings, MariaDb* changing = nullptr);

    std::string name() const override { return "dujiaoka"; }
    std::vector<std::string> actions() const override;
    std::optional<nlohmann::json> find(const std::string& number) override;
    std::vector<nlohmann::json> of_payment(const std::string& reference) override;
    std::vector<nlohmann::json> of_contact(const std::string& contact) override;
    std::vector<DeliveredKey> keys(const std::string& number) override;
    bool cancel_unpaid(const std::string& number) override;

private:
    nlohmann::json order(const MariaDb::Row& row) const;
    std::vector<nlohmann::json> select(const std::string& condition,
                                       const std::vector<std::string>& arguments);

    MariaDb& database_;
    ShopSettings settings_;
    MariaDb* changing_;
};

}  // namespace bot::gateway
