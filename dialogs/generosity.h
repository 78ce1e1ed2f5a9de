// How much a decision gives the customer: what D11 ("more generous, never stricter") is measured
// with.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "dialogs/policy_table.h"

namespace dialogs {

// From least to most. Whether a person looks at a refund first is no step: the money is the same.
enum class Generosity {
    refused,    // not by default, or nothing to give back
    open,       // asked for proof, told the way, or with a person
    negotiate,  // something, to be agreed
    part,       // a part, or all but a fee
    full,
};

Generosity generosity_of(const std::string& decision, std::optional<RefundTerms::Kind> kind);
// The same of what Policy::decide answers.
Generosity generosity_of(const nlohmann::json& decision);

}  // namespace dialogs
