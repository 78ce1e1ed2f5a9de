// The order sources that a configuration asks for, one for each thread, with what they stand on.
#pragma once

#include <memory>
#include <vector>

#include "bot/gateway/gateway_file.h"
#include "bot/gateway/order_source.h"

namespace bot::gateway {

class OpenedShop {
public:
    // Connects and looks an order up, so that a wrong account or table is found at the start.
    // Throws Failure, and storage::OpenError for the embedded store's folder.
    explicit OpenedShop(const GatewayFile& file);
    ~OpenedShop();

    const std::vector<std::unique_ptr<OrderSource>>& sources() const { return sources_; }

private:
    struct Connected;
    struct Embedded;
    void connect(const GatewayFile& file);

    // In this order, so that sources go before what they use.
    std::unique_ptr<Embedded> embedded_;
    std::vector<std::unique_ptr<Connected>> connected_;
    std::vector<std::unique_ptr<OrderSource>> sources_;
};

}  // namespace bot::gateway
