// The configuration of `kefu gateway`, one YAML file (docs/gateway-server.md). It holds secrets and
// must be readable by its owner alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bot/gateway/mariadb.h"
#include "bot/gateway/shop_system.h"
#include "bot/gateway/signature.h"

namespace bot::gateway {

struct GatewayFile {
    std::string system;  // dujiaoka, acg-faka, embedded
    ShopSettings shop;
    bool order_number_is_proof = true;
    bool allow_remote = false;
    int threads = 4;  // each with a connection of its own
    std::vector<SigningKey> keys;
    std::filesystem::path journal;

    MariaDbAccess database;                // not of embedded
    std::optional<MariaDbAccess> changes;  // the second account
    std::string table_prefix;              // of acg-faka

    std::filesystem::path data;  // of embedded: the data folder its orders are in
    std::int64_t max_auto_refund = 100000;
};

// Relative paths in it are relative to its folder. Throws Failure, with every mistake by its line.
GatewayFile read_gateway_file(const std::filesystem::path& file);

}  // namespace bot::gateway
