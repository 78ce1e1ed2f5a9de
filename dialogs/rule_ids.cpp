#include "dialogs/rule_ids.h"

#include <algorithm>
#include <cstdlib>

namespace dialogs {

namespace {

bool is_rule(const std::string& id)
{
    if (id == "R5b") return true;
    const std::string digits = id.substr(std::min<std::size_t>(1, id.size()));
    const bool number =
        !digits.empty() && digits.size() <= 2 &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number || (digits.size() == 2 && digits[0] == '0')) return false;
    const int value = std::stoi(digits);
    switch (id[0]) {
        case 'R':
            return true;
        case 'D':
        case 'G':
            return value >= 1 && value <= 12;
        default:
            return false;
    }
}

void expect_rule(const intents::Yaml& yaml, const std::string& id)
{
    if (!is_rule(id))
        yaml.problem({"there is no rule '" + id + "'", "没有规则 '" + id + "'"},
                     {"rules are R0 to R99, R5b, D1 to D12 and G1 to G12",
                      "规则编号是 R0 到 R99、R5b、D1 到 D12、G1 到 G12"});
}

int number_of(const std::string& rule) { return std::atoi(rule.c_str() + 1); }

}  // namespace

std::vector<std::string> read_rules(const intents::Yaml& yaml)
{
    if (!yaml.defined()) return {};
    for (const intents::Yaml& item : yaml.items()) expect_rule(item, item.raw());
    return yaml.texts();
}

std::vector<std::string> read_rule_ranges(const intents::Yaml& yaml)
{
    std::vector<std::string> rules;
    if (!yaml.defined()) return rules;
    for (const intents::Yaml& item : yaml.items()) {
        const std::string text = item.raw();
        const std::size_t dash = text.find('-');
        const std::string first = text.substr(0, dash);
        const std::string last = dash == text.npos ? first : text.substr(dash + 1);
        expect_rule(item, first);
        expect_rule(item, last);
        if (!is_rule(first) || !is_rule(last)) continue;
        if (first == last) rules.push_back(first);
        for (int i = number_of(first); first != last && i <= number_of(last); ++i)
            rules.push_back(first[0] + std::to_string(i));
    }
    // By letter as the book has them, then by number; "R5b" follows "R5".
    std::stable_sort(rules.begin(), rules.end(), [](const std::string& a, const std::string& b) {
        if (a[0] != b[0]) return a[0] > b[0];
        return number_of(a) != number_of(b) ? number_of(a) < number_of(b) : a < b;
    });
    rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
    return rules;
}

}  // namespace dialogs
