// kefu replay --pack: the stored conversations on another pack.
#pragma once

#include <string>

namespace bot {

struct WhatIfOptions {
    std::string data, pack;
    std::string conversation;  // only this one; empty: all
    bool understand_again = false;
    bool as_json = false;
};
// Prints what would differ. Returns the exit code: 1 where something would.
int replay_what_if(const WhatIfOptions& options);

}  // namespace bot
