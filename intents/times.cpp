#include "intents/times.h"

#include <array>
#include <optional>

#include "intents/quantities.h"

namespace intents {

namespace {

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_ascii_alnum(char32_t c)
{
    return is_digit(c) || (c < 0x80 && (c | 32) >= 'a' && (c | 32) <= 'z');
}

// Most characters begin no time: one look at a bit says so.
constexpr auto first_characters = [] {
    std::array<bool, 0xA000 - 0x4E00> is_first{};
    for (const char32_t c : std::u32string_view(
             U"一二三四五六七八九十两零大前昨今明后上这本下月刚周星礼去凌早中傍晚夜半"))
        is_first[c - 0x4E00] = true;
    return is_first;
}();

bool may_begin_time(char32_t c)
{
    return is_digit(c) || (c >= 0x4E00 && c < 0xA000 && first_characters[c - 0x4E00]);
}

struct Count {
    int value = 0;
    int end = 0;
    bool chinese = false;
};

class Reader {
public:
    explicit Reader(std::u32string_view text) : text_(text), size_(static_cast<int>(text.size())) {}

    std::vector<Span> find() const
    {
        std::vector<Span> found;
        for (int at = 0; at < size_;) {
            const int end = may_begin_time(text_[at]) ? time_at(at) : at;
            if (end > at) {
                found.push_back({at, end});
                at = end;
            } else if (is_ascii_alnum(text_[at])) {
                while (at < size_ && is_ascii_alnum(text_[at])) ++at;
            } else {
                ++at;
            }
        }
        return found;
    }

private:
    bool has(int at, std::u32string_view word) const
    {
        return text_.substr(std::min(at, size_)).starts_with(word);
    }
    bool is_any(int at, std::u32string_view characters) const
    {
        return at < size_ && characters.find(text_[at]) != characters.npos;
    }
    int skip_blanks(int at) const
    {
        while (at < size_ && text_[at] == ' ') ++at;
        return at;
    }
    template <std::size_t N>
    int past_word(int at, const std::u32string_view (&words)[N]) const
    {
        if (at >= size_) return at;
        for (const std::u32string_view word : words)
            if (word[0] == text_[at] && has(at, word)) return at + static_cast<int>(word.size());
        return at;
    }

    // One or two digits that stand alone, or a Chinese number below a hundred.
    std::optional<Count> count_at(int at) const
    {
        if (at >= size_ || text_[at] == U'半') return {};
        if (is_digit(text_[at])) {
            if (at > 0 && is_ascii_alnum(text_[at - 1])) return {};
            int end = at, value = 0;
            for (; end < size_ && is_digit(text_[end]) && end - at < 2; ++end)
                value = value * 10 + static_cast<int>(text_[end] - '0');
            if (end < size_ && is_ascii_alnum(text_[end])) return {};
            return Count{value, end, false};
        }
        const std::optional<Number> number = read_number(text_, at);
        if (!number || number->hundredths >= 10000 || number->hundredths % 100 != 0) return {};
        return Count{static_cast<int>(number->hundredths / 100), number->end, true};
    }

    // The end of a whole time, or `start`.
    int time_at(int start) const
    {
        if (start > 0 && (text_[start - 1] == U'第' || text_[start - 1] == '.' ||
                          text_[start - 1] == '-' || text_[start - 1] == U'¥'))
            return start;
        const int day = day_at(start);
        int at = day;
        if (day > start && !is_clock_digit(skip_blanks(day)))
            at = is_any(day, U"的") ? day + 1 : day;
        const int part = part_at(at > day ? at : skip_blanks(day));
        const bool has_part = part > (at > day ? at : skip_blanks(day));
        const int before_clock = has_part ? part : day;
        const int clock = clock_at(skip_blanks(before_clock), day > start || has_part);
        if (clock > skip_blanks(before_clock)) return clock;
        if (has_part && is_any(part, U"好安")) return start;
        return has_part ? part : day;
    }

    bool is_clock_digit(int at) const { return at < size_ && is_digit(text_[at]); }

    int day_at(int at) const
    {
        if (const int end = calendar_day_at(at); end > at) return end;
        if (const int end = week_day_at(at); end > at) return end;
        static constexpr std::u32string_view days[] = {
            U"大前天",   U"大前晚", U"前几天", U"前两天", U"前天晚上", U"前天", U"前日", U"前晚",
            U"昨天",     U"昨日",   U"昨晚上", U"昨晚",   U"昨夜",     U"昨儿", U"昨早", U"今天",
            U"今日",     U"今早上", U"今早",   U"今晚上", U"今晚",     U"今儿", U"明天", U"明早",
            U"明晚",     U"后天",   U"上个月", U"上月",   U"月初",     U"月底", U"刚才", U"刚刚",
            U"上个星期", U"上星期", U"上礼拜", U"上周末", U"周末",     U"上周", U"去年",
        };
        // 三天前天… has no 前天: what stands before would be a count of days.
        if (at > 0 && text_[at] == U'前' && is_any(at - 1, U"天周月年")) return at;
        return past_word(at, days);
    }

    // 上周三, 这周五, 星期天, 礼拜一
    int week_day_at(int start) const
    {
        int at = start;
        if (is_any(at, U"上这本下")) at = is_any(at + 1, U"个") ? at + 2 : at + 1;
        if (has(at, U"星期") || has(at, U"礼拜"))
            at += 2;
        else if (is_any(at, U"周"))
            at += 1;
        else
            return start;
        return is_any(at, U"一二三四五六日天") ? at + 1 : start;
    }

    // 2026年9月12日, 2026-09-12, 9月12号, 九月十二, 12号, 9/12, 9.12号
    int calendar_day_at(int start) const
    {
        int at = start;
        bool year = false;
        if (has(at, U"20") && at + 4 < size_ && is_digit(text_[at + 2]) &&
            is_digit(text_[at + 3]) && is_any(at + 4, U"年/.-") &&
            (at == 0 || !is_ascii_alnum(text_[at - 1]))) {
            year = true;
            at += 5;
        }
        const std::optional<Count> month = year ? two_digits(at) : count_at(at);
        if (!month || month->value < 1) return start;
        if (month->value <= 31 && !year && is_any(month->end, U"号日") &&
            !is_any(month->end + 1, U"码线店机单卡商"))
            return month->end + 1;
        if (month->value > 12 || !is_any(month->end, U"月/.-")) return start;
        const bool spelt = text_[month->end] == U'月';
        const std::optional<Count> day = two_digits(month->end + 1);
        if (!day || day->value < 1 || day->value > 31) {
            const bool alone = spelt && !is_any(month->end + 1, U"卡会");
            return alone ? past_month(month->end + 1) : start;
        }
        if (is_any(day->end, U"日号")) return day->end + 1;
        // 9.12 may be a price and 9-12 anything.
        static constexpr std::u32string_view after[] = {
            U"买",   U"下单", U"付",   U"充",   U"拍",   U"的单", U"的订单", U"那",
            U"早上", U"上午", U"中午", U"下午", U"晚上", U"凌晨", U"晚",
        };
        const int next = skip_blanks(day->end);
        const bool of_a_day = past_word(next, after) > next;
        return spelt || year || of_a_day ? day->end : start;
    }

    // 9月份, 9月初
    int past_month(int at) const
    {
        if (is_any(at, U"份初底中")) return at + 1;
        return at;
    }

    // As count_at, where digits stand before it (the month or the year).
    std::optional<Count> two_digits(int at) const
    {
        if (at >= size_ || !is_digit(text_[at])) return count_at(at);
        int end = at, value = 0;
        for (; end < size_ && is_digit(text_[end]) && end - at < 2; ++end)
            value = value * 10 + static_cast<int>(text_[end] - '0');
        if (end < size_ && (is_ascii_alnum(text_[end]))) return {};
        return Count{value, end, false};
    }

    int part_at(int at) const
    {
        static constexpr std::u32string_view parts[] = {
            U"凌晨", U"大早上", U"早上", U"早晨", U"上午", U"中午", U"下午",
            U"傍晚", U"大晚上", U"晚上", U"夜里", U"半夜", U"晚",
        };
        const int end = past_word(at, parts);
        // 晚 by itself is late: 太晚了.
        if (end == at + 1 && !count_at(skip_blanks(end))) return at;
        return end;
    }

    // 三点, 8点半, 8点多, 10点20分, 22:30, 22:30:15
    int clock_at(int start, bool after_day) const
    {
        const std::optional<Count> hour = count_at(start);
        if (!hour || hour->value > 24) return start;
        if (is_any(hour->end, U":")) {
            const std::optional<Count> minute = two_digits(hour->end + 1);
            if (!minute || minute->value > 59 || minute->end - hour->end != 3) return start;
            if (is_any(minute->end, U":"))
                if (const auto second = two_digits(minute->end + 1); second && second->value < 60)
                    return second->end;
            return minute->end;
        }
        if (!is_any(hour->end, U"点") || is_any(hour->end + 1, U"卡券数击心儿")) return start;
        // 快一点, 有一点: a little.
        const bool little = hour->chinese && hour->value == 1;
        if (little && !after_day) return start;
        return past_minutes(hour->end + 1);
    }

    int past_minutes(int at) const
    {
        if (is_any(at, U"钟")) ++at;
        if (is_any(at, U"半多")) return past_about(at + 1);
        if (has(at, U"一刻") || has(at, U"三刻") || has(at, U"左右")) return at + 2;
        const std::optional<Count> minute = two_digits(at);
        if (!minute || minute->value > 59) return at;
        const bool unit = is_any(minute->end, U"分") && !has(minute->end, U"分钟");
        if (unit) return minute->end + 1;
        const bool plain = !is_any(minute->end, U"张个元块份单件次分点号");
        return plain && minute->end - at >= 2 ? minute->end : at;
    }

    int past_about(int at) const { return has(at, U"左右") ? at + 2 : at; }

    std::u32string_view text_;
    int size_;
};

}  // namespace

std::vector<Span> find_times(std::u32string_view plain) { return Reader(plain).find(); }

}  // namespace intents
