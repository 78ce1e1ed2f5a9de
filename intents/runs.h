// Cuts a text (Normalised::plain) into the runs in which numbers are looked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace intents {

struct Run {
    enum class Kind { number, email };
    Kind kind = Kind::number;
    std::string text;  // ASCII; groups of digits that blanks split are joined
    int start = 0;     // in the plain text
    int end = 0;
};

// Runs of letters and digits, with - and _ inside; e-mail addresses whole; "138 1234 5678" as one
// where the whole is a number of a known shape.
std::vector<Run> split_into_runs(std::u32string_view plain);

// Runs of at least four digits of which some are spoken: 幺三八零零…, 三三七八.
std::vector<Run> spoken_runs(std::u32string_view plain);

// True where a unit (张, 元, 小时 …) stands at `at`, so that the number before it counts something.
bool unit_follows(std::u32string_view plain, int at);

}  // namespace intents
