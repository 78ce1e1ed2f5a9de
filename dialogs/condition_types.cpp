// Names, types and guards of a condition. A guard is a test that a name is set; what a test proves
// is known to all that stands right of it under "and", and right of its opposite under "or".
#include <algorithm>

#include "dialogs/condition_tree.h"
#include "dialogs/known_values.h"

namespace dialogs {

namespace {

using intents::Message;
using Kind = Expression::Kind;
using Names = std::set<std::string>;

std::string chinese_name_of(Type type)
{
    switch (type) {
        case Type::boolean:
            return "是/否";
        case Type::choice:
            return "选项";
        case Type::number:
            return "数字";
        case Type::money:
            return "金额";
        case Type::hours:
            return "小时数";
        case Type::text:
            return "文字";
        case Type::set:
            return "集合";
    }
    return {};
}

bool is_numeric(Type type)
{
    return type == Type::number || type == Type::money || type == Type::hours;
}

std::optional<bool> boolean_literal(const Syntax& syntax)
{
    if (syntax.kind != Syntax::Kind::word) return std::nullopt;
    if (syntax.text == "yes" || syntax.text == "true") return true;
    if (syntax.text == "no" || syntax.text == "false") return false;
    return std::nullopt;
}

Names united(const Names& a, const Names& b)
{
    Names all = a;
    all.insert(b.begin(), b.end());
    return all;
}

Names shared(const Names& a, const Names& b)
{
    Names both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return both;
}

Expression make(Kind kind, Type type, Expression a, Expression b)
{
    Expression expression;
    expression.kind = kind;
    expression.type = type;
    expression.children.push_back(std::move(a));
    expression.children.push_back(std::move(b));
    return expression;
}

Expression make(Kind kind, Expression a)
{
    Expression expression;
    expression.kind = kind;
    expression.children.push_back(std::move(a));
    return expression;
}

Expression constant(Type type, Value value)
{
    Expression expression;
    expression.type = type;
    expression.constant = std::move(value);
    return expression;
}

class Typing {
public:
    Typing(const Scope& scope, ExpressionProblems& problems) : scope_(scope), problems_(problems) {}

    Typed condition(const Syntax& syntax, const Names& known)
    {
        switch (syntax.kind) {
            case Syntax::Kind::both:
                return both(syntax, known);
            case Syntax::Kind::either:
                return either(syntax, known);
            case Syntax::Kind::negation: {
                Typed inner = condition(syntax.children[0], known);
                return {make(Kind::negation, std::move(inner.expression)),
                        std::move(inner.set_where_false), std::move(inner.set_where_true)};
            }
            case Syntax::Kind::compare:
                return {compare(syntax, known), {}, {}};
            case Syntax::Kind::one_of:
                return {one_of(syntax, known), {}, {}};
            case Syntax::Kind::has:
                return {has(syntax, known), {}, {}};
            case Syntax::Kind::has_all:
                return {has_all(syntax, known), {}, {}};
            case Syntax::Kind::is_set:
                return is_set(syntax);
            case Syntax::Kind::word: {
                Typed typed{boolean(syntax, known), {}, {}};
                if (const Declaration* declaration = declared(syntax)) {
                    typed.set_where_true = declaration->set_where_true;
                    typed.set_where_false = declaration->set_where_false;
                }
                return typed;
            }
            default:
                break;
        }
        wrong(syntax, {"this is a value, not a condition", "这是一个值,不是条件"},
              {"compare it, as in 'amount > 100'", "请加上比较,例如 'amount > 100'"});
        return {};
    }

    // A number, with the type that everything in it shares.
    Expression formula(const Syntax& syntax, const Names& known,
                       std::optional<Type> type = std::nullopt)
    {
        if (!type) type = numeric_type(syntax);
        return numeric(syntax, known, type.value_or(Type::number));
    }

private:
    void wrong(const Syntax& syntax, Message cause, Message remedy = {})
    {
        problems_.push_back({syntax.column, std::move(cause), std::move(remedy)});
    }

    Typed both(const Syntax& syntax, const Names& known)
    {
        Typed all{{}, {}, {}};
        all.expression.kind = Kind::both;
        Names so_far = known;
        bool first = true;
        for (const Syntax& part : syntax.children) {
            Typed typed = condition(part, so_far);
            so_far.insert(typed.set_where_true.begin(), typed.set_where_true.end());
            all.set_where_true = united(all.set_where_true, typed.set_where_true);
            all.set_where_false =
                first ? typed.set_where_false : shared(all.set_where_false, typed.set_where_false);
            all.expression.children.push_back(std::move(typed.expression));
            first = false;
        }
        return all;
    }

    Typed either(const Syntax& syntax, const Names& known)
    {
        Typed all{{}, {}, {}};
        all.expression.kind = Kind::either;
        Names so_far = known;
        bool first = true;
        for (const Syntax& part : syntax.children) {
            Typed typed = condition(part, so_far);
            so_far.insert(typed.set_where_false.begin(), typed.set_where_false.end());
            all.set_where_false = united(all.set_where_false, typed.set_where_false);
            all.set_where_true =
                first ? typed.set_where_true : shared(all.set_where_true, typed.set_where_true);
            all.expression.children.push_back(std::move(typed.expression));
            first = false;
        }
        return all;
    }

    const Declaration* declared(const Syntax& syntax) const
    {
        return syntax.kind == Syntax::Kind::word ? scope_.find(syntax.text) : nullptr;
    }

    void unknown_name(const Syntax& syntax)
    {
        wrong(syntax, {"unknown name '" + syntax.text + "'", "没有名为 '" + syntax.text + "' 的项"},
              intents::suggest(syntax.text, scope_.names()));
    }

    Expression name(const Syntax& syntax, const Declaration& declaration, const Names& known)
    {
        if (!declaration.otherwise && !known.contains(declaration.name))
            wrong(syntax,
                  {"'" + declaration.name + "' may be unset here",
                   "'" + declaration.name + "' 在这里可能没有值"},
                  {"test it first: '" + declaration.name + " is set and ...'",
                   "请先判断:'" + declaration.name + " is set and ...'"});
        Expression expression;
        expression.kind = Kind::name;
        expression.type = declaration.type;
        expression.name = declaration;
        return expression;
    }

    Expression boolean(const Syntax& syntax, const Names& known)
    {
        const Declaration* declaration = declared(syntax);
        if (!declaration) {
            if (const auto literal = boolean_literal(syntax))
                return constant(Type::boolean, Value::boolean(*literal));
            unknown_name(syntax);
            return {};
        }
        if (declaration->type != Type::boolean)
            wrong(syntax,
                  {"'" + syntax.text + "' is " + name_of(declaration->type) + ", not a condition",
                   "'" + syntax.text + "' 是" + chinese_name_of(declaration->type) + ",不是条件"},
                  {"compare it with a value", "请与一个值比较"});
        return name(syntax, *declaration, known);
    }

    Typed is_set(const Syntax& syntax)
    {
        const Syntax& what = syntax.children[0];
        const Declaration* declaration = declared(what);
        if (!declaration) {
            if (what.kind == Syntax::Kind::word)
                unknown_name(what);
            else
                wrong(what, {"only a name can be set or unset", "只有名称才能判断 is set"});
            return {};
        }
        Expression leaf;
        leaf.kind = Kind::name;
        leaf.type = declaration->type;
        leaf.name = *declaration;
        return {make(Kind::is_set, std::move(leaf)), {declaration->name}, {}};
    }

    // The type that the names in it have; nothing where it has only numbers. Other types are found
    // later.
    std::optional<Type> numeric_type(const Syntax& syntax) const
    {
        if (syntax.kind == Syntax::Kind::number) {
            if (syntax.unit == "h" || syntax.unit == "d") return Type::hours;
            if (syntax.unit == "元") return Type::money;
            return std::nullopt;
        }
        if (const Declaration* declaration = declared(syntax)) return declaration->type;
        if (syntax.kind != Syntax::Kind::sum && syntax.kind != Syntax::Kind::call)
            return std::nullopt;
        for (const Syntax& child : syntax.children)
            if (const auto type = numeric_type(child)) return type;
        return std::nullopt;
    }

    Expression numeric(const Syntax& syntax, const Names& known, Type type)
    {
        switch (syntax.kind) {
            case Syntax::Kind::number:
                return constant(type, literal(syntax, type));
            case Syntax::Kind::word: {
                const Declaration* declaration = declared(syntax);
                if (!declaration) {
                    unknown_name(syntax);
                    return {};
                }
                if (declaration->type != type || !is_numeric(type))
                    type_differs(syntax, declaration->type, type);
                return name(syntax, *declaration, known);
            }
            case Syntax::Kind::sum:
            case Syntax::Kind::call: {
                const Kind kind = syntax.text == "+"     ? Kind::plus
                                  : syntax.text == "-"   ? Kind::minus
                                  : syntax.text == "max" ? Kind::larger
                                                         : Kind::smaller;
                Expression left = numeric(syntax.children[0], known, type);
                return make(kind, type, std::move(left), numeric(syntax.children[1], known, type));
            }
            default:
                wrong(syntax, {"expected a number here", "这里应当是数字"});
                return {};
        }
    }

    void type_differs(const Syntax& syntax, Type is, Type wanted)
    {
        if (is_numeric(wanted))
            wrong(syntax,
                  {"'" + syntax.text + "' is " + name_of(is) + ", not " + name_of(wanted),
                   "'" + syntax.text + "' 是" + chinese_name_of(is) + ",不是" +
                       chinese_name_of(wanted)},
                  {"compare only values of one type", "只能比较同类的值"});
        else
            wrong(syntax,
                  {"'" + syntax.text + "' is " + name_of(is) + ", not a number",
                   "'" + syntax.text + "' 是" + chinese_name_of(is) + ",不是数字"},
                  {"use = != in or has", "请用 = != in 或 has"});
    }

    // "0.5" in thousandths, "98元" in 分; a problem where it has another unit or too many decimals.
    Value literal(const Syntax& syntax, Type type)
    {
        const std::string& unit = syntax.unit;
        const bool fits = unit.empty() || (type == Type::hours && (unit == "h" || unit == "d")) ||
                          (type == Type::money && (unit == "元" || unit == "分"));
        if (!fits) {
            wrong(syntax,
                  {"'" + syntax.text + unit + "' is no " + name_of(type),
                   "'" + syntax.text + unit + "' 不是" + chinese_name_of(type)},
                  {"units are h and d for hours, 元 and 分 for money",
                   "单位:小时用 h 或 d,金额用 元 或 分"});
            return {};
        }
        const std::int64_t scale =
            type == Type::money ? (unit == "元" ? 100 : 1) : (unit == "d" ? 24'000 : 1000);
        const std::size_t point = syntax.text.find('.');
        const std::string whole = syntax.text.substr(0, point);
        const std::string decimals =
            point == std::string::npos ? "" : syntax.text.substr(point + 1);
        std::int64_t value = 0;
        bool too_large = whole.size() > 15;
        if (!too_large) value = std::stoll(whole);
        too_large = too_large || value > number_max / scale;
        std::int64_t rest = 0;
        std::int64_t part = scale;
        bool too_fine = false;
        for (const char digit : decimals) {
            too_fine = too_fine || (part % 10 != 0 && digit != '0');
            part /= 10;
            rest += part * (digit - '0');
        }
        if (too_large) wrong(syntax, {"this number is too large", "数字太大"});
        if (too_fine)
            wrong(syntax, {"this number has too many decimals", "小数位太多"},
                  {"money goes to the 分, other numbers to three decimals",
                   "金额精确到分,其他数字最多三位小数"});
        return too_large ? Value{} : Value{.number = value * scale + rest};
    }

    std::string value_of(const Syntax& item, const Declaration& declaration)
    {
        if (item.kind == Syntax::Kind::number && declaration.type != Type::text)
            return item.text + item.unit;
        if (item.kind == Syntax::Kind::number)
            wrong(item, {"a text is compared with 'text' in quotes", "与文字比较时,值要加引号"});
        return item.text;
    }

    // A value of a choice or set; a problem where it has no such value.
    std::string item_of(const Syntax& item, const Declaration& declaration)
    {
        std::string value = value_of(item, declaration);
        if (declaration.type != Type::text && !contains(declaration.values, value))
            wrong(item,
                  {"'" + declaration.name + "' is never '" + value + "'",
                   "'" + declaration.name + "' 没有取值 '" + value + "'"},
                  intents::suggest(value, declaration.values));
        return value;
    }

    Expression compare(const Syntax& syntax, const Names& known)
    {
        static const std::map<std::string, Kind> kinds = {
            {"=", Kind::equal},    {"!=", Kind::different}, {"<", Kind::less},
            {"<=", Kind::at_most}, {">", Kind::more},       {">=", Kind::at_least}};
        const Kind kind = kinds.at(syntax.text);
        const Syntax& left = syntax.children[0];
        const Syntax& right = syntax.children[1];
        const Declaration* declaration = declared(left);
        const bool ordered = kind != Kind::equal && kind != Kind::different;
        if (!declaration || ordered || is_numeric(declaration->type)) {
            if (left.kind == Syntax::Kind::word && !declaration) {
                unknown_name(left);
                return {};
            }
            auto type = numeric_type(left);
            if (!type) type = numeric_type(right);
            Expression a = formula(left, known, type);
            return make(kind, Type::boolean, std::move(a), formula(right, known, type));
        }
        Expression a = name(left, *declaration, known);
        return make(kind, Type::boolean, std::move(a), operand(right, *declaration, known));
    }

    // What a boolean, choice, text or set is compared with.
    Expression operand(const Syntax& syntax, const Declaration& left, const Names& known)
    {
        if (syntax.kind != Syntax::Kind::word && syntax.kind != Syntax::Kind::quoted &&
            syntax.kind != Syntax::Kind::number) {
            wrong(syntax, {"'" + left.name + "' is compared with one value",
                           "'" + left.name + "' 只能与一个值比较"});
            return {};
        }
        if (left.type == Type::set) {
            wrong(syntax, {"'" + left.name + "' is a set", "'" + left.name + "' 是集合"},
                  {"use 'has'", "请用 has"});
            return {};
        }
        if (left.type == Type::boolean) {
            if (const auto literal = boolean_literal(syntax))
                return constant(Type::boolean, Value::boolean(*literal));
        } else if (syntax.kind == Syntax::Kind::word && left.type == Type::choice &&
                   contains(left.values, syntax.text)) {
            return constant(
                Type::choice,
                Value::of(syntax.text));  // a value, though a name may be called the same
        }
        if (const Declaration* right = declared(syntax)) {
            if (right->type == left.type) return name(syntax, *right, known);
            type_differs(syntax, right->type, left.type);
            return {};
        }
        if (left.type == Type::boolean) {
            wrong(syntax, {"'" + left.name + "' is yes or no, never '" + syntax.text + "'",
                           "'" + left.name + "' 只能是 yes 或 no,不能是 '" + syntax.text + "'"});
            return {};
        }
        return constant(left.type, Value::of(item_of(syntax, left)));
    }

    Expression one_of(const Syntax& syntax, const Names& known)
    {
        const Syntax& left = syntax.children[0];
        const Declaration* declaration = declared(left);
        if (!declaration) {
            if (left.kind == Syntax::Kind::word)
                unknown_name(left);
            else
                wrong(left, {"'in' needs a name on its left", "in 的左边应当是名称"});
            return {};
        }
        if (is_numeric(declaration->type)) {
            Expression expression = make(Kind::one_number_of, name(left, *declaration, known));
            for (std::size_t i = 1; i < syntax.children.size(); ++i)
                expression.children.push_back(
                    numeric(syntax.children[i], known, declaration->type));
            return expression;
        }
        if (declaration->type != Type::choice && declaration->type != Type::text) {
            wrong(left,
                  {"'" + left.text + "' is " + name_of(declaration->type),
                   "'" + left.text + "' 是" + chinese_name_of(declaration->type)},
                  {"'in' works on choices, texts and numbers", "in 只用于选项、文字和数字"});
            return {};
        }
        Expression expression = make(Kind::one_of, name(left, *declaration, known));
        for (std::size_t i = 1; i < syntax.children.size(); ++i)
            expression.constant.items.push_back(item_of(syntax.children[i], *declaration));
        return expression;
    }

    // The set on the left of "has"; null, and noted, where there is none.
    const Declaration* set_left_of(const Syntax& syntax)
    {
        const Syntax& left = syntax.children[0];
        const Declaration* declaration = declared(left);
        if (declaration && declaration->type == Type::set) return declaration;
        if (!declaration && left.kind == Syntax::Kind::word)
            unknown_name(left);
        else
            wrong(left, {"'has' needs a set on its left", "has 的左边应当是集合"},
                  {"for a choice use =", "选项请用 ="});
        return nullptr;
    }

    Expression has(const Syntax& syntax, const Names& known)
    {
        const Declaration* declaration = set_left_of(syntax);
        if (!declaration) return {};
        Expression expression = make(Kind::has, name(syntax.children[0], *declaration, known));
        expression.constant.text = item_of(syntax.children[1], *declaration);
        return expression;
    }

    Expression has_all(const Syntax& syntax, const Names& known)
    {
        const Declaration* declaration = set_left_of(syntax);
        if (!declaration) return {};
        Expression expression = make(Kind::has_all, name(syntax.children[0], *declaration, known));
        if (syntax.listed) {
            for (std::size_t i = 1; i < syntax.children.size(); ++i)
                expression.constant.items.push_back(item_of(syntax.children[i], *declaration));
            return expression;
        }
        const Syntax& right = syntax.children[1];
        const Declaration* other = declared(right);
        if (!other) {
            unknown_name(right);
        } else if (other->type != Type::set) {
            wrong(right, {"'" + right.text + "' is no set", "'" + right.text + "' 不是集合"});
        } else {
            expression.children.push_back(name(right, *other, known));
        }
        return expression;
    }

    const Scope& scope_;
    ExpressionProblems& problems_;
};

}  // namespace

std::optional<Typed> type_condition(const Syntax& syntax, const Scope& scope,
                                    const std::set<std::string>& known_set,
                                    ExpressionProblems& problems)
{
    const std::size_t before = problems.size();
    Typed typed = Typing(scope, problems).condition(syntax, known_set);
    if (problems.size() != before) return std::nullopt;
    return typed;
}

std::optional<Expression> type_formula(const Syntax& syntax, const Scope& scope,
                                       const std::set<std::string>& known_set,
                                       ExpressionProblems& problems)
{
    const std::size_t before = problems.size();
    Expression expression = Typing(scope, problems).formula(syntax, known_set);
    if (problems.size() != before) return std::nullopt;
    return expression;
}

}  // namespace dialogs
