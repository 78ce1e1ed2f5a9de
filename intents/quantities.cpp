#include "intents/quantities.h"

#include <algorithm>
#include <array>

namespace intents {

namespace {

constexpr std::int64_t number_max = 100'000'000'000;  // hundredths

constexpr char32_t han_first = 0x4E00, han_end = 0xA000;

struct Numerals {
    std::u32string_view characters;
    int value;
};

constexpr Numerals digits[] = {
    {U"零洞", 0}, {U"一壹幺妖腰", 1}, {U"二两贰俩", 2}, {U"三叁仨", 3}, {U"四肆", 4},
    {U"五伍", 5}, {U"六陆", 6},       {U"七柒拐", 7},   {U"八捌", 8},   {U"九玖勾", 9},
};
constexpr Numerals units[] = {{U"十拾", 10}, {U"百佰", 100}, {U"千仟", 1000}, {U"万", 10000}};

// Most characters are no numerals: one look says so. -1: none.
template <std::size_t N>
constexpr auto by_character(const Numerals (&numerals)[N])
{
    std::array<std::int16_t, han_end - han_first> values{};
    values.fill(-1);
    for (const Numerals& alike : numerals)
        for (const char32_t c : alike.characters)
            values[c - han_first] = static_cast<std::int16_t>(alike.value);
    return values;
}

constexpr auto digit_by_character = by_character(digits);
constexpr auto unit_by_character = by_character(units);

int digit_value(char32_t c)
{
    if (c >= han_first && c < han_end) return digit_by_character[c - han_first];
    if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
    return c == U'〇' ? 0 : -1;
}

std::int64_t unit_value(char32_t c)
{
    if (c < han_first || c >= han_end) return 0;
    return std::max<std::int64_t>(unit_by_character[c - han_first], 0);
}

bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }

// 98, 98.8, 1,200; then k, w, 千, 万 or 百.
std::optional<Number> read_digits(std::u32string_view text, int start)
{
    const int size = static_cast<int>(text.size());
    Number number{0, start, false};
    int& at = number.end;
    std::int64_t whole = 0;
    for (; at < size && is_ascii_digit(text[at]); ++at) {
        whole = whole * 10 + (text[at] - '0');
        if (whole > number_max / 100) return {};
    }
    number.hundredths = whole * 100;
    if (at + 1 < size && text[at] == '.' && is_ascii_digit(text[at + 1])) {
        std::int64_t worth = 10;
        for (++at; at < size && is_ascii_digit(text[at]); ++at, worth /= 10)
            number.hundredths += (text[at] - '0') * worth;
    }
    if (at >= size) return number;
    std::int64_t times = unit_value(text[at]);
    if (times == 10) times = 0;
    if ((text[at] | 32) == 'w') times = 10000;
    if ((text[at] | 32) == 'k') times = 1000;
    if (times == 0 || number.hundredths > number_max / times) return number;
    number.hundredths *= times;
    ++at;
    return number;
}

// 十, 十二, 三十, 两百五 (= 250), 一千二 (= 1200), 一万三千, 零点五.
std::optional<Number> read_chinese(std::u32string_view text, int start)
{
    const int size = static_cast<int>(text.size());
    Number number{0, start, true};
    int& at = number.end;
    std::int64_t total = 0, section = 0, digit = -1, last_unit = 0;
    bool zero = false;
    for (; at < size; ++at) {
        const std::int64_t unit = unit_value(text[at]);
        const int value = is_ascii_digit(text[at]) ? -1 : digit_value(text[at]);
        if (unit == 10000) {
            total += (section + (digit > 0 ? digit : 0)) * unit;
            section = 0, digit = -1, last_unit = unit;
        } else if (unit > 0) {
            section += (digit < 0 ? 1 : digit) * unit;
            digit = -1, last_unit = unit, zero = false;
        } else if (value >= 0) {
            if (digit > 0) break;  // two digits in a row: a spoken number, not a quantity
            digit = value;
            zero = zero || value == 0;
        } else {
            break;
        }
        if (total + section > number_max / 100) return {};
    }
    if (at == start) return {};
    if (digit > 0) {
        // "两百五" means 250, "两百零五" 205.
        const std::int64_t worth = last_unit > 10 && !zero ? last_unit / 10 : 1;
        section += digit * worth;
    }
    number.hundredths = (total + section) * 100;
    return number;
}

}  // namespace

bool may_begin_number(char32_t c)
{
    if (c < han_first || c >= han_end) return is_ascii_digit(c) || c == U'〇';
    return c == U'半' || digit_by_character[c - han_first] >= 0 ||
           unit_by_character[c - han_first] >= 0;
}

std::optional<Number> read_number(std::u32string_view text, int start)
{
    if (start >= static_cast<int>(text.size()) || !may_begin_number(text[start])) return {};
    if (is_ascii_digit(text[start])) return read_digits(text, start);
    if (text[start] == U'半') return Number{50, start + 1, true};
    return read_chinese(text, start);
}

bool is_digit_word(char32_t c) { return digit_value(c) >= 0; }

std::string digits_of(std::u32string_view text)
{
    std::string digits;
    for (char32_t c : text) {
        const int value = digit_value(c);
        if (value < 0) return {};
        digits += static_cast<char>('0' + value);
    }
    return digits;
}

}  // namespace intents
