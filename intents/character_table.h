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

// After plain_form: blank, tab, line end.
inline bool is_space(char32_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

inline bool is_han(char32_t c)
{
    return (c >= 0x4E00 && c < 0xA000) || (c >= 0x3400 && c < 0x4DC0);
}

// Of characters that are neither ASCII nor Han: asks ICU.
bool is_foreign_punctuation(char32_t c);
char32_t foreign_lower_case(char32_t c);

// Punctuation and symbols that are no letter, digit or Han.
inline bool is_punctuation(char32_t c)
{
    if (c < 0x80)
        return c > ' ' && !(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'z');
    return !is_han(c) && is_foreign_punctuation(c);
}

inline char32_t lower_case(char32_t c)
{
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c >= 0x2E80 && c < 0xA000) return c;
    return foreign_lower_case(c);
}

}  // namespace intents
