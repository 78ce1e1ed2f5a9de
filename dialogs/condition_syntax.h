// What a condition says before its names and types are looked at: text to tree. Inside the
// language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialogs/condition.h"

namespace dialogs {

struct Syntax {
    enum class Kind {
        word,      // a name or a value: `text`
        quoted,    // `text`
        number,    // `text`, with `unit`
        sum,       // children: 2; `text` is + or -
        call,      // children: 2; `text` is max or min
        compare,   // children: 2; `text` is the operator
        one_of,    // children: left, then the items
        has,       // children: left, item
        has_all,   // children: left, then a name or, with `listed`, items
        is_set,    // children: 1
        negation,  // children: 1
        both,      // children: 2 or more
        either,    // children: 2 or more
    };
    Kind kind = Kind::word;
    std::string text{};
    std::string unit{};
    bool listed = false;
    int column = 1;
    std::vector<Syntax> children{};
};

// Nothing where the text is no condition; the first reason is added to `problems`.
std::optional<Syntax> parse_condition(const std::string& text, ExpressionProblems& problems);

}  // namespace dialogs
