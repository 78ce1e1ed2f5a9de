#include "intents/numbers.h"

#include <algorithm>

namespace intents {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }

int number(std::string_view digits)
{
    int value = 0;
    for (char c : digits) value = value * 10 + (c - '0');
    return value;
}

bool between(std::string_view digits, int low, int high)
{
    return all_digits(digits) && number(digits) >= low && number(digits) <= high;
}

// mmdd and HHMMSS; the day is not checked against the month's length, nor are the shops' systems
// known to.
bool is_month_day(std::string_view text)
{
    return text.size() == 4 && between(text.substr(0, 2), 1, 12) && between(text.substr(2), 1, 31);
}

bool is_clock(std::string_view text)
{
    return text.size() == 6 && between(text.substr(0, 2), 0, 23) &&
           between(text.substr(2, 2), 0, 59) && between(text.substr(4), 0, 59);
}

// yyyymmddHHMMSS of this century's first half.
bool begins_with_time(std::string_view run)
{
    return run.size() >= 14 && between(run.substr(0, 4), 2000, 2059) &&
           is_month_day(run.substr(4, 4)) && is_clock(run.substr(8, 6));
}

bool all(std::string_view text, bool (*test)(char))
{
    return std::all_of(text.begin(), text.end(), test);
}

// Without the -01 of a part of an order.
std::string_view without_part(std::string_view run)
{
    if (run.size() > 3 && run[run.size() - 3] == '-' && all_digits(run.substr(run.size() - 2)))
        run.remove_suffix(3);
    return run;
}

bool has_groups(std::string_view run, std::size_t width, std::size_t least, std::size_t most)
{
    std::size_t groups = 0;
    while (!run.empty()) {
        if (run.size() < width || !all(run.substr(0, width), is_alnum)) return false;
        run.remove_prefix(width);
        ++groups;
        if (run.empty()) break;
        if (run[0] != '-' || run.size() == 1) return false;
        run.remove_prefix(1);
    }
    return groups >= least && groups <= most;
}

}  // namespace

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view run) { return !run.empty() && all(run, is_digit); }

bool is_dujiao_next(std::string_view run)
{
    run = without_part(run);
    if (run.size() < 10 || (run[0] | 32) != 'd') return false;
    if ((run[1] | 32) != 'j' && (run[1] | 32) != 'n') return false;
    run.remove_prefix(2);
    std::size_t digits = 0;
    while (digits < run.size() && is_digit(run[digits])) ++digits;
    return digits >= 8 && run.size() <= 30 && run.substr(0, 2) == "20" && all(run, is_alnum);
}

bool is_acg_ticket(std::string_view run)
{
    const auto is_hex = [](char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); };
    return run.size() == 22 && (run[0] | 32) == 't' && (run[1] | 32) == 'k' &&
           is_month_day(run.substr(4, 4)) && is_clock(run.substr(8, 6)) &&
           std::all_of(run.begin() + 14, run.end(), is_hex) && all_digits(run.substr(2, 12));
}

bool is_pinduoduo(std::string_view run)
{
    if (run.size() == 22 && run[6] == '-')
        return all_digits(run.substr(0, 6)) && is_month_day(run.substr(2, 4)) &&
               all_digits(run.substr(7));
    return run.size() == 21 && all_digits(run) && is_month_day(run.substr(2, 4));
}

bool is_payment_ref(std::string_view run)
{
    return (run.size() == 28 || run.size() == 32) && all_digits(run);
}

bool is_acg_faka(std::string_view run)
{
    return run.size() == 18 && all_digits(run) && run[0] != '0' && run[15] != '0' &&
           is_month_day(run.substr(5, 4)) && is_clock(run.substr(9, 6));
}

bool is_epay(std::string_view run)
{
    return run.size() == 19 && all_digits(run) && begins_with_time(run);
}

bool is_card_system(std::string_view run)
{
    return run.size() == 19 && begins_with_time(run) && all(run.substr(14), is_alnum);
}

bool is_caihong(std::string_view run)
{
    if (run.size() == 20 && (run.ends_with("RMB") || run.ends_with("rmb"))) run.remove_suffix(3);
    return run.size() == 17 && all_digits(run) && begins_with_time(run);
}

bool is_boosting(std::string_view run)
{
    return run.size() == 23 && all_digits(run) && begins_with_time(run);
}

bool is_dujiaoka(std::string_view run)
{
    if (run.size() != 16 || !all(run, is_alnum)) return false;
    const auto upper = std::count_if(run.begin(), run.end(), is_upper);
    const auto digits = std::count_if(run.begin(), run.end(), is_digit);
    // Customers retype it in lower case too; then only digits tell it from a word.
    return upper + digits == 16 ? upper > 0 : upper == 0 && digits >= 2;
}

bool has_order_date(std::string_view run)
{
    return is_dujiao_next(run) || is_acg_ticket(run) || is_pinduoduo(run) || is_acg_faka(run) ||
           is_epay(run) || is_card_system(run) || is_caihong(run) || is_boosting(run);
}

bool is_long_order(std::string_view run)
{
    return (run.size() == 18 || run.size() == 19) && all_digits(run) && run[0] != '0';
}

bool is_card_key(std::string_view run)
{
    return has_groups(run, 5, 3, 5) || has_groups(run, 4, 3, 4);
}

bool is_placeholder(std::string_view run)
{
    if (run.empty()) return true;
    const bool same = std::all_of(run.begin(), run.end(), [&](char c) { return c == run[0]; });
    return (same && run.size() >= 6) ||
           std::all_of(run.begin(), run.end(), [](char c) { return (c | 32) == 'x' || c == '-'; });
}

bool is_mobile_number(std::string_view digits)
{
    return digits.size() == 11 && all_digits(digits) && digits[0] == '1' && digits[1] >= '3';
}

// GB 11643: weights 2^(17-i) mod 11; the check character X stands for ten.
bool is_id_card(std::string_view run)
{
    if (run.size() != 18 || !all_digits(run.substr(0, 17))) return false;
    const char last = run[17];
    if (!is_digit(last) && (last | 32) != 'x') return false;
    if (!between(run.substr(0, 2), 11, 91) || !between(run.substr(6, 4), 1900, 2049) ||
        !is_month_day(run.substr(10, 4)))
        return false;
    constexpr int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; ++i) sum += (run[i] - '0') * weights[i];
    const int check = (12 - sum % 11) % 11;
    return check == (is_digit(last) ? last - '0' : 10);
}

bool is_wechat_payment_code(std::string_view run)
{
    return run.size() == 18 && all_digits(run) && run[0] == '1' && run[1] <= '5';
}

bool is_alipay_payment_code(std::string_view run)
{
    return run.size() >= 16 && run.size() <= 24 && all_digits(run) &&
           between(run.substr(0, 2), 25, 30);
}

bool has_luhn_digit(std::string_view digits)
{
    if (!all_digits(digits)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        int value = digits[digits.size() - 1 - i] - '0';
        if (i % 2 == 1) value = value > 4 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    return sum % 10 == 0;
}

}  // namespace intents
