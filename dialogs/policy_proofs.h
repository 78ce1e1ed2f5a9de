// What holds of a policy in every case, not only in those that somebody tried: each case is
// decided, each row decides some, and what a shop may set takes nothing from its customers (D11).
// What does not hold is shown with the facts of a case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dialogs/policy_table.h"
#include "intents/problem.h"

namespace dialogs {

// That whatever the facts, and whatever a shop sets, some row decides. Else a problem of `file`.
void prove_total(const PolicyTable& table, const std::string& file, intents::Problems& problems);

// That no row, and no case of a decision in a row, is left to others by all facts.
void prove_rows_decide(const PolicyTable& table, intents::Problems& problems);

// That `generous:` of each parameter says the truth: further that way a case never comes out
// stricter. Of `either` only what goes back to the customer counts, not how soon.
void prove_generous(const PolicyTable& table, intents::Problems& problems);

// A case that comes out stricter where this parameter has this value.
std::optional<intents::Message> stricter_case(const PolicyTable& table,
                                              const std::string& parameter, std::int64_t value);

// "stage = delivered, amount = 98元": what is left out is unknown, or has its default.
intents::Message written_facts(const nlohmann::json& facts, const PolicyTable& table);

}  // namespace dialogs
