// <data>/shop.yaml, the settings of one shop, and the secrets beside it. Both are written with
// defaults at the first start.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bot/gateway/gateway_settings.h"
#include "bot/retention.h"

namespace bot {

struct Shop {
    std::string yaml;  // the file as it is: the pack reads it too
    std::string name;
    bool allow_remote = false;
    RetentionLimits retention;
    std::string identity_secret;  // shared with the shop's own site: proof of who a visitor is
    std::string server_secret;    // this server's own: tokens of the console, digests of messages
    std::optional<gateway::GatewaySettings> gateway;  // nothing: the orders are kept here
};

// `first`: what shop.yaml begins with instead of the defaults; empty: the defaults.
// Throws Failure where a file cannot be written, or says what is wrong with one.
Shop open_shop(const std::filesystem::path& data, const std::string& first = {});

// The name in shop.yaml, for commands: nothing is written, and mistakes are not looked for.
std::string shop_name(const std::filesystem::path& data);

}  // namespace bot
