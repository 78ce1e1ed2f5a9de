#include "intents/runs.h"

#include <algorithm>

#include "intents/numbers.h"
#include "intents/quantities.h"

namespace intents {

namespace {

bool is_alnum(char32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80);
}

bool is_inner(char32_t c) { return c == '-' || c == '_'; }

bool is_mail(char32_t c)
{
    return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

std::string ascii(std::u32string_view text) { return {text.begin(), text.end()}; }

constexpr std::string_view mail_domains[] = {
    "qq.com",      "163.com",     "126.com",    "139.com",  "189.cn",
    "gmail.com",   "outlook.com", "sina.com",   "sina.cn",  "foxmail.com",
    "hotmail.com", "icloud.com",  "aliyun.com", "sohu.com", "yeah.net",
    "vip.qq.com",  "live.com",    "yahoo.com",  "yahoo.cn",
};

// One character wrong, missing or too much.
bool is_one_edit_away(std::string_view a, std::string_view b)
{
    if (a.size() < b.size()) std::swap(a, b);
    if (a.size() > b.size() + 1) return false;
    const auto [in_a, in_b] = std::mismatch(b.begin(), b.end(), a.begin());
    const std::size_t same = static_cast<std::size_t>(in_a - b.begin());
    return a.substr(same + 1) == b.substr(a.size() == b.size() ? same + 1 : same);
}

// qq.con and 163.c0m are meant as well-known domains; another domain stays as it is.
std::string mended_domain(const std::string& domain)
{
    for (const std::string_view known : mail_domains)
        if (domain == known) return domain;
    for (const std::string_view known : mail_domains)
        if (is_one_edit_away(domain, known)) return std::string(known);
    return domain;
}

// The address around the @ at `at`, or an empty run.
Run email_at(std::u32string_view plain, int at)
{
    const int size = static_cast<int>(plain.size());
    int start = at, end = at + 1;
    while (start > 0 && is_mail(plain[start - 1])) --start;
    while (start < at && !is_alnum(plain[start])) ++start;
    while (end < size && (is_alnum(plain[end]) || plain[end] == '.' || plain[end] == '-')) ++end;
    while (end > at && !is_alnum(plain[end - 1])) --end;
    const std::string domain =
        mended_domain(ascii(plain.substr(at + 1, std::max(0, end - at - 1))));
    const std::size_t dot = domain.rfind('.');
    const bool valid = start < at && dot != domain.npos && dot > 0 && domain.size() - dot > 2 &&
                       domain.find("..") == domain.npos &&
                       std::none_of(domain.begin() + dot, domain.end(), is_digit);
    if (!valid) return {Run::Kind::email, {}, at, at};
    return {Run::Kind::email, ascii(plain.substr(start, at + 1 - start)) + domain, start, end};
}

Run number_at(std::u32string_view plain, int start)
{
    const int size = static_cast<int>(plain.size());
    int end = start;
    while (end < size && (is_alnum(plain[end]) || is_inner(plain[end]))) ++end;
    while (is_inner(plain[end - 1])) --end;
    return {Run::Kind::number, ascii(plain.substr(start, end - start)), start, end};
}

bool has_known_shape(const std::string& digits)
{
    return is_mobile_number(digits) || is_acg_faka(digits) || is_epay(digits) ||
           is_caihong(digits) || is_payment_ref(digits) || is_boosting(digits) ||
           is_id_card(digits) ||
           (digits.size() >= 16 && digits.size() <= 19 && has_luhn_digit(digits));
}

// "138 1234 5678" -> one run, where the joined digits have a known shape.
std::vector<Run> joined(std::vector<Run> runs, std::u32string_view plain)
{
    if (runs.size() < 2) return runs;
    std::vector<Run> result;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Run best = runs[i];
        std::size_t last = i;
        std::string digits = runs[i].text;
        for (std::size_t j = i + 1; j < runs.size() && digits.size() < 32; ++j) {
            const char32_t separator = plain[runs[j - 1].end];
            const bool neighbours = runs[j].start == runs[j - 1].end + 1 &&
                                    (separator == ' ' || separator == '.' || separator == U'·');
            if (!neighbours || !all_digits(runs[j - 1].text) || !all_digits(runs[j].text)) break;
            digits += runs[j].text;
            if (has_known_shape(digits) && !has_known_shape(runs[i].text)) {
                best = {Run::Kind::number, digits, runs[i].start, runs[j].end};
                last = j;
            }
        }
        result.push_back(std::move(best));
        i = last;
    }
    return result;
}

}  // namespace

std::vector<Run> split_into_runs(std::u32string_view plain)
{
    std::vector<Run> emails, numbers;
    for (int i = 0; i < static_cast<int>(plain.size()); ++i)
        if (plain[i] == '@')
            if (Run run = email_at(plain, i); !run.text.empty()) emails.push_back(std::move(run));
    for (int i = 0; i < static_cast<int>(plain.size());) {
        const auto email = std::find_if(emails.begin(), emails.end(), [&](const Run& run) {
            return run.start <= i && i < run.end;
        });
        if (email != emails.end()) {
            i = email->end;
        } else if (is_alnum(plain[i])) {
            numbers.push_back(number_at(plain, i));
            i = numbers.back().end;
        } else {
            ++i;
        }
    }
    std::vector<Run> runs = joined(std::move(numbers), plain);
    runs.insert(runs.end(), emails.begin(), emails.end());
    return runs;
}

std::vector<Run> spoken_runs(std::u32string_view plain)
{
    std::vector<Run> runs;
    const int size = static_cast<int>(plain.size());
    for (int start = 0; start < size;) {
        int end = start;
        bool chinese = false;
        for (; end < size && is_digit_word(plain[end]); ++end) chinese |= plain[end] > 0x7F;
        if (chinese && end - start >= 4)
            runs.push_back(
                {Run::Kind::number, digits_of(plain.substr(start, end - start)), start, end});
        start = std::max(end, start + 1);
    }
    return runs;
}

bool unit_follows(std::u32string_view plain, int at)
{
    static constexpr std::u32string_view units = U"张个份单套次件元块米毛角分小天日周月年点岁折%％";
    const int size = static_cast<int>(plain.size());
    while (at < size && plain[at] == ' ') ++at;
    return at < size && units.find(plain[at]) != units.npos;
}

}  // namespace intents
