// Why the policy decides as it does: the rows that were considered, and the least that would have
// to be different for another decision.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dialogs/policy_table.h"

namespace dialogs {

// {"rows": [{"block", "row", "failed", "values"}, …], "row", "changes": [{"facts", "row",
// "decision", "refund", "priority"}, …]}.
//
// `rows` are in the order in which they were tried. `failed` is the first part of the conditions
// that does not hold, with the `values` it read; a block that was passed over as a whole has no
// "row". `row` is the one that decided.
//
// `changes` has one change for each other outcome (decision and kind of refund) that comes with one
// fact changed, null where it becomes unknown; only where there is none, with two. Those of facts
// that the deciding row reads stand first. Numbers change to the nearest that will do, or a round
// one beside it; a set by one item, to a whole
// checklist, or to nothing.
//
// Throws FactsError as Policy::decide.
nlohmann::json explained(const nlohmann::json& facts, const PolicyTable& table);

}  // namespace dialogs
