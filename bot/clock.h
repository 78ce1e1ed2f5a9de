// The time, given to those who need it: tests give their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "dialogs/time.h"

namespace bot {

using Now = std::function<dialogs::Time()>;

inline dialogs::Time system_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

inline std::int64_t milliseconds(dialogs::Time time) { return time.time_since_epoch().count(); }

}  // namespace bot
