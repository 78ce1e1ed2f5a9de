#include "dialogs/case_space.h"

#include <algorithm>

#include "dialogs/known_values.h"

namespace dialogs {

using Kind = Expression::Kind;
using nlohmann::json;

namespace {

bool is_number(Type type)
{
    return type == Type::number || type == Type::money || type == Type::hours;
}

std::uint64_t bit(std::size_t place) { return std::uint64_t{1} << place; }

// 元 and whole hours read better than 分 and parts of an hour.
std::int64_t round_of(Type type) { return type == Type::money ? 100 : 1000; }

void collect(const Expression& expression, std::vector<std::string>& texts)
{
    if (expression.kind == Kind::constant && expression.type == Type::text)
        texts.push_back(expression.constant.text);
    if (expression.kind == Kind::one_of)
        texts.insert(texts.end(), expression.constant.items.begin(),
                     expression.constant.items.end());
    for (const Expression& child : expression.children) collect(child, texts);
}

}  // namespace

void for_each_condition(const PolicyTable& table, const std::function<void(const Condition&)>& see)
{
    const auto see_choice = [&](const auto& choice) {
        for (const auto& one : choice.cases)
            if (one.when) see(*one.when);
    };
    for (const auto& [index, term] : table.terms) see(term);
    for (const PolicyRaise& raise : table.raises) see(*raise.when);
    for (const PolicyBlock& block : table.blocks) {
        if (block.when) see(*block.when);
        for (const PolicyRow& row : block.rows) {
            if (row.when) see(*row.when);
            see_choice(row.decision);
            see_choice(row.rules);
            see_choice(row.priority);
            if (row.refund) see_choice(row.refund->kind);
        }
    }
}

CaseSpace::CaseSpace(const PolicyTable& table) : table_(table)
{
    collect_texts();
    for (const auto& [name, minimum] : table.fact_minimums) add(*table.scope.find(name));
}

// A text is one of those compared with, or another one: as many others as there are texts suffice
// to tell any two apart.
void CaseSpace::collect_texts()
{
    for_each_condition(
        table_, [&](const Condition& condition) { collect(condition.expression(), texts_); });
    std::sort(texts_.begin(), texts_.end());
    texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
    int number = 0;
    for (const auto& [name, minimum] : table_.fact_minimums)
        if (table_.scope.find(name)->type == Type::text) {
            std::string other = "other";
            do {
                other = "other" + std::to_string(++number);
            } while (contains(texts_, other));
            texts_.push_back(other);
        }
}

void CaseSpace::add(const Declaration& declaration)
{
    Fact fact;
    fact.may_be_unset = !declaration.otherwise;
    if (declaration.type == Type::set) {
        for (std::size_t i = 0; i < declaration.values.size(); ++i)
            fact.items.push_back(solver_.add_choice(2));
    } else {
        if (declaration.type == Type::choice) fact.values = declaration.values;
        if (declaration.type == Type::text) fact.values = texts_;
        if (is_number(declaration.type)) {
            const std::int64_t minimum =
                std::max(table_.fact_minimums.at(declaration.name), -table_.fact_maximum);
            fact.number =
                solver_.add_number(minimum, table_.fact_maximum, round_of(declaration.type));
        }
        const std::size_t values = is_number(declaration.type)         ? 1
                                   : declaration.type == Type::boolean ? 2
                                                                       : fact.values.size();
        const std::size_t all = values + (fact.may_be_unset ? 1 : 0);
        if (all > Solver::values_max) {
            fits_ = false;
            return;
        }
        fact.choice = solver_.add_choice(static_cast<int>(all));
    }
    facts_.emplace(declaration.index, std::move(fact));
}

Sum CaseSpace::vary(const std::string& parameter, std::int64_t minimum, std::int64_t maximum)
{
    const Type type = table_.scope.find("$" + parameter)->type;
    const std::int64_t unit = type == Type::money ? 1 : 1000;
    // Parameters are whole in their own unit: 1 in the solver stands for one of them.
    Sum sum;
    sum.factors[solver_.add_number(minimum, maximum, 1)] = unit;
    return sum;
}

const CaseSpace::Fact* CaseSpace::fact_of(const Declaration& name) const
{
    const auto fact = facts_.find(name.index);
    return fact == facts_.end() ? nullptr : &fact->second;
}

int CaseSpace::number_of(const Declaration& name) const
{
    const Fact* fact = fact_of(name);
    return fact ? fact->number : -1;
}

const Declaration& CaseSpace::fact_with(int number) const
{
    const auto found = std::find_if(facts_.begin(), facts_.end(), [&](const auto& entry) {
        return entry.second.number == number;
    });
    return table_.scope.all()[found->first];
}

Solver::Statement CaseSpace::holds(const Condition& condition, const Parameters& parameters)
{
    return truth(condition.expression(), parameters);
}

Solver::Statement CaseSpace::truth(const Expression& expression, const Parameters& parameters)
{
    const auto& children = expression.children;
    const auto each = [&] {
        std::vector<Statement> parts;
        for (const Expression& child : children) parts.push_back(truth(child, parameters));
        return parts;
    };
    switch (expression.kind) {
        case Kind::constant:
            return expression.constant.number != 0 ? Solver::yes : Solver::no;
        case Kind::name:
            return truth_of_name(expression.name, parameters);
        case Kind::one_of:
            return is(children[0].name, expression.constant.items);
        case Kind::one_number_of: {
            std::vector<Statement> any;
            const Alternatives left = number(children[0], parameters);
            for (std::size_t i = 1; i < children.size(); ++i)
                any.push_back(compare(Kind::equal, left, number(children[i], parameters)));
            return solver_.any(std::move(any));
        }
        case Kind::has:
            return has(children[0].name, expression.constant.text);
        case Kind::has_all:
            return has_all(expression);
        case Kind::is_set: {
            const Fact* fact = fact_of(children[0].name);
            if (!fact || !fact->may_be_unset) return Solver::yes;
            const std::size_t unset = fact->number >= 0 ? 1
                                      : children[0].name.type == Type::boolean
                                          ? 2
                                          : fact->values.size();
            return solver_.among(fact->choice, ~bit(unset));
        }
        case Kind::negation:
            return Solver::negation(truth(children[0], parameters));
        case Kind::both:
            return solver_.all(each());
        case Kind::either:
            return solver_.any(each());
        default:
            return comparison(expression, parameters);
    }
}

Solver::Statement CaseSpace::truth_of_name(const Declaration& name, const Parameters& parameters)
{
    const auto term = table_.terms.find(name.index);
    if (term != table_.terms.end()) return holds(term->second, parameters);
    return solver_.among(fact_of(name)->choice, bit(1));
}

Solver::Statement CaseSpace::comparison(const Expression& expression, const Parameters& parameters)
{
    const Expression& a = expression.children[0];
    const Expression& b = expression.children[1];
    if (is_number(a.type))
        return compare(expression.kind, number(a, parameters), number(b, parameters));
    const Statement same = a.type == Type::boolean
                               ? solver_.same(truth(a, parameters), truth(b, parameters))
                               : same_text(a, b);
    return expression.kind == Kind::equal ? same : Solver::negation(same);
}

Solver::Statement CaseSpace::is(const Declaration& name, const std::vector<std::string>& values)
{
    const Fact& fact = *fact_of(name);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < fact.values.size(); ++i)
        if (contains(values, fact.values[i])) bits |= bit(i);
    return solver_.among(fact.choice, bits);
}

Solver::Statement CaseSpace::same_text(const Expression& a, const Expression& b)
{
    if (b.kind == Kind::constant) return is(a.name, {b.constant.text});
    std::vector<Statement> any;
    for (const std::string& value : fact_of(a.name)->values)
        any.push_back(solver_.all({is(a.name, {value}), is(b.name, {value})}));
    return solver_.any(std::move(any));
}

Solver::Statement CaseSpace::has(const Declaration& set, const std::string& item)
{
    const Fact* fact = fact_of(set);
    if (!fact) return contains(set.otherwise->items, item) ? Solver::yes : Solver::no;
    const auto place = std::find(set.values.begin(), set.values.end(), item);
    if (place == set.values.end()) return Solver::no;
    const auto index = static_cast<std::size_t>(place - set.values.begin());
    return solver_.among(fact->items[index], bit(1));
}

Solver::Statement CaseSpace::has_all(const Expression& expression)
{
    const Declaration& left = expression.children[0].name;
    std::vector<Statement> all;
    if (expression.children.size() == 1) {
        for (const std::string& item : expression.constant.items) all.push_back(has(left, item));
        return solver_.all(all);
    }
    const Declaration& right = expression.children[1].name;
    const std::vector<std::string>& wanted = fact_of(right) ? right.values : right.otherwise->items;
    for (const std::string& item : wanted)
        all.push_back(solver_.any({Solver::negation(has(right, item)), has(left, item)}));
    return solver_.all(all);
}

CaseSpace::Alternatives CaseSpace::number(const Expression& expression,
                                          const Parameters& parameters)
{
    if (expression.kind == Kind::constant) return {{{}, {.constant = expression.constant.number}}};
    if (expression.kind == Kind::name) {
        if (const Fact* fact = fact_of(expression.name))
            return {{{}, {.factors = {{fact->number, 1}}}}};
        const auto varied = parameters.find(expression.name.name);
        if (varied != parameters.end()) return {{{}, varied->second}};
        return {{{}, {.constant = expression.name.otherwise->number}}};
    }
    const Alternatives left = number(expression.children[0], parameters);
    const Alternatives right = number(expression.children[1], parameters);
    Alternatives all;
    for (const Alternative& a : left)
        for (const Alternative& b : right) {
            std::vector<Statement> when = a.when;
            when.insert(when.end(), b.when.begin(), b.when.end());
            if (expression.kind == Kind::plus || expression.kind == Kind::minus) {
                Sum sum = a.sum;
                sum.add(b.sum, expression.kind == Kind::plus ? 1 : -1);
                all.push_back({std::move(when), std::move(sum)});
                continue;
            }
            const bool larger = expression.kind == Kind::larger;
            const Statement first = larger ? at_most(b.sum, a.sum, 0) : at_most(a.sum, b.sum, 0);
            all.push_back({when, a.sum});
            all.back().when.push_back(first);
            all.push_back({std::move(when), b.sum});
            all.back().when.push_back(Solver::negation(first));
        }
    return within_limits(std::move(all));
}

// Sums end at number_max, as where they are evaluated.
CaseSpace::Alternatives CaseSpace::within_limits(Alternatives alternatives)
{
    Alternatives all;
    for (Alternative& one : alternatives) {
        const auto [least, most] = solver_.range(one.sum);
        if (least < -number_max) {
            const Statement below = at_most(one.sum, {.constant = -number_max}, 0);
            all.push_back({one.when, {.constant = -number_max}});
            all.back().when.push_back(below);
            one.when.push_back(Solver::negation(below));
        }
        if (most > number_max) {
            const Statement above = at_most({.constant = number_max}, one.sum, 0);
            all.push_back({one.when, {.constant = number_max}});
            all.back().when.push_back(above);
            one.when.push_back(Solver::negation(above));
        }
        all.push_back(std::move(one));
    }
    return all;
}

// a + plus <= b
Solver::Statement CaseSpace::at_most(const Sum& a, const Sum& b, std::int64_t plus)
{
    Sum sum = a;
    sum.add(b, -1);
    sum.constant += plus;
    return solver_.at_most_zero(std::move(sum));
}

Solver::Statement CaseSpace::compare(Kind kind, const Alternatives& a, const Alternatives& b)
{
    std::vector<Statement> any;
    for (const Alternative& left : a)
        for (const Alternative& right : b) {
            std::vector<Statement> all = left.when;
            all.insert(all.end(), right.when.begin(), right.when.end());
            const Statement below = at_most(left.sum, right.sum, 1);
            const Statement above = at_most(right.sum, left.sum, 1);
            switch (kind) {
                case Kind::equal:
                    all.push_back(Solver::negation(below));
                    all.push_back(Solver::negation(above));
                    break;
                case Kind::different:
                    all.push_back(solver_.any({below, above}));
                    break;
                case Kind::less:
                    all.push_back(below);
                    break;
                case Kind::at_most:
                    all.push_back(Solver::negation(above));
                    break;
                case Kind::more:
                    all.push_back(above);
                    break;
                default:
                    all.push_back(Solver::negation(below));
                    break;
            }
            any.push_back(solver_.all(all));
        }
    return solver_.any(std::move(any));
}

Solver::Statement CaseSpace::more(const Formula& a, const Parameters& of_a, const Formula& b,
                                  const Parameters& of_b)
{
    return compare(Kind::more, number(a.expression(), of_a), number(b.expression(), of_b));
}

json CaseSpace::facts(const Solver::Example& example) const
{
    json facts = json::object();
    const auto value = [&](int choice) {
        return static_cast<std::size_t>(example.choices[static_cast<std::size_t>(choice)]);
    };
    for (const auto& [index, fact] : facts_) {
        const Declaration& declaration = table_.scope.all()[index];
        if (declaration.type == Type::set) {
            json items = json::array();
            for (std::size_t i = 0; i < fact.items.size(); ++i)
                if (value(fact.items[i]) == 1) items.push_back(declaration.values[i]);
            facts[declaration.name] = std::move(items);
        } else if (fact.number >= 0) {
            const std::int64_t number = example.numbers[static_cast<std::size_t>(fact.number)];
            if (value(fact.choice) == 1) continue;
            if (declaration.type == Type::money || number % 1000 == 0)
                facts[declaration.name] = declaration.type == Type::money ? number : number / 1000;
            else
                facts[declaration.name] = static_cast<double>(number) / 1000.0;
        } else if (declaration.type == Type::boolean) {
            if (value(fact.choice) < 2) facts[declaration.name] = value(fact.choice) == 1;
        } else if (value(fact.choice) < fact.values.size()) {
            facts[declaration.name] = fact.values[value(fact.choice)];
        }
    }
    return facts;
}

}  // namespace dialogs
