#include "intents/quantities.h"

namespace intents {

namespace {

constexpr std::int64_t number_max = 100'000'000'000;  // hundredths

int digit_value(char32_t c)
{
    switch (c) {
        case U'零':
        case U'〇':
        case U'洞':
            return 0;
        case U'一':
        case U'壹':
        case U'幺':
        case U'妖':
        case U'腰':
            return 1;
        case U'二':
        case U'两':
        case U'贰':
        case U'俩':
            return 2;
        case U'三':
        case U'叁':
        case U'仨':
            return 3;
        case U'四':
        case U'肆':
            return 4;
        case U'五':
        case U'伍':
            return 5;
        case U'六':
        case U'陆':
            return 6;
        case U'七':
        case U'柒':
        case U'拐':
            return 7;
        case U'八':
        case U'捌':
            return 8;
        case U'九':
        case U'玖':
        case U'勾':
            return 9;
        default:
            return c >= '0' && c <= '9' ? static_cast<int>(c - '0') : -1;
    }
}

std::int64_t unit_value(char32_t c)
{
    switch (c) {
        case U'十':
        case U'拾':
            return 10;
        case U'百':
        case U'佰':
            return 100;
        case U'千':
        case U'仟':
            return 1000;
        case U'万':
            return 10000;
        default:
            return 0;
    }
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

std::optional<Number> read_number(std::u32string_view text, int start)
{
    if (start >= static_cast<int>(text.size())) return {};
    if (is_ascii_digit(text[start])) return read_digits(text, start);
    if (text[start] == U'半') return Number{50, start + 1, true};
    if (digit_value(text[start]) >= 0 || unit_value(text[start]) > 0)
        return read_chinese(text, start);
    return {};
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
