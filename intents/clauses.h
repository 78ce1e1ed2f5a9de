// Cuts a message where one thing has been said and another may begin: at marks, at blanks between
// Chinese words, before 另外 and its like.
#pragma once

#include <string_view>
#include <vector>

#include "intents/understanding.h"

namespace intents {

struct Clause {
    Span at;                 // in the text
    bool announced = false;  // 另外, 还有, 顺便 … say that it is another matter
};

// `words` as in Normalised::words. Pieces that say too little by themselves (a greeting, a number)
// belong to the clause before them, or to the first. A text without a cut is one clause.
std::vector<Clause> split_into_clauses(std::u32string_view words);

// False where certainly none of the clauses is announced.
bool may_announce_another(std::u32string_view words);

}  // namespace intents
