#include "dialogs/unused_replies.h"

#include <set>

namespace dialogs {

std::vector<std::string> unused_replies(const Program& program)
{
    std::set<std::string> named(replies_of_the_engine().begin(), replies_of_the_engine().end());
    for (const auto& [intent, reply] : program.settings.answers) named.insert(reply);
    for (const auto& [id, flow] : program.flows)
        for (const Step& step : flow.steps) {
            named.insert(step.name);  // of say: and handoff:
            named.insert(step.ask);
            named.insert(step.reprompts.begin(), step.reprompts.end());
            for (const auto& [intent, reply] : step.answers) named.insert(reply);
            named.insert(step.other_wish);
        }
    std::vector<std::string> unused;
    for (const auto& [key, reply] : program.replies)
        if (!named.contains(key)) unused.push_back(key);
    return unused;
}

}  // namespace dialogs
