// Who sees to each rule of the trade's rule book: a flow, a row or parameter of the policy, a
// reply, or the engine itself. Taken from `rules:` where they stand; what is never used owns
// nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialogs/program.h"
#include "intents/problem.h"

namespace dialogs {

struct RuleOwner {
    intents::Message what;  // "flow cancel_order"
    std::string where;      // flows/cancel_order.yaml, or the engine's own file
};

// By rule, in the order of the rule book.
std::vector<std::pair<std::string, std::vector<RuleOwner>>> rule_owners(const Program& program);

// That each rule of `rule_book` in pack.yaml has an owner, or stands under `unowned` with a reason.
void check_rules_are_owned(const Program& program, intents::Problems& problems);

}  // namespace dialogs
