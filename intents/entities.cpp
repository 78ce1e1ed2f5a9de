#include "intents/entities.h"

#include <algorithm>

#include "intents/amounts.h"
#include "intents/character_table.h"
#include "intents/labels.h"
#include "intents/numbers.h"
#include "intents/quantities.h"
#include "intents/runs.h"
#include "intents/times.h"
#include "intents/utf8.h"

namespace intents {

namespace {

std::string upper(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

std::string without(std::string text, char unwanted)
{
    text.erase(std::remove(text.begin(), text.end(), unwanted), text.end());
    return text;
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

struct Kind {
    const char* type = nullptr;  // nullptr: nothing known
    std::string value;
    bool secret = false;
};

// A number or key that is written in pieces.
struct Groups {
    std::vector<std::string> parts;  // of letters and digits

    void add(const Run& run)
    {
        for (std::size_t at = 0; at <= run.text.size();) {
            const std::size_t end = std::min(run.text.find('-', at), run.text.size());
            parts.push_back(run.text.substr(at, end - at));
            at = end + 1;
        }
    }
    std::string joined() const
    {
        std::string text;
        for (const std::string& part : parts) text += part;
        return text;
    }
    // A key on its own has groups of one length, letters and digits in them.
    bool look_like_key() const
    {
        constexpr std::size_t groups_min = 3, part_min = 4, part_max = 6;
        const std::size_t size = parts.front().size();
        std::size_t with_digits = 0;
        bool letters = false;
        for (const std::string& part : parts) {
            if (part.size() != size) return false;
            with_digits += has_digit(part);
            letters = letters || !all_digits(part);
        }
        return parts.size() >= groups_min && size >= part_min && size <= part_max && letters &&
               with_digits >= 2;
    }
    // Behind its name a key may be cut in any way.
    bool may_be_key() const
    {
        constexpr std::size_t part_min = 3, part_max = 8, whole_min = 10, whole_max = 64;
        const std::string whole = joined();
        return whole.size() >= whole_min && whole.size() <= whole_max && has_digit(whole) &&
               !has_order_date(whole) &&
               std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
                   return part.size() >= part_min && part.size() <= part_max;
               });
    }
};

class Finder {
public:
    Finder(const Normalised& message, int original_size, const Expectation& expectation,
           std::u32string_view before)
        : message_(message),
          original_size_(original_size),
          expectation_(expectation),
          before_(before)
    {
    }

    std::vector<FoundEntity> find()
    {
        std::vector<Run> runs = split_into_runs(message_.plain.text);
        for (const Run& run : runs)
            if (run.kind == Run::Kind::email) keep(run, {"email", run.text});
        keep_keys_in_groups(runs);
        for (Run& run : runs)
            if (run.kind == Run::Kind::number) {
                take_marks(run);
                keep(run, kind_of(run, runs.size() == 1));
            }
        for (const Run& run : spoken_runs(message_.plain.text)) keep(run, kind_of_spoken(run));
        for (const Span& time : find_times(message_.plain.text))
            keep(time.start, time.end,
                 {"time", encode_utf8(std::u32string_view(message_.plain.text)
                                          .substr(time.start, time.end - time.start))});
        for (const Amount& amount : find_amounts(message_.plain.text))
            keep(amount.start, amount.end, {amount.type, amount.value});
        std::sort(found_.begin(), found_.end(), [](const FoundEntity& a, const FoundEntity& b) {
            return a.span.start < b.span.start;
        });
        return std::move(found_);
    }

private:
    bool awaits(std::string_view type) const
    {
        const auto& types = expectation_.entity_types;
        return std::find(types.begin(), types.end(), type) != types.end();
    }

    void keep(const Run& run, Kind kind) { keep(run.start, run.end, std::move(kind)); }

    void keep(int start, int end, Kind kind)
    {
        if (kind.type == nullptr || start >= end) return;
        taken_.resize(original_size_, false);
        const Span span = message_.plain.original(start, end);
        for (int i = span.start; i < span.end; ++i)
            if (taken_[i]) return;
        std::fill(taken_.begin() + span.start, taken_.begin() + span.end, true);
        found_.push_back({kind.type, std::move(kind.value), span, kind.secret});
    }

    Label label_before(int start) const
    {
        const int at = message_.words.find_original(message_.plain.origin[start].start);
        const auto before = std::u32string_view(message_.words.text).substr(0, at);
        if (before.empty()) return announced_by(before_);
        return label_at_end(before);
    }

    // A password ends at a blank or a Chinese character, whatever marks it has: 密码 Qwer!234.
    void take_marks(Run& run) const
    {
        const std::u32string& plain = message_.plain.text;
        const auto is_part = [](char32_t c) { return c > ' ' && c < 0x7F && c != ',' && c != ';'; };
        auto end = static_cast<std::size_t>(run.end);
        if (end == plain.size() || !is_part(plain[end])) return;
        const Label label = label_before(run.start);
        if (label != Label::password && label != Label::query_password) return;
        while (end < plain.size() && is_part(plain[end]))
            run.text += static_cast<char>(plain[end++]);
        run.end = static_cast<int>(end);
    }

    // 卡密: 123, 卡密是 123: the label says what the number is, and does not just stand before it.
    bool is_stated(const Run& run) const
    {
        int at = run.start;
        while (at > 0 && is_space(message_.plain.text[at - 1])) --at;
        if (at == 0) return false;
        const char32_t before = message_.plain.text[at - 1];
        return before == U':' || before == U'=' || before == U'是' || before == U'为';
    }

    bool mentions(std::u32string_view word) const
    {
        return message_.words.text.find(word) != std::u32string::npos;
    }

    void keep_keys_in_groups(const std::vector<Run>& runs);
    bool follows_directly(const Run& before, const Run& run) const;
    Kind kind_of(const Run& run, bool alone) const;
    Kind kind_by_label(const Run& run, Label label) const;
    Kind kind_by_shape(const std::string& text, Label label) const;
    Kind kind_awaited(const std::string& text, bool alone) const;
    Kind kind_of_spoken(const Run& run) const;

    const Normalised& message_;
    int original_size_;
    std::vector<bool> taken_;  // code points of the original that belong to an entity
    const Expectation& expectation_;
    std::u32string_view before_;
    std::vector<FoundEntity> found_;
};

// Nothing but blanks and dashes between them.
bool Finder::follows_directly(const Run& before, const Run& run) const
{
    constexpr int apart_max = 3;
    if (run.kind != Run::Kind::number || run.start - before.end > apart_max) return false;
    for (int i = before.end; i < run.start; ++i)
        if (const char32_t c = message_.plain.text[i]; !is_space(c) && c != '-') return false;
    return true;
}

// K7Q2 M9XP 4ZB1, K7Q2-M9XP- 4ZB1: one key, written in pieces.
void Finder::keep_keys_in_groups(const std::vector<Run>& runs)
{
    for (std::size_t first = 0; first + 1 < runs.size(); ++first) {
        if (runs[first].kind != Run::Kind::number) continue;
        std::size_t last = first;
        Groups groups;
        groups.add(runs[first]);
        while (last + 1 < runs.size() && follows_directly(runs[last], runs[last + 1]))
            groups.add(runs[++last]);
        if (last == first) continue;
        const Label label = label_before(runs[first].start);
        const bool named = label == Label::card_key || label == Label::card_number ||
                           (label == Label::password && mentions(U"卡"));
        const bool order = label == Label::order || label == Label::order_weak;
        if (named ? groups.may_be_key() : !order && groups.look_like_key())
            keep(runs[first].start, runs[last].end, {"card_key", upper(groups.joined()), true});
        first = last;
    }
}

// What customers write behind a label, of the lengths that such numbers have.
Kind Finder::kind_by_label(const Run& run, Label label) const
{
    const std::string& text = run.text;
    const std::string joined = without(text, '-');
    const std::size_t size = text.size();
    const bool digits = all_digits(text);
    switch (label) {
        case Label::otp:
            if (digits && size >= 4 && size <= 8) return {"otp", text, true};
            break;
        case Label::query_password:
            if (size <= 32) return {"query_password", text, true};
            break;
        case Label::card_key:
        case Label::card_number:
        case Label::password:
            if (label == Label::card_number && has_luhn_digit(text) && mentions(U"银行"))
                return {"bank_card", text, true};
            if (label == Label::password && !mentions(U"卡")) {
                if (size >= 4 && size <= 32) return {"query_password", text, true};
                break;
            }
            // 没收到卡密 513260912103055427 speaks of the key and gives the order's number.
            if (!is_stated(run) && has_order_date(text)) break;
            if (size >= 6 && size <= 64) return {"card_key", upper(joined), true};
            break;
        case Label::payment_code:
            if (digits && size >= 16 && size <= 24) return {"payment_code", text, true};
            break;
        case Label::id_card:
            if (size == 18 && all_digits(text.substr(0, 17))) return {"id_card", upper(text), true};
            break;
        case Label::bank_card:
            if (all_digits(joined) && joined.size() >= 12 && joined.size() <= 19)
                return {"bank_card", joined, true};
            if (digits && size == 4) return {"tail", text};
            break;
        case Label::payment:
            if (digits && size >= 10) return {"pay_ref", text};
            if (size >= 4 && has_digit(text)) return {"order_id", upper(text)};
            break;
        case Label::tail:
            if (digits && size >= 3 && size <= 6) return {"tail", text};
            break;
        case Label::qq:
            if (digits && size >= 5 && size <= 11) return {"qq", text};
            break;
        case Label::wechat:
            if (is_mobile_number(joined)) return {"phone", joined};
            if (size >= 6 && size <= 20 && !is_digit(text[0])) return {"wechat", text};
            break;
        default:
            break;
    }
    return {};
}

// The resolution order of the order systems; see numbers.h for the shapes.
Kind Finder::kind_by_shape(const std::string& text, Label label) const
{
    const bool order = label == Label::order || label == Label::order_weak;
    const std::string joined = without(text, '-');
    if (is_dujiao_next(text)) return {"order_id", upper(text)};
    if (is_acg_ticket(text)) return {"order_id", upper(text)};
    if (is_pinduoduo(text)) return {"order_id", joined.substr(0, 6) + "-" + joined.substr(6)};
    if (joined.size() >= 17 && joined != text && all_digits(joined))
        return kind_by_shape(joined, label);
    if (is_payment_ref(text)) return {"pay_ref", text};
    if (!order && is_id_card(text)) return {"id_card", upper(text), true};
    if (is_acg_faka(text) || is_epay(text) || is_card_system(text)) return {"order_id", text};
    if (is_caihong(text) || is_boosting(text)) return {"order_id", upper(text)};
    if (!order && is_wechat_payment_code(text)) return {"payment_code", text, true};
    if (!order && is_alipay_payment_code(text) && mentions(U"付款码"))
        return {"payment_code", text, true};
    if (!order && joined.size() >= 16 && joined.size() <= 19 && joined[0] == '6' &&
        has_luhn_digit(joined))
        return {"bank_card", joined, true};
    if (is_long_order(text)) return {"order_id", text};
    if (is_dujiaoka(text)) return {"order_id", upper(text)};
    if (is_mobile_number(joined)) return {"phone", joined};
    if (joined.size() == 13 && joined.starts_with("86") && is_mobile_number(joined.substr(2)))
        return {"phone", joined.substr(2)};
    if (!order && is_card_key(text) && has_digit(text)) return {"card_key", upper(joined), true};
    if (!order && text.find("--") != std::string::npos && joined.size() >= 12 && has_digit(text))
        return {"card_key", upper(joined), true};
    return {};
}

// A bare number where the dialog asked for one.
Kind Finder::kind_awaited(const std::string& text, bool alone) const
{
    if (!alone || !has_digit(text)) return {};
    const bool digits = all_digits(text);
    if (awaits("card_key") && text.size() >= 8)
        return {"card_key", upper(without(text, '-')), true};
    if (awaits("otp") && digits && text.size() <= 8) return {"otp", text, true};
    if (awaits("tail") && digits && text.size() >= 4 && text.size() <= 6) return {"tail", text};
    if (awaits("pay_ref") && digits && text.size() >= 10) return {"pay_ref", text};
    if (awaits("order_id") && text.size() >= 4 && text.size() <= 32)
        return {"order_id", upper(text)};
    if (awaits("qq") && digits && text.size() >= 5 && text.size() <= 11) return {"qq", text};
    if (awaits("amount") && digits && text.size() <= 7) return {"amount", text + "00"};
    if (awaits("quantity") && digits && text.size() <= 3) return {"quantity", text};
    return {};
}

Kind Finder::kind_of(const Run& run, bool alone) const
{
    if (is_placeholder(run.text) || run.text.find('_') != std::string::npos) {
        const bool wechat = run.text.find('_') != std::string::npos &&
                            label_before(run.start) == Label::wechat && run.text.size() >= 6;
        return wechat ? Kind{"wechat", run.text} : Kind{};
    }
    const Label label = label_before(run.start);
    if (Kind kind = kind_by_label(run, label); kind.type) return kind;
    if (label == Label::order && all_digits(run.text) && is_mobile_number(run.text))
        return {"order_id", run.text};
    if (Kind kind = kind_by_shape(run.text, label); kind.type) return kind;
    const std::size_t size = run.text.size();
    if (run.text.starts_with("qq") && all_digits(run.text.substr(2)) && size >= 7 && size <= 13)
        return {"qq", run.text.substr(2)};
    const bool counted = unit_follows(message_.plain.text, run.end);
    if (label == Label::order && size >= 4 && size <= 32 && has_digit(run.text) && !counted)
        return {"order_id", upper(run.text)};
    if (label == Label::order_weak && size >= 5 && size <= 32 && has_digit(run.text) && !counted)
        return {"order_id", upper(run.text)};
    return counted ? Kind{} : kind_awaited(run.text, alone);
}

Kind Finder::kind_of_spoken(const Run& run) const
{
    if (is_mobile_number(run.text)) return {"phone", run.text};
    const Label label = label_before(run.start);
    const std::size_t size = run.text.size();
    if (label == Label::tail && size >= 4 && size <= 6) return {"tail", run.text};
    if (label == Label::order && size >= 4) return {"order_id", run.text};
    if (label == Label::otp && size <= 8) return {"otp", run.text, true};
    if (size >= 4 && size <= 6 && awaits("tail")) return {"tail", run.text};
    if (size >= 10 && awaits("order_id")) return {"order_id", run.text};
    return {};
}

}  // namespace

std::vector<FoundEntity> find_entities(const Normalised& message, int original_size,
                                       const Expectation& expectation, std::u32string_view before)
{
    return Finder(message, original_size, expectation, before).find();
}

}  // namespace intents
