#include "intents/understanding.h"

#include <algorithm>

namespace intents {

bool Understanding::has_flag(std::string_view flag) const
{
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

std::vector<std::string> Understanding::patterns_of(std::string_view of_intent) const
{
    std::vector<std::string> patterns;
    for (const RankedIntent& ranked : ranking)
        if (ranked.intent == of_intent)
            for (const Term& term : ranked.why)
                if (term.source == "pattern") patterns.push_back(term.what);
    return patterns;
}

const Entity* Understanding::first(std::string_view type) const
{
    for (const Entity& entity : entities)
        if (entity.type == type) return &entity;
    return nullptr;
}

std::string to_string(ControlWord word)
{
    switch (word) {
        case ControlWord::none:
            return "none";
        case ControlWord::human:
            return "human";
        case ControlWord::stop:
            return "stop";
        case ControlWord::bot:
            return "bot";
        case ControlWord::back:
            return "back";
        case ControlWord::restart:
            return "restart";
    }
    return "none";
}

}  // namespace intents
