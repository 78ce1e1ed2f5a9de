// Numbers with their units as customers write them: 98块8, 两百五, 1.2w, 半小时, 3张.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace intents {

// A number in hundredths, and where it ends in the text.
struct Number {
    std::int64_t hundredths = 0;
    int end = 0;
    bool chinese = false;  // written with Chinese numerals
};

// False for most characters, at less cost than to look for the number.
bool may_begin_number(char32_t c);

// The number that begins at `start`: 98.8, 1.2w, 5k, 3千, 一千二, 两百五, 十, 半. Nothing if there
// is none or it is beyond 1,000,000,000.
std::optional<Number> read_number(std::u32string_view text, int start);

// The digits behind spoken or written single digits (一三八零零, 幺两三四, １２), or empty where
// the range is no such run.
std::string digits_of(std::u32string_view text);
bool is_digit_word(char32_t c);

}  // namespace intents
