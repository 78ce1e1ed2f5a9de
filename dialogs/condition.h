// The conditions of flows and of the policy: small, typed, total.
//
//     order.stage in [paid_undelivered, abnormal] and not slots.claim is set
//     promised_hours is set and delay >= max($late_h, promised_hours)
//     evidence has all checklist.invalid_key or flags has regulator
//
//   comparison   = != < <= > >=   in [a, b]   not in [a, b]   has item   has all names   has all
//   [a, b]
//                is set   is unset
//   joining      not, and, or, in this order of strength; parentheses
//   numbers      72  0.5  24h  3d  1000元 ; + - max(a, b) min(a, b)
//   the rest     yes no true false; a value of the choice compared with; 'text' in quotes
//   names        letters, digits and _ joined by dots; "$limit" is a parameter
//
// What compiles always has an answer: every comparison is of one type, and a name without a value
// must be tested ("x is set and x > 3") before it is used. That is proved when it is compiled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/value.h"
#include "intents/problem.h"
#include "intents/yaml.h"

namespace dialogs {

// A name that conditions may use.
struct Declaration {
    std::string name;  // order.stage, $auto_refund_limit
    Type type = Type::text;
    std::vector<std::string> values{};  // of a choice or a set
    std::optional<Value> otherwise{};   // its value where it has none; such a name is never unset
    // Of a boolean that stands for a condition: the names that are set where it is yes, or no.
    std::set<std::string> set_where_true{};
    std::set<std::string> set_where_false{};
    std::size_t index = 0;  // its place in the scope; given by Scope::declare
};

class Scope {
public:
    // Returns false, and changes nothing, where the name is taken.
    bool declare(Declaration declaration);
    const Declaration* find(std::string_view name) const;
    const std::vector<Declaration>& all() const { return all_; }
    std::vector<std::string> names() const;

private:
    std::vector<Declaration> all_;
    std::map<std::string, std::size_t, std::less<>> by_name_;
};

// The value that a name has now, or nothing. Asked only for names of the scope.
using Lookup = std::function<std::optional<Value>(const Declaration& name)>;

struct ExpressionProblem {
    int column = 1;  // 1-based, in characters of the expression
    intents::Message cause;
    intents::Message remedy;
};
using ExpressionProblems = std::vector<ExpressionProblem>;

struct Expression;  // condition_tree.h

// Why a condition holds, or does not: one comparison that settled it.
struct Reason {
    const Declaration* name;
    bool all_there = false;  // a "has all" that holds
    bool lacking = false;    // a "has all" that does not
};

// Compiled; cheap to copy. Does not outlive the declarations' meaning, but needs no Scope any more.
class Condition {
public:
    // `known_set` are names that cannot be unset where the condition stands.
    static std::optional<Condition> compile(const std::string& text, const Scope& scope,
                                            const std::set<std::string>& known_set,
                                            ExpressionProblems& problems);
    // The same for a scalar of a file. What is wrong is noted there, with the column counted.
    static std::optional<Condition> compile(const intents::Yaml& yaml, const Scope& scope,
                                            const std::set<std::string>& known_set = {});

    bool holds(const Lookup& values) const;
    // The comparisons that settle holds(), in the order written, each name once.
    std::vector<Reason> reasons(const Lookup& values) const;

    // Names that are used, in the order written, each once.
    std::vector<std::string> names() const;
    // Names that are certainly set where it holds, or where it does not.
    const std::set<std::string>& set_where_true() const;
    const std::set<std::string>& set_where_false() const;

    // In one way of writing; compiles to the same condition again.
    std::string to_text() const;
    // For those who reason about it.
    const Expression& expression() const;

private:
    struct Compiled;
    explicit Condition(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const Compiled> compiled_;
};

// A number, an amount of money or hours: "min(fee_percent, $fee_percent_max)".
class Formula {
public:
    static std::optional<Formula> compile(const intents::Yaml& yaml, const Scope& scope,
                                          const std::set<std::string>& known_set = {});
    Value value(const Lookup& values) const;
    Type type() const;
    const Expression& expression() const { return *root_; }

private:
    explicit Formula(std::shared_ptr<const Expression> root) : root_(std::move(root)) {}
    std::shared_ptr<const Expression> root_;
};

}  // namespace dialogs
