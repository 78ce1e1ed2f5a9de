#include "dialogs/slot_scope.h"

namespace dialogs {

namespace {

Type type_of(VariableKind kind)
{
    switch (kind) {
        case VariableKind::text:
            return Type::text;
        case VariableKind::choice:
            return Type::choice;
        case VariableKind::boolean:
            return Type::boolean;
        case VariableKind::number:
        case VariableKind::time:
            return Type::number;
        case VariableKind::hours:
            return Type::hours;
        case VariableKind::money:
            return Type::money;
    }
    return Type::text;
}

Declaration declaration_of(const Slot& slot)
{
    Declaration declaration;
    declaration.name = "slots." + slot.name;
    switch (slot.type) {
        case SlotType::choice:
        case SlotType::boolean:
            declaration.type = Type::choice;
            for (const Option& option : slot.options) declaration.values.push_back(option.value);
            break;
        case SlotType::number:
            declaration.type = Type::number;
            break;
        case SlotType::text:
        case SlotType::secret:
            declaration.type = Type::text;
            break;
    }
    return declaration;
}

std::optional<Value> slot_value(const Declaration& name, const View& view)
{
    if (!view.frame) return std::nullopt;
    const auto slot = view.frame->slots.find(name.name.substr(6));
    if (slot == view.frame->slots.end() || slot->second.empty()) return std::nullopt;
    if (name.type == Type::number) return Value::whole(std::stoll(slot->second));
    return Value::of(slot->second);
}

}  // namespace

Scope scope_of(const Flow& flow)
{
    Scope scope;
    for (const Variable& variable : all_variables()) {
        Declaration declaration;
        declaration.name = variable.name;
        declaration.type = type_of(variable.kind);
        declaration.values = variable.values;
        if (variable.kind == VariableKind::boolean) declaration.otherwise = Value::boolean(false);
        scope.declare(std::move(declaration));
    }
    for (const auto& [name, slot] : flow.slots) scope.declare(declaration_of(slot));
    return scope;
}

std::optional<Condition> compile_condition(const intents::Yaml& yaml, const Flow& flow)
{
    return Condition::compile(yaml, scope_of(flow));
}

bool holds_in(const Condition& condition, const View& view)
{
    return condition.holds([&](const Declaration& name) -> std::optional<Value> {
        if (name.name.rfind("slots.", 0) == 0) return slot_value(name, view);
        const Variable* variable = find_variable(name.name);
        const auto value = variable ? variable->read(view) : std::nullopt;
        if (!value) return std::nullopt;
        if (name.type == Type::text || name.type == Type::choice) return Value::of(value->text);
        return Value{.number = value->number};
    });
}

}  // namespace dialogs
