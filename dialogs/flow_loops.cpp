#include "dialogs/flow_loops.h"

#include <algorithm>
#include <map>
#include <set>

namespace dialogs {

namespace {

std::set<std::string> cleared_slots(const Flow& flow)
{
    std::set<std::string> cleared;
    for (const Step& step : flow.steps) {
        cleared.insert(step.clear.begin(), step.clear.end());
        for (const auto& [slot, value] : step.values)
            if (step.kind == StepKind::set) cleared.insert(slot);
    }
    return cleared;
}

// Where a step may lead without a word from anybody.
std::vector<std::string> ways_on(const Step& step, const std::set<std::string>& cleared)
{
    if (step.times != 0) return {};
    std::vector<std::string> ways;
    switch (step.kind) {
        case StepKind::collect:
            // Once the slot is known it is passed over.
            if (!cleared.contains(step.name)) ways.push_back(step.next);
            return ways;
        case StepKind::jump:
            return {step.name};
        case StepKind::branch: {
            for (const Branch& branch : step.branches) ways.push_back(branch.to);
            const bool always = !step.branches.empty() && !step.branches.back().when;
            if (!always) ways.push_back(step.next);
            return ways;
        }
        case StepKind::call:
        case StepKind::decide:
            for (const auto& [outcome, to] : step.on) ways.push_back(to);
            ways.push_back(step.next);
            return ways;
        case StepKind::say:
        case StepKind::ticket:
            return {step.next};
        case StepKind::set:  // what a branch tests has changed: the loop may end by it
        case StepKind::clear:
        case StepKind::gather:
        case StepKind::confirm:
        case StepKind::handoff:
        case StepKind::run:  // most flows ask something; which, is their own matter
        case StepKind::end:
            return {};
    }
    return {};
}

// A walk in depth that remembers the way it came.
class Walk {
public:
    explicit Walk(const Flow& flow) : flow_(flow), cleared_(cleared_slots(flow)) {}

    bool finds_loop_from(const std::string& id)
    {
        if (const auto again = std::find(way_.begin(), way_.end(), id); again != way_.end()) {
            way_.erase(way_.begin(), again);
            return true;
        }
        const Step* step = flow_.find(id);
        if (!step || !seen_.insert(id).second) return false;
        way_.push_back(id);
        for (const std::string& next : ways_on(*step, cleared_))
            if (finds_loop_from(next)) return true;
        way_.pop_back();
        return false;
    }

    const std::vector<std::string>& way() const { return way_; }

private:
    const Flow& flow_;
    const std::set<std::string> cleared_;
    std::set<std::string> seen_;
    std::vector<std::string> way_;
};

}  // namespace

std::vector<std::string> endless_loop(const Flow& flow)
{
    Walk walk(flow);
    for (const Step& step : flow.steps)
        if (walk.finds_loop_from(step.id)) return walk.way();
    return {};
}

}  // namespace dialogs
