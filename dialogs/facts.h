// What the policy decides on, taken from a conversation: the order as the shop's system knows it,
// the customer's claims, the evidence received.
#pragma once

#include <nlohmann/json.hpp>

#include "dialogs/conversation.h"

namespace dialogs {

// As vocabulary.md, "Facts". `claim` is a breach or "not_arrived" or empty; `used` and `platform`
// are slot values or empty.
nlohmann::json facts_of(const Conversation& conversation, Time now, const std::string& claim,
                        const std::string& used, const std::string& platform);

}  // namespace dialogs
