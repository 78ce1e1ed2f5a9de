// The actions on orders that a flow may call, with the outcomes each can have: the ones of the
// order gateway's contract. A flow has an edge for each; those it leaves out take the pack's
// default.
#pragma once

#include <string>
#include <vector>

namespace dialogs {

struct Action {
    std::string name;
    // "ok" first. "unavailable" (nothing was done) and "timeout" are possible for all; "unknown",
    // where it may have been done, for those that move money.
    std::vector<std::string> outcomes;
    bool moves_money = false;  // asks for a confirmation before it; unknown after a timeout
};

// nullptr where there is no such action.
const Action* find_action(const std::string& name);
const std::vector<Action>& all_actions();

}  // namespace dialogs
