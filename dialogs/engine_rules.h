// The rules that no pack can leave out, because the engine itself sees to them.
#pragma once

#include <vector>

#include "intents/problem.h"

namespace dialogs {

struct EngineRule {
    const char* rule;
    intents::Message what;
    const char* where;  // the file to begin reading in
};

const std::vector<EngineRule>& engine_rules();

}  // namespace dialogs
