// All cases that a policy can meet, as questions to the solver: each fact is something that may
// vary, each condition a statement. Inside the policy's proofs.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dialogs/condition_tree.h"
#include "dialogs/policy_table.h"
#include "dialogs/solver.h"

namespace dialogs {

// Every condition that decides something: of terms, raises, blocks, rows, and of cases in a row.
void for_each_condition(const PolicyTable& table, const std::function<void(const Condition&)>& see);

class CaseSpace {
public:
    using Statement = Solver::Statement;

    explicit CaseSpace(const PolicyTable& table);

    // False where a fact has more values than the solver takes: then nothing can be proved.
    bool fits() const { return fits_; }
    Solver& solver() { return solver_; }
    const Solver& solver() const { return solver_; }

    // How the parameters stand: where one is named here, it is this number of the solver instead
    // of the value that the table has.
    using Parameters = std::map<std::string, Sum>;
    // A parameter that may be anything in this range, in its own unit.
    Sum vary(const std::string& parameter, std::int64_t minimum, std::int64_t maximum);

    Statement holds(const Condition& condition, const Parameters& parameters);
    // That the first formula gives more than the second.
    Statement more(const Formula& a, const Parameters& of_a, const Formula& b,
                   const Parameters& of_b);

    // The facts of an example, as `kefu decide` takes them; what is unset is left out.
    nlohmann::json facts(const Solver::Example& example) const;

    // The solver's number for a fact, or -1 where it is none; and the fact for a number.
    int number_of(const Declaration& name) const;
    const Declaration& fact_with(int number) const;
    // What texts are compared with, and some that they are not.
    const std::vector<std::string>& texts() const { return texts_; }

private:
    struct Fact {
        int choice = -1;                  // choice, text, boolean; of a number: 0 where it is set
        int number = -1;                  // number, money, hours
        std::vector<int> items;           // set: one with 0 and 1 for each value
        std::vector<std::string> values;  // choice, text; the place is the value's
        bool may_be_unset = false;
    };
    // A number may be one of several, depending on what holds (max, min).
    struct Alternative {
        std::vector<Statement> when;
        Sum sum;
    };
    using Alternatives = std::vector<Alternative>;

    void add(const Declaration& fact);
    void collect_texts();
    const Fact* fact_of(const Declaration& name) const;
    Statement truth(const Expression& expression, const Parameters& parameters);
    Statement truth_of_name(const Declaration& name, const Parameters& parameters);
    Statement comparison(const Expression& expression, const Parameters& parameters);
    Statement is(const Declaration& name, const std::vector<std::string>& values);
    Statement same_text(const Expression& a, const Expression& b);
    Statement has_all(const Expression& expression);
    Statement has(const Declaration& set, const std::string& item);
    Alternatives number(const Expression& expression, const Parameters& parameters);
    Alternatives within_limits(Alternatives alternatives);
    Statement compare(Expression::Kind kind, const Alternatives& a, const Alternatives& b);
    Statement at_most(const Sum& a, const Sum& b, std::int64_t plus);

    const PolicyTable& table_;
    Solver solver_;
    std::map<std::size_t, Fact> facts_;  // by index in the scope
    std::vector<std::string> texts_;     // that conditions compare with, and some others
    bool fits_ = true;
};

}  // namespace dialogs
