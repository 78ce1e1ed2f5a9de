// The ways out of each step of a flow: what the proofs of flows walk along. Inside the proofs.
#pragma once

#include <string>
#include <vector>

#include "dialogs/flow.h"
#include "dialogs/program.h"

namespace dialogs {

struct Way {
    enum class Kind {
        onwards,  // by itself: said, set, a case of a branch, what was known already
        answer,   // the customer's
        bad,      // no answer, as often as the step allows
        action,   // the outcome of an action, of the policy or of a flow that was run
        visits,   // the step was entered more often than `times` allows
    };
    Kind kind = Kind::onwards;
    std::string to;    // a step; empty where the flow ends
    std::string what;  // the outcome, the answer's name, or the condition
};

// Every way that a step can go, whatever the facts. `run` has those of its flow's outcomes.
std::vector<Way> ways_of(const Step& step, const std::vector<std::string>& outcomes_of_run);

// The steps that the flow can come to. The rest are the ways out that every flow has unwritten.
std::vector<const Step*> reached_steps(const Flow& flow);

// How often a customer can write at this step before it goes on.
int messages_at(const Step& step, const Program& program);

bool waits_for_customer(const Step& step);

// A way through flows, from one step to the next.
struct Walked {
    const Flow* flow;
    const Step* step;
    Way way;
};

// The same as it would be read: "user> …", "bot> …", one line each.
std::vector<std::string> as_conversation(const std::vector<Walked>& path, const Program& program);

}  // namespace dialogs
