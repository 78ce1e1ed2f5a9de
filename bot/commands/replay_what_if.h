// kefu replay --pack: the stored conversations on another pack.
#pragma once

#include <string>

#include "storage/event_log.h"

namespace bot {

struct WhatIfOptions {
    std::string data, pack;
    std::string conversation;  // only this one; empty: all
    bool understand_again = false;
    bool as_json = false;
};
// Throws Failure where what it held was erased: nothing of it can be played again.
void refuse_erased(const storage::ConversationRow& conversation);

// Prints what would differ. Returns the exit code: 1 where something would.
int replay_what_if(const WhatIfOptions& options);

}  // namespace bot
