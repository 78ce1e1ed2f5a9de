// How often a look-up may find nothing: the same number, contact or payment five times in ten
// minutes, so that nobody can try out the contact of a number he has found, or the numbers of a
// contact. (The bot counts by visitor and address, which the gateway does not know.)
//
// Safe on any thread.
#pragma once

#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bot/rate_limiter.h"

namespace bot::gateway {

class LookupLimits {
public:
    // Nothing where one more is allowed; else how long until it is. `parameters` of orders.lookup.
    std::optional<std::chrono::seconds> blocked(const nlohmann::json& parameters,
                                                dialogs::Time now);
    void failed(const nlohmann::json& parameters, dialogs::Time now);

private:
    static constexpr std::chrono::minutes window{10};
    std::mutex mutex_;  // of what follows
    Attempts each_{5, window};
    Attempts all_{600, window};  // whoever has the bot's secret cannot try out all numbers
};

}  // namespace bot::gateway
