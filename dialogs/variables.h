// The variables that conditions test and replies speak: order.stage, decision.refund, slots.demand
// …
//
// One table says what each is called, what kind of value it has and where it is read from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dialogs/conversation.h"
#include "dialogs/program.h"

namespace dialogs {

enum class VariableKind { text, choice, boolean, number, money, hours, time };

// All that a variable is read from.
struct View {
    const Program& program;
    const Conversation& conversation;
    const Frame* frame;  // whose slots "slots.x" are; may be null
    Time now;
};

// `number` holds booleans as 0 and 1, money in 分, hours in thousandths, times in milliseconds.
struct VariableValue {
    std::string text;
    std::int64_t number = 0;
};

struct Variable {
    std::string name;
    VariableKind kind;
    std::vector<std::string> values;  // choice
    std::string labels;               // choice: the kind of Program::label
    std::optional<VariableValue> (*read)(const View& view);
};

const std::vector<Variable>& all_variables();
const Variable* find_variable(const std::string& name);

// What a card has said of the order when it said its stage; empty without an order.
std::string order_as_shown(const Conversation& conversation);

// The evidence that a rejected refund of the order lacked.
std::vector<std::string> missing_items(const Program& program, const Conversation& conversation);

// As a customer reads it: ¥98.00, 5 小时, 9月12日 10:31, 已发货. Empty where it is unset.
std::string write_variable(const Variable& variable, const View& view);

std::string write_money(std::int64_t minor_units);       // ¥98.00
std::string write_hours(std::int64_t thousandth_hours);  // 5 小时, 30 分钟, 3 天

}  // namespace dialogs
