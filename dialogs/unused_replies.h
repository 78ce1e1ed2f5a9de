// Replies that nothing says: left behind when a flow was changed, or misspelt where they are named.
#pragma once

#include <string>
#include <vector>

#include "dialogs/program.h"

namespace dialogs {

// Their keys, in order.
std::vector<std::string> unused_replies(const Program& program);

}  // namespace dialogs
