// The values that conditions and the policy speak of. No floats: equal input, equal answer,
// anywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dialogs {

enum class Type {
    boolean,
    choice,  // one of declared values
    number,
    money,  // in 分
    hours,
    text,
    set,  // any of declared values
};

// Which member counts follows from the type of the name that has the value.
struct Value {
    std::int64_t number = 0;           // boolean: 0 or 1; number and hours: thousandths; money: 分
    std::string text{};                // choice, text
    std::vector<std::string> items{};  // set

    static Value boolean(bool yes) { return {.number = yes ? 1 : 0}; }
    static Value of(std::string text) { return {.text = std::move(text)}; }
    static Value of(std::vector<std::string> items) { return {.items = std::move(items)}; }
    static Value money(std::int64_t minor_units) { return {.number = minor_units}; }
    static Value thousandths(std::int64_t number) { return {.number = number}; }
    static Value whole(std::int64_t number);  // 24 hours, 3 cards

    bool operator==(const Value&) const = default;
};

// The largest amount a number may have, either way: far beyond any order, and sums never overflow.
inline constexpr std::int64_t number_max = 1'000'000'000'000'000;

// 72, 0.5, yes, paid_undelivered, [key_shot, query_shot]: as a person writes it.
std::string to_text(const Value& value, Type type);
// boolean, choice, … in the words of the policy file.
std::string name_of(Type type);

}  // namespace dialogs
