#include "intents/amounts.h"

#include <optional>

#include "intents/labels.h"
#include "intents/quantities.h"

namespace intents {

namespace {

constexpr std::int64_t face_value_max = 1'000'000;  // minor units; more is some other number

bool is_ascii_alnum(char32_t c)
{
    return (c >= '0' && c <= '9') || (c < 0x80 && (c | 32) >= 'a' && (c | 32) <= 'z');
}

bool may_begin_amount(char32_t c)
{
    return may_begin_number(c) || c == U'块' || c == U'¥' || c == U'￥';
}

// 150 -> "1.5", 7200 -> "72"
std::string decimal(std::int64_t hundredths)
{
    std::string text = std::to_string(hundredths / 100);
    const std::int64_t rest = hundredths % 100;
    if (rest == 0) return text;
    text += '.';
    text += static_cast<char>('0' + rest / 10);
    if (rest % 10 != 0) text += static_cast<char>('0' + rest % 10);
    return text;
}

class Scanner {
public:
    explicit Scanner(std::u32string_view text) : text_(text), size_(static_cast<int>(text.size()))
    {
    }

    std::vector<Amount> find()
    {
        std::vector<Amount> amounts;
        for (int at = 0; at < size_;) {
            std::optional<Amount> amount;
            if (may_begin_amount(text_[at])) amount = amount_at(at);
            if (amount) amounts.push_back(*amount);
            at = amount ? amount->end : past(at);
        }
        return amounts;
    }

private:
    bool has(int at, std::u32string_view word) const
    {
        return text_.substr(std::min(at, size_)).starts_with(word);
    }
    int skip(int at, std::u32string_view word) const
    {
        return has(at, word) ? at + static_cast<int>(word.size()) : at;
    }
    int skip_blanks(int at) const
    {
        while (at < size_ && text_[at] == ' ') ++at;
        return at;
    }
    // A run of letters and digits is left as a whole: the 12 in "AB12元" is no number.
    int past(int at) const
    {
        if (!is_ascii_alnum(text_[at])) return at + 1;
        while (at < size_ && is_ascii_alnum(text_[at])) ++at;
        return at;
    }

    std::optional<Amount> amount_at(int start) const
    {
        if (text_[start] == U'¥' || text_[start] == U'￥') {
            const auto number = read_number(text_, skip_blanks(start + 1));
            if (number && !number->chinese) return money(start, number->hundredths, number->end);
            return {};
        }
        if (text_[start] == U'块') return bare_yuan(start);
        const auto number = read_number(text_, start);
        if (!number) return {};
        const int unit = skip_blanks(number->end);
        if (auto found = duration(start, *number, unit)) return found;
        if (auto found = counted_money(start, *number, unit)) return found;
        if (auto found = face_value(start, number->hundredths, number->end, *number)) return found;
        if (auto found = quantity(start, *number, unit)) return found;
        return paid(start, *number);
    }

    Amount money(int start, std::int64_t hundredths, int end) const
    {
        return {"amount", std::to_string(hundredths), start, end};
    }

    // 块五 is 1.50.
    std::optional<Amount> bare_yuan(int start) const
    {
        if (start + 1 >= size_ || (start > 0 && text_[start - 1] != ' ')) return {};
        const std::string digit = digits_of(text_.substr(start + 1, 1));
        if (digit.empty()) return {};
        return money(start, 100 + (digit[0] - '0') * 10, start + 2);
    }

    std::optional<Amount> counted_money(int start, const Number& number, int unit) const
    {
        std::int64_t value = number.hundredths;
        int end = unit;
        if (has(unit, U"块") || has(unit, U"元") || has(unit, U"圆")) {
            end = skip(unit + 1, U"钱");
            // 98块8, 九十八块八, 98块8毛
            if (end == unit + 1 && end < size_) {
                const std::string digit = digits_of(text_.substr(end, 1));
                const bool single = end + 1 >= size_ || digits_of(text_.substr(end + 1, 1)).empty();
                if (!digit.empty() && single && !has(end + 1, U"张") && !has(end + 1, U"个")) {
                    value += (digit[0] - '0') * 10;
                    end = skip(skip(end + 1, U"毛"), U"角");
                }
            }
        } else if (has(unit, U"米") && !number.chinese) {
            end = unit + 1;
        } else if (has(unit, U"rmb") || has(unit, U"RMB")) {
            end = unit + 3;
        } else if (has(unit, U"毛")) {
            value /= 10;
            end = unit + 1;
        } else {
            return {};
        }
        if (number.hundredths == 50 && number.chinese && text_[start] == U'半') return {};
        if (auto found = face_value(start, value, end, number)) return found;
        return money(start, value, end);
    }

    // 100面值, 面值100, 100的点卡, 50元点卡, 发来50的
    std::optional<Amount> face_value(int start, std::int64_t value, int at,
                                     const Number& number) const
    {
        // 一卡通 is a product's name, 两百的卡 a face value.
        const bool too_small = number.chinese && value < 1000;
        if (value > face_value_max || too_small) return {};
        const int after = skip(at, U"的");
        bool named = has(after, U"面值") || has(after, U"面额");
        for (const std::u32string_view thing : {U"卡", U"点卡", U"点券", U"话费", U"充值卡",
                                                U"月卡", U"礼品卡", U"一卡通", U"Q币", U"q币"})
            named = named || has(after, thing);
        const bool bare = at == number.end && after > at && !number.chinese && value >= 500;
        if (!named && !bare && label_at_end(text_.substr(0, start)) != Label::face_value) return {};
        return Amount{"face_value", std::to_string(value), start, at};
    }

    std::optional<Amount> quantity(int start, const Number& number, int unit) const
    {
        if (number.hundredths % 100 != 0 || number.hundredths == 0 || unit >= size_) return {};
        static constexpr std::u32string_view units = U"张个份套件单次";
        if (units.find(text_[unit]) == units.npos) return {};
        // 一个, 一次 and 一下 rarely count; 三单 does, 下单 has no number.
        if (number.chinese && (text_[unit] == U'个' || text_[unit] == U'次') &&
            number.hundredths == 100)
            return {};
        if (start > 0 && text_[start - 1] == U'第') return {};
        return Amount{"quantity", std::to_string(number.hundredths / 100), start, unit + 1};
    }

    // 付了98: a bare number behind the word.
    std::optional<Amount> paid(int start, const Number& number) const
    {
        const bool bounded = number.end >= size_ || !is_ascii_alnum(text_[number.end]);
        // 付了两百五 is an amount, 付了两次 none.
        const bool too_small = number.chinese && number.hundredths < 1000;
        if (too_small || !bounded || number.end - start > 7) return {};
        if (label_at_end(text_.substr(0, start)) != Label::paid) return {};
        return money(start, number.hundredths, number.end);
    }

    // Hundredths of an hour in the unit at `at`, and where it ends.
    std::optional<Number> time_unit(int at) const
    {
        struct Unit {
            std::u32string_view word;
            std::int64_t hundredths;
        };
        // Minutes are counted by the caller: a minute is no whole number of hundredths.
        static constexpr Unit units[] = {
            {U"个工作日", 2400}, {U"工作日", 2400},  {U"个小时", 100}, {U"小时", 100},
            {U"个钟头", 100},    {U"钟头", 100},     {U"个钟", 100},   {U"个礼拜", 16800},
            {U"礼拜", 16800},    {U"个星期", 16800}, {U"星期", 16800}, {U"周", 16800},
            {U"个月", 72000},    {U"天", 2400},
        };
        for (const Unit& unit : units)
            if (has(at, unit.word))
                return Number{unit.hundredths, at + static_cast<int>(unit.word.size()), false};
        if (at < size_ && (text_[at] == 'h' || text_[at] == 'H') &&
            (at + 1 >= size_ || !is_ascii_alnum(text_[at + 1])))
            return Number{100, at + 1, false};
        return {};
    }

    std::optional<Amount> duration(int start, const Number& number, int unit) const
    {
        if (start > 0 && text_[start - 1] == U'第') return {};
        std::int64_t count = number.hundredths;
        int at = skip(unit, U"多");
        if (has(at, U"个半")) {
            count += 50;
            at += 2;
        }
        at = has(at, U"个多") ? at + 2 : at;
        if (has(at, U"分钟")) return hours(start, count / 60, at + 2);
        const std::optional<Number> found = time_unit(at);
        if (!found) return {};
        for (const std::u32string_view excluded :
             {U"无理由", U"客服", U"在线", U"两头", U"营业", U"服务"})
            if (has(found->end, excluded)) return {};
        return hours(start, count * found->hundredths / 100, found->end);
    }

    Amount hours(int start, std::int64_t hundredths, int end) const
    {
        return {"duration", decimal(hundredths), start, end};
    }

    std::u32string_view text_;
    int size_;
};

}  // namespace

std::vector<Amount> find_amounts(std::u32string_view plain) { return Scanner(plain).find(); }

}  // namespace intents
