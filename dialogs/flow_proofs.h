// What holds of a pack's flows whatever happens: every conversation ends or asks, none goes round
// without a bound, a person comes where one was promised, and no case of a branch is written in
// vain. What does not hold is shown as a conversation.
//
// The walk takes every way that a step has, whatever is known of the order; so what it finds sound
// is sound, and a loop that only conditions would end wants a bound (`times`) of its own.
// Corrections, 上一步, 重来 and questions beside the matter are the customer's own doing and not
// counted.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialogs/program.h"
#include "intents/problem.h"

namespace dialogs {

struct FlowBounds {
    int messages = 0;     // of the customer's that the flow can ask for, with those that it runs
    int bad_answers = 0;  // that it takes before a person comes, or the flow ends
    std::map<std::string, int> loops;  // step -> how often it may be entered
};

// That no flow goes round without a bound, and none runs itself. Part of reading a pack: the
// engine relies on it.
void prove_flows_end(const Program& program, intents::Problems& problems);

// For each flow of a pack that was read.
std::map<std::string, FlowBounds> flow_bounds(const Program& program);

// That a person comes from the flows that promise one, and that each case of a branch can be taken.
void prove_flows(const Program& program, intents::Problems& problems);

}  // namespace dialogs
