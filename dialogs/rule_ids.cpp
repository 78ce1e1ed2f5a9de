#include "dialogs/rule_ids.h"

#include <algorithm>

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

}  // namespace

std::vector<std::string> read_rules(const intents::Yaml& yaml)
{
    if (!yaml.defined()) return {};
    for (const intents::Yaml& item : yaml.items())
        if (!is_rule(item.raw()))
            item.problem({"there is no rule '" + item.raw() + "'", "没有规则 '" + item.raw() + "'"},
                         {"rules are R0 to R99, R5b, D1 to D12 and G1 to G12",
                          "规则编号是 R0 到 R99、R5b、D1 到 D12、G1 到 G12"});
    return yaml.texts();
}

}  // namespace dialogs
