// How the bot reaches a shop's order gateway: `gateway:` in shop.yaml, and its secrets.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "bot/gateway/signature.h"
#include "bot/net/http_client.h"
#include "intents/yaml.h"

namespace bot::gateway {

struct GatewaySettings {
    HttpTarget target;
    SigningKey key;
    std::chrono::milliseconds timeout{4000};
};

// The fields of `gateway:`; nothing where there is none. Mistakes become problems of the file.
// `folder`: where a relative `ca` is looked for. The secrets are added by who reads them.
std::optional<GatewaySettings> read_gateway_settings(const intents::Yaml& yaml,
                                                     const std::filesystem::path& folder);

}  // namespace bot::gateway
