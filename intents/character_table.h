// What one character becomes before anything else looks at it: NFKC (full width to half width,
// circled digits to digits), traditional to simplified, invisible characters to nothing.
//
// The table comes from ICU's data and is filled once, at the first use (some 20 ms). Characters are
// enough: phrase-wise conversion of traditional Chinese chooses among words, not among meanings.
#pragma once

#include <string_view>

namespace intents {

// The characters that `c` stands for; empty where it is invisible. Letters keep their case.
// The view stays valid for the life of the program.
std::u32string_view plain_form(char32_t c);

char32_t lower_case(char32_t c);

bool is_space(char32_t c);        // after plain_form: blank, tab, line end
bool is_punctuation(char32_t c);  // punctuation and symbols that are no letter, digit or Han
bool is_han(char32_t c);

}  // namespace intents
