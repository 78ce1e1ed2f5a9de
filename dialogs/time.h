// Time as the pure core sees it: a number that came in with an event, never a clock that is read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dialogs {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// RFC 3339 with milliseconds in UTC: 2026-09-12T02:31:10.000Z
std::string to_rfc3339(Time time);
// Any RFC 3339 time with an offset or Z; nothing where it is none.
std::optional<Time> parse_rfc3339(std::string_view text);

}  // namespace dialogs
