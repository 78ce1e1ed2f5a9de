// How far long work has come, on one line of a terminal; nothing where stderr is none.
#pragma once

#include <functional>

#include "intents/problem.h"

namespace bot {

// To be called with what is done of all; wipes its line at the end.
std::function<void(int done, int all)> progress_line(const intents::Message& what);

}  // namespace bot
