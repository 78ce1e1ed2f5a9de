// A condition back to text, in one way of writing: parentheses only where they are needed.
#include "dialogs/condition_tree.h"

namespace dialogs {

namespace {

using Kind = Expression::Kind;

// A word that the parser reads back as it stands; all else goes into quotes.
std::string written(const std::string& text)
{
    static const std::set<std::string> reserved = {"and", "or",  "not", "in",   "has",  "is",
                                                   "all", "yes", "no",  "true", "false"};
    bool plain = !text.empty() && !reserved.contains(text) && !(text[0] >= '0' && text[0] <= '9') &&
                 text[0] != '.';
    for (const char c : text)
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '_');
    if (plain) return text;
    const char quote = text.find('\'') == std::string::npos ? '\'' : '"';
    return quote + text + quote;
}

std::string list(const std::vector<std::string>& items)
{
    std::string text = "[";
    for (const auto& item : items) text += (text.size() > 1 ? ", " : "") + written(item);
    return text + "]";
}

std::string constant(const Expression& expression)
{
    std::string text = to_text(expression.constant, expression.type);
    if (expression.type == Type::choice) return written(text);
    if (expression.type != Type::text) return text;
    // Always in quotes: without them it could be a name.
    const char quote = text.find('\'') == std::string::npos ? '\'' : '"';
    return quote + text + quote;
}

// 0: or, 1: and, 2: all else.
int strength(const Expression& expression)
{
    return expression.kind == Kind::either ? 0 : expression.kind == Kind::both ? 1 : 2;
}

std::string enclosed(const Expression& expression, bool parentheses)
{
    return parentheses ? "(" + to_text(expression) + ")" : to_text(expression);
}

std::string joined(const Expression& expression, const char* word)
{
    std::string text;
    for (const Expression& part : expression.children)
        text += (text.empty() ? "" : word) + enclosed(part, strength(part) <= strength(expression));
    return text;
}

std::string infix(const Expression& expression, const char* sign)
{
    const Expression& right = expression.children[1];
    const bool is_sum = right.kind == Kind::plus || right.kind == Kind::minus;
    const bool in_sum = expression.kind == Kind::plus || expression.kind == Kind::minus;
    return to_text(expression.children[0]) + sign + enclosed(right, is_sum && in_sum);
}

std::string negated(const Expression& inner)
{
    if (inner.kind == Kind::is_set) return to_text(inner.children[0]) + " is unset";
    return "not " + enclosed(inner, strength(inner) < 2);
}

std::string numbers(const Expression& expression)
{
    std::string text;
    for (std::size_t i = 1; i < expression.children.size(); ++i)
        text += (i > 1 ? ", " : "") + to_text(expression.children[i]);
    return to_text(expression.children[0]) + " in [" + text + "]";
}

}  // namespace

std::string to_text(const Expression& expression)
{
    const auto& children = expression.children;
    switch (expression.kind) {
        case Kind::constant:
            return constant(expression);
        case Kind::name:
            return expression.name.name;
        case Kind::plus:
            return infix(expression, " + ");
        case Kind::minus:
            return infix(expression, " - ");
        case Kind::larger:
            return "max(" + to_text(children[0]) + ", " + to_text(children[1]) + ")";
        case Kind::smaller:
            return "min(" + to_text(children[0]) + ", " + to_text(children[1]) + ")";
        case Kind::equal:
            return infix(expression, " = ");
        case Kind::different:
            return infix(expression, " != ");
        case Kind::less:
            return infix(expression, " < ");
        case Kind::at_most:
            return infix(expression, " <= ");
        case Kind::more:
            return infix(expression, " > ");
        case Kind::at_least:
            return infix(expression, " >= ");
        case Kind::one_of:
            return to_text(children[0]) + " in " + list(expression.constant.items);
        case Kind::one_number_of:
            return numbers(expression);
        case Kind::has:
            return to_text(children[0]) + " has " + written(expression.constant.text);
        case Kind::has_all:
            return to_text(children[0]) + " has all " +
                   (children.size() > 1 ? to_text(children[1]) : list(expression.constant.items));
        case Kind::is_set:
            return to_text(children[0]) + " is set";
        case Kind::negation:
            return negated(children[0]);
        case Kind::both:
            return joined(expression, " and ");
        case Kind::either:
            return joined(expression, " or ");
    }
    return {};
}

}  // namespace dialogs
