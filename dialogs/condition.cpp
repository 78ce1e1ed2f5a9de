#include "dialogs/condition.h"

#include <algorithm>

#include "dialogs/condition_tree.h"
#include "dialogs/known_values.h"

namespace dialogs {

using Kind = Expression::Kind;

bool Scope::declare(Declaration declaration)
{
    declaration.index = all_.size();
    if (!by_name_.emplace(declaration.name, declaration.index).second) return false;
    all_.push_back(std::move(declaration));
    return true;
}

const Declaration* Scope::find(std::string_view name) const
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &all_[found->second];
}

std::vector<std::string> Scope::names() const
{
    std::vector<std::string> names;
    for (const Declaration& declaration : all_) names.push_back(declaration.name);
    return names;
}

namespace {

// The empty value stands in where a caller promised a value and has none: there is always an
// answer.
Value value_of(const Declaration& name, const Lookup& values)
{
    if (std::optional<Value> value = values(name)) return *std::move(value);
    return name.otherwise.value_or(Value{});
}

bool contains_all(const std::vector<std::string>& all, const std::vector<std::string>& wanted)
{
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const std::string& one) { return contains(all, one); });
}

Value any(const Expression& expression, const Lookup& values)
{
    if (expression.kind == Kind::constant) return expression.constant;
    if (expression.kind == Kind::name) return value_of(expression.name, values);
    return number(expression, values);
}

bool compare(Kind kind, const Value& a, const Value& b, Type type)
{
    const bool by_text = type == Type::choice || type == Type::text;
    switch (kind) {
        case Kind::equal:
            return by_text ? a.text == b.text : a.number == b.number;
        case Kind::different:
            return by_text ? a.text != b.text : a.number != b.number;
        case Kind::less:
            return a.number < b.number;
        case Kind::at_most:
            return a.number <= b.number;
        case Kind::more:
            return a.number > b.number;
        default:
            return a.number >= b.number;
    }
}

bool one_number_of(const Expression& expression, const Lookup& values)
{
    const std::int64_t left = number(expression.children[0], values).number;
    return std::any_of(expression.children.begin() + 1, expression.children.end(),
                       [&](const Expression& item) { return number(item, values).number == left; });
}

bool has_all(const Expression& expression, const Lookup& values)
{
    const Value left = value_of(expression.children[0].name, values);
    if (expression.children.size() == 1) return contains_all(left.items, expression.constant.items);
    return contains_all(left.items, value_of(expression.children[1].name, values).items);
}

}  // namespace

Value number(const Expression& expression, const Lookup& values)
{
    if (expression.kind == Kind::constant) return expression.constant;
    if (expression.kind == Kind::name) {
        Value value = value_of(expression.name, values);
        value.number = std::clamp(value.number, -number_max, number_max);
        return value;
    }
    const std::int64_t a = number(expression.children[0], values).number;
    const std::int64_t b = number(expression.children[1], values).number;
    switch (expression.kind) {
        case Kind::plus:
            return {.number = std::clamp(a + b, -number_max, number_max)};
        case Kind::minus:
            return {.number = std::clamp(a - b, -number_max, number_max)};
        case Kind::larger:
            return {.number = std::max(a, b)};
        default:
            return {.number = std::min(a, b)};
    }
}

bool truth(const Expression& expression, const Lookup& values)
{
    const auto& children = expression.children;
    switch (expression.kind) {
        case Kind::constant:
            return expression.constant.number != 0;
        case Kind::name:
            return value_of(expression.name, values).number != 0;
        case Kind::one_of:
            return contains(expression.constant.items, value_of(children[0].name, values).text);
        case Kind::one_number_of:
            return one_number_of(expression, values);
        case Kind::has:
            return contains(value_of(children[0].name, values).items, expression.constant.text);
        case Kind::has_all:
            return has_all(expression, values);
        case Kind::is_set:
            return children[0].name.otherwise.has_value() || values(children[0].name).has_value();
        case Kind::negation:
            return !truth(children[0], values);
        case Kind::both:
            return std::all_of(children.begin(), children.end(),
                               [&](const Expression& part) { return truth(part, values); });
        case Kind::either:
            return std::any_of(children.begin(), children.end(),
                               [&](const Expression& part) { return truth(part, values); });
        default:
            return compare(expression.kind, any(children[0], values), any(children[1], values),
                           children[0].type);
    }
}

namespace {

void add_reason(const Declaration& name, bool all_there, bool lacking, std::vector<Reason>& reasons)
{
    for (const Reason& reason : reasons)
        if (reason.name->name == name.name) return;
    reasons.push_back({&name, all_there, lacking});
}

void add_names(const Expression& expression, std::vector<Reason>& reasons)
{
    if (expression.kind == Kind::name) add_reason(expression.name, false, false, reasons);
    for (const Expression& child : expression.children) add_names(child, reasons);
}

}  // namespace

bool settle(const Expression& expression, const Lookup& values, std::vector<Reason>& reasons)
{
    if (expression.kind == Kind::negation) return !settle(expression.children[0], values, reasons);
    if (expression.kind == Kind::has_all) {
        const bool holds = truth(expression, values);
        add_reason(expression.children[0].name, holds, !holds, reasons);
        return holds;
    }
    if (expression.kind != Kind::both && expression.kind != Kind::either) {
        add_names(expression, reasons);
        return truth(expression, values);
    }
    // One part that fails settles "and", one that holds settles "or"; else every part counts.
    const bool settling = expression.kind == Kind::either;
    for (const Expression& part : expression.children)
        if (truth(part, values) == settling) return settle(part, values, reasons);
    for (const Expression& part : expression.children) settle(part, values, reasons);
    return !settling;
}

void collect_names(const Expression& expression, std::vector<std::string>& names)
{
    if (expression.kind == Kind::name && !contains(names, expression.name.name))
        names.push_back(expression.name.name);
    for (const Expression& child : expression.children) collect_names(child, names);
}

struct Condition::Compiled {
    Typed typed;
};

std::optional<Condition> Condition::compile(const std::string& text, const Scope& scope,
                                            const std::set<std::string>& known_set,
                                            ExpressionProblems& problems)
{
    const std::optional<Syntax> syntax = parse_condition(text, problems);
    if (!syntax) return std::nullopt;
    std::optional<Typed> typed = type_condition(*syntax, scope, known_set, problems);
    if (!typed) return std::nullopt;
    return Condition(std::make_shared<const Compiled>(Compiled{*std::move(typed)}));
}

namespace {

void note(const intents::Yaml& yaml, const std::string& text, const ExpressionProblems& problems)
{
    for (const ExpressionProblem& problem : problems) {
        const std::string column = std::to_string(problem.column);
        yaml.problem({problem.cause.english + " (character " + column + " of: " + text + ")",
                      problem.cause.chinese + "(第 " + column + " 个字符:" + text + ")"},
                     problem.remedy);
    }
}

}  // namespace

std::optional<Condition> Condition::compile(const intents::Yaml& yaml, const Scope& scope,
                                            const std::set<std::string>& known_set)
{
    if (!yaml.defined()) return std::nullopt;
    const std::string text = yaml.text();
    ExpressionProblems problems;
    std::optional<Condition> condition = compile(text, scope, known_set, problems);
    note(yaml, text, problems);
    return condition;
}

bool Condition::holds(const Lookup& values) const
{
    return truth(compiled_->typed.expression, values);
}

std::vector<Reason> Condition::reasons(const Lookup& values) const
{
    std::vector<Reason> reasons;
    settle(compiled_->typed.expression, values, reasons);
    return reasons;
}

std::vector<std::string> Condition::names() const
{
    std::vector<std::string> names;
    collect_names(compiled_->typed.expression, names);
    return names;
}

const std::set<std::string>& Condition::set_where_true() const
{
    return compiled_->typed.set_where_true;
}
const std::set<std::string>& Condition::set_where_false() const
{
    return compiled_->typed.set_where_false;
}

const Expression& Condition::expression() const { return compiled_->typed.expression; }

std::string Condition::to_text() const { return dialogs::to_text(compiled_->typed.expression); }

std::optional<Formula> Formula::compile(const intents::Yaml& yaml, const Scope& scope,
                                        const std::set<std::string>& known_set)
{
    if (!yaml.defined()) return std::nullopt;
    const std::string text = yaml.text();
    ExpressionProblems problems;
    std::optional<Expression> root;
    if (const std::optional<Syntax> syntax = parse_condition(text, problems))
        root = type_formula(*syntax, scope, known_set, problems);
    note(yaml, text, problems);
    if (!root) return std::nullopt;
    return Formula(std::make_shared<const Expression>(*std::move(root)));
}

Value Formula::value(const Lookup& values) const { return number(*root_, values); }
Type Formula::type() const { return root_->type; }

}  // namespace dialogs
