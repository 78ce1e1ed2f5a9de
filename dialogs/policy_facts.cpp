#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "dialogs/decide.h"
#include "dialogs/policy_table.h"

namespace dialogs {

namespace {

using intents::Message;
using nlohmann::json;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

[[noreturn]] void wrong_type(const Declaration& fact, const json& value, const Message& expected)
{
    std::string shown = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (shown.size() > 60) shown = shown.substr(0, 60) + "...";
    throw FactsError(
        {"fact '" + fact.name + "' must be " + expected.english + " or null, not " + shown,
         "事实 '" + fact.name + "' 应为" + expected.chinese + "或 null,而不是 " + shown});
}

Message one_of_them(const std::vector<std::string>& words)
{
    return {"one of " + joined(words), "以下之一:" + joined(words) + ","};
}

// What a mistyped word may have meant, or all that it could be.
Message remedy(const std::string& word, const std::vector<std::string>& known)
{
    const std::string closest = intents::closest_word(word, known);
    if (closest.empty()) return {"expected one of: " + joined(known), "可用的有:" + joined(known)};
    return {"did you mean '" + closest + "'?", "是不是想写 '" + closest + "'?"};
}

std::string one_of(const json& value, const Declaration& fact)
{
    if (!value.is_string()) wrong_type(fact, value, one_of_them(fact.values));
    auto text = value.get<std::string>();
    if (std::find(fact.values.begin(), fact.values.end(), text) != fact.values.end()) return text;
    const Message meant = remedy(text, fact.values);
    throw FactsError({"fact '" + fact.name + "' cannot be '" + text + "': " + meant.english,
                      "事实 '" + fact.name + "' 不能是 '" + text + "':" + meant.chinese});
}

// Thousandths; decimals beyond them are rounded.
std::int64_t thousandths(const json& value, const Declaration& fact)
{
    if (!value.is_number())
        wrong_type(fact, value,
                   fact.type == Type::hours ? Message{"a number of hours", "小时数"}
                                            : Message{"a number", "数字"});
    const double number = value.get<double>();
    if (!(std::abs(number) < 1e9))
        wrong_type(fact, value, {"a number below 1000000000", "小于 1000000000 的数字"});
    return std::llround(number * 1000.0);
}

std::int64_t minor_units(const json& value, const Declaration& fact)
{
    if (!value.is_number_integer())
        wrong_type(fact, value, {"a whole number of fen", "以分为单位的整数"});
    constexpr std::int64_t limit = 1'000'000'000'000;  // far beyond any order
    const bool beyond_64_bits = value.is_number_unsigned() && value.get<std::uint64_t>() > limit;
    if (beyond_64_bits || value.get<std::int64_t>() > limit)
        wrong_type(fact, value,
                   {"at most " + std::to_string(limit), "不超过 " + std::to_string(limit)});
    return value.get<std::int64_t>();
}

std::vector<std::string> items(const json& value, const Declaration& fact)
{
    if (!value.is_array())
        wrong_type(
            fact, value,
            {"a list of " + joined(fact.values), "由 " + joined(fact.values) + " 组成的列表"});
    std::vector<std::string> items;
    for (const json& item : value) items.push_back(one_of(item, fact));
    return items;
}

class FactReader {
public:
    explicit FactReader(const PolicyTable& table) : table_(table), values_(table.scope.all().size())
    {
    }

    Facts read(const json& facts)
    {
        if (!facts.is_object())
            throw FactsError({"the facts must be an object, such as {\"stage\": \"delivered\"}",
                              "事实应是一个对象,例如 {\"stage\": \"delivered\"}"});
        read_object(facts, "");
        return std::move(values_);
    }

private:
    // {"refund": {"days": 3}} is the fact refund.days.
    void read_object(const json& object, const std::string& prefix)
    {
        for (const auto& [key, value] : object.items()) {
            const std::string name = prefix + key;
            if (const Declaration* fact = find(name)) {
                if (!value.is_null()) values_[fact->index] = value_of(value, *fact);
            } else if (!is_group(name)) {
                unknown(name);
            } else if (value.is_object()) {
                read_object(value, name + ".");
            } else if (!value.is_null()) {
                throw FactsError({"fact '" + name + "' must be an object or null",
                                  "事实 '" + name + "' 应为对象或 null"});
            }
        }
    }

    // A fact; not a parameter, checklist or term, which stand in the scope too.
    const Declaration* find(const std::string& name) const
    {
        const Declaration* fact = table_.scope.find(name);
        return fact && table_.fact_minimums.contains(name) ? fact : nullptr;
    }

    bool is_group(const std::string& name) const
    {
        const auto next = table_.fact_minimums.lower_bound(name + ".");
        return next != table_.fact_minimums.end() &&
               next->first.compare(0, name.size() + 1, name + ".") == 0;
    }

    [[noreturn]] void unknown(const std::string& name) const
    {
        std::vector<std::string> known;
        for (const auto& [fact, minimum] : table_.fact_minimums) known.push_back(fact);
        const Message meant = remedy(name, known);
        throw FactsError({"unknown fact '" + name + "': " + meant.english,
                          "没有 '" + name + "' 这个事实:" + meant.chinese});
    }

    Value value_of(const json& value, const Declaration& fact) const
    {
        switch (fact.type) {
            case Type::boolean:
                if (!value.is_boolean())
                    wrong_type(fact, value, {"true or false", "true 或 false"});
                return Value::boolean(value.get<bool>());
            case Type::choice:
                return Value::of(one_of(value, fact));
            case Type::text:
                if (!value.is_string()) wrong_type(fact, value, {"a text", "文字"});
                return Value::of(value.get<std::string>());
            case Type::set:
                return Value::of(items(value, fact));
            case Type::money:
                return Value::money(checked(minor_units(value, fact), fact));
            case Type::number:
            case Type::hours:
                break;
        }
        return Value::thousandths(checked(thousandths(value, fact), fact));
    }

    std::int64_t checked(std::int64_t number, const Declaration& fact) const
    {
        const std::int64_t minimum = table_.fact_minimums.at(fact.name);
        if (number < minimum) {
            const std::string least = to_text(Value::thousandths(minimum), fact.type);
            throw FactsError({"fact '" + fact.name + "' cannot be below " + least,
                              "事实 '" + fact.name + "' 不能小于 " + least});
        }
        return number;
    }

    const PolicyTable& table_;
    Facts values_;
};

}  // namespace

Facts read_facts(const json& facts, const PolicyTable& table)
{
    return FactReader(table).read(facts);
}

}  // namespace dialogs
