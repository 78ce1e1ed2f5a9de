#include "dialogs/value.h"

namespace dialogs {

namespace {

std::string thousandths_to_text(std::int64_t number)
{
    const bool negative = number < 0;
    const std::int64_t size = negative ? -number : number;
    std::string text = (negative ? "-" : "") + std::to_string(size / 1000);
    if (size % 1000 == 0) return text;
    std::string decimals = std::to_string(1000 + size % 1000).substr(1);
    while (decimals.back() == '0') decimals.pop_back();
    return text + "." + decimals;
}

std::string items_to_text(const std::vector<std::string>& items)
{
    std::string text = "[";
    for (const auto& item : items) text += (text.size() > 1 ? ", " : "") + item;
    return text + "]";
}

}  // namespace

Value Value::whole(std::int64_t number)
{
    constexpr std::int64_t limit = number_max / 1000;
    return {.number = (number > limit ? limit : number < -limit ? -limit : number) * 1000};
}

std::string to_text(const Value& value, Type type)
{
    switch (type) {
        case Type::boolean:
            return value.number != 0 ? "yes" : "no";
        case Type::choice:
        case Type::text:
            return value.text;
        case Type::money:
            return std::to_string(value.number);
        case Type::number:
        case Type::hours:
            return thousandths_to_text(value.number);
        case Type::set:
            return items_to_text(value.items);
    }
    return {};
}

std::string name_of(Type type)
{
    switch (type) {
        case Type::boolean:
            return "boolean";
        case Type::choice:
            return "choice";
        case Type::number:
            return "number";
        case Type::money:
            return "money";
        case Type::hours:
            return "hours";
        case Type::text:
            return "text";
        case Type::set:
            return "set";
    }
    return {};
}

}  // namespace dialogs
