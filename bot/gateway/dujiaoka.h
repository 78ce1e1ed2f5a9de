// dujiaoka (独角数卡): table `orders`. The system has neither refunds nor cancellations nor a
// record of which key went to which order, so looking an order up is all that is offered.
#pragma once

#include "bot/gateway/mariadb.h"
#include "bot/gateway/shop_system.h"

namespace bot::gateway {

class Dujiaoka : public ShopSystem {
public:
    Dujiaoka(MariaDb& database, ShopSettings settings);

    std::string name() const override { return "dujiaoka"; }
    std::vector<std::string> actions() const override { return {"lookup"}; }
    std::optional<ShopOrder> find(const std::string& number) override;

private:
    MariaDb& database_;
    ShopSettings settings_;
};

}  // namespace bot::gateway
