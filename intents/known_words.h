// Which characters of a Chinese text belong to a word of the dictionary (ICU's, which is made for
// finding line and word ends). Takes some microseconds: ask only where something hangs on it.
#pragma once

#include <string_view>
#include <vector>

namespace intents {

// For each character, whether it stands in a known word of two characters or more.
std::vector<bool> inside_known_words(std::u32string_view text);

}  // namespace intents
