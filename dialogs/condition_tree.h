// A condition with names resolved and types agreed: what is evaluated. Inside the language.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialogs/condition.h"
#include "dialogs/condition_syntax.h"

namespace dialogs {

struct Expression {
    enum class Kind {
        constant,
        name,
        plus,  // children: 2 numbers, as are those of the next three
        minus,
        larger,
        smaller,
        equal,  // children: 2 of one type
        different,
        less,  // children: 2 numbers
        at_most,
        more,
        at_least,
        one_of,         // child is in constant.items
        one_number_of,  // children: a number, then constants
        has,            // child contains constant.text
        has_all,        // child contains constant.items, or the second child's items
        is_set,         // child is a name
        negation,
        both,
        either,
    };
    Kind kind = Kind::constant;
    Type type = Type::boolean;
    Value constant{};
    Declaration name{};
    std::vector<Expression> children{};
};

// An expression, and what is known to be set after it was found to hold, or not to.
struct Typed {
    Expression expression;
    std::set<std::string> set_where_true;
    std::set<std::string> set_where_false;
};

// Nothing where names, types or guards are wrong; all that is wrong is added to `problems`.
std::optional<Typed> type_condition(const Syntax& syntax, const Scope& scope,
                                    const std::set<std::string>& known_set,
                                    ExpressionProblems& problems);
// The same for a number, an amount or hours.
std::optional<Expression> type_formula(const Syntax& syntax, const Scope& scope,
                                       const std::set<std::string>& known_set,
                                       ExpressionProblems& problems);

bool truth(const Expression& expression, const Lookup& values);
Value number(const Expression& expression, const Lookup& values);
// truth(), and the comparisons that settled it.
bool settle(const Expression& expression, const Lookup& values, std::vector<Reason>& reasons);
std::string to_text(const Expression& expression);
void collect_names(const Expression& expression, std::vector<std::string>& names);

}  // namespace dialogs
