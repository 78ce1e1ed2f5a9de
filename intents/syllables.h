// How a Han character is read aloud, without its tone: one reading a character, from ICU's data
// (right for 98 of 100 characters in words). Typing by sound gives characters that are read alike.
#pragma once

#include <cstdint>

namespace intents {

struct Syllable {
    std::uint16_t exact = 0;  // a number for each syllable; 0: no Han character, or not known
    std::uint16_t alike = 0;  // the same for n and l, zh and z, ch and c, sh and s, -ng and -n
};

Syllable syllable_of(char32_t c);

}  // namespace intents
