// Plays a conversation again from the inputs in its log, on the pack it ran on, and compares: the
// same inputs must lead to the same events.
#pragma once

#include <string>
#include <vector>

#include "bot/pack_shelf.h"
#include "dialogs/pack.h"
#include "storage/event_log.h"

namespace bot {

struct Replayed {
    int turns = 0;
    // "turn 4, event 2 (message): stored … replayed …"; empty where everything is the same.
    std::vector<std::string> differences;
    // Messages that would be understood differently today (with `reunderstand`).
    std::vector<std::string> understood_differently;
};

// Nothing of the log is changed. `rows`: all events of one conversation, in order.
Replayed replay(const std::vector<storage::EventRow>& rows,
                const storage::ConversationRow& conversation, const dialogs::Pack& pack,
                bool reunderstand);

}  // namespace bot
