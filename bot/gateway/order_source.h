// Where the gateway's orders are and what can be done with them: the embedded store, or a shop's
// own system. It takes the actions that flows call ("orders.lookup" …, dialogs/actions.h) with
// their parameters and answers with their outcomes, as the embedded store does.
//
// One thread at a time; every call blocks.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/action_result.h"

namespace bot::gateway {

// The shop's system does not answer, and nothing was done.
struct NotReached : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ShopAbilities {
    std::string shop_system;
    std::vector<std::string> actions;  // lookup, cancel …
    std::vector<std::string> refund_channels;
    bool partial_refund = false;
    std::int64_t max_auto_refund = 0;  // 分; at or above it a person decides
    std::vector<std::string> resend_modes;
};

class OrderSource {
public:
    virtual ~OrderSource() = default;

    virtual ShopAbilities abilities() const = 0;
    // Whether the same key gets the same answer again and nothing happens twice, so that an action
    // that was cut off can just be done again.
    virtual bool repeats_safely() const = 0;
    // The customer's own orders, masked, newest first: those of which two proofs hold (D5).
    // Throws NotReached.
    virtual std::vector<nlohmann::json> lookup(const nlohmann::json& parameters) = 0;
    // Any other action; `now` in ms since 1970. "not_supported" where the shop cannot do it.
    // Throws NotReached; any other exception leaves open whether it was done.
    virtual storage::ActionResult perform(const std::string& key, const std::string& action,
                                          const nlohmann::json& parameters, std::int64_t now) = 0;
};

}  // namespace bot::gateway
