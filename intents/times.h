// Times as customers name them: 昨晚八点多, 今天下午三点, 9月12号, 2026-09-12 10:30, 上周三, 刚才.
#pragma once

#include <string_view>
#include <vector>

#include "intents/understanding.h"

namespace intents {

// Places in the plain text, in its order. "一点" without a part of the day is a little, "点卡" no
// clock, "早上好" a greeting; a stretch of time (三天, 半小时) is none of these but a duration.
std::vector<Span> find_times(std::u32string_view plain);

}  // namespace intents
