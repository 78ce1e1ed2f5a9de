#include "dialogs/solver.h"

#include <algorithm>
#include <utility>

#include "dialogs/integer_constraints.h"

namespace dialogs {

namespace {

// Far more than any policy needs; the check of a pack shall always end.
constexpr int tries_max = 200'000;

std::uint64_t all_values(int values)
{
    return values >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << values) - 1;
}

}  // namespace

void Sum::add(const Sum& other, std::int64_t times)
{
    for (const auto& [number, factor] : other.factors)
        if ((factors[number] += factor * times) == 0) factors.erase(number);
    constant += other.constant * times;
}

// What is still possible on the way to an example.
struct Solver::State {
    std::vector<std::uint64_t> choices;
    std::vector<std::int64_t> least, most;
    std::vector<Sum> sums;        // of several numbers, each at most 0
    std::vector<Statement> open;  // "all" that must not hold: one of the parts must fail
    bool sums_changed = false;
};

int Solver::add_choice(int values)
{
    choices_.push_back(values);
    return static_cast<int>(choices_.size()) - 1;
}

int Solver::add_number(std::int64_t minimum, std::int64_t maximum, std::int64_t round)
{
    numbers_.push_back({minimum, maximum, round});
    return static_cast<int>(numbers_.size()) - 1;
}

Solver::Statement Solver::add(Node node)
{
    std::vector<std::int64_t> key{static_cast<std::int64_t>(node.kind), node.choice,
                                  static_cast<std::int64_t>(node.values), node.sum.constant};
    for (const auto& [number, factor] : node.sum.factors) {
        key.push_back(number);
        key.push_back(factor);
    }
    for (const Statement part : node.parts) key.push_back(part);
    const auto [known, is_new] =
        known_.emplace(std::move(key), static_cast<Statement>(nodes_.size() * 2));
    if (is_new) nodes_.push_back(std::move(node));
    return known->second;
}

Solver::Statement Solver::among(int choice, std::uint64_t values)
{
    const std::uint64_t every = all_values(choices_[static_cast<std::size_t>(choice)]);
    values &= every;
    if (values == every) return yes;
    if (values == 0) return no;
    // One way of writing it: with the first value, or as its opposite.
    const bool opposite = (values & 1U) == 0;
    Node node;
    node.kind = Kind::among;
    node.choice = choice;
    node.values = opposite ? every & ~values : values;
    return add(std::move(node)) ^ (opposite ? 1U : 0U);
}

Solver::Statement Solver::at_most_zero(Sum sum)
{
    const auto [least, most] = range(sum);
    if (most <= 0) return yes;
    if (least > 0) return no;
    // Of "s <= 0" and its opposite "1 - s <= 0", the one that begins with a positive factor.
    const bool opposite = sum.factors.begin()->second < 0;
    if (opposite) {
        Sum other;
        other.constant = 1;
        other.add(sum, -1);
        sum = std::move(other);
    }
    Node node;
    node.kind = Kind::linear;
    node.sum = std::move(sum);
    return add(std::move(node)) ^ (opposite ? 1U : 0U);
}

Solver::Statement Solver::all(const std::vector<Statement>& parts)
{
    std::vector<Statement> flat;
    for (const Statement part : parts) {
        if (part == no) return no;
        if (part == yes) continue;
        if (node(part).kind == Kind::all && (part & 1U) == 0)
            flat.insert(flat.end(), node(part).parts.begin(), node(part).parts.end());
        else
            flat.push_back(part);
    }
    std::sort(flat.begin(), flat.end());
    flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
    for (std::size_t i = 1; i < flat.size(); ++i)
        if (flat[i] == negation(flat[i - 1])) return no;
    if (flat.empty()) return yes;
    if (flat.size() == 1) return flat.front();
    Node node;
    node.kind = Kind::all;
    node.parts = std::move(flat);
    return add(std::move(node));
}

Solver::Statement Solver::any(std::vector<Statement> parts)
{
    for (Statement& part : parts) part = negation(part);
    return negation(all(parts));
}

Solver::Statement Solver::same(Statement a, Statement b)
{
    return any({all({a, b}), all({negation(a), negation(b)})});
}

std::vector<Sum> Solver::sums() const
{
    std::vector<Sum> sums;
    for (const Node& node : nodes_)
        if (node.kind == Kind::linear) sums.push_back(node.sum);
    return sums;
}

std::pair<std::int64_t, std::int64_t> Solver::range(const Sum& sum) const
{
    std::int64_t least = sum.constant;
    std::int64_t most = sum.constant;
    for (const auto& [number, factor] : sum.factors) {
        const Number& of = numbers_[static_cast<std::size_t>(number)];
        least += factor * (factor > 0 ? of.minimum : of.maximum);
        most += factor * (factor > 0 ? of.maximum : of.minimum);
    }
    return {least, most};
}

Solver::Truth Solver::truth_of_sum(const Sum& sum, const State& state) const
{
    std::int64_t least = sum.constant;
    std::int64_t most = sum.constant;
    for (const auto& [number, factor] : sum.factors) {
        const auto i = static_cast<std::size_t>(number);
        least += factor * (factor > 0 ? state.least[i] : state.most[i]);
        most += factor * (factor > 0 ? state.most[i] : state.least[i]);
    }
    return most <= 0 ? Truth::yes : least > 0 ? Truth::no : Truth::open;
}

Solver::Truth Solver::truth(Statement statement, const State& state) const
{
    const Node& node = this->node(statement);
    Truth truth = Truth::yes;
    switch (node.kind) {
        case Kind::constant:
            break;
        case Kind::among: {
            const std::uint64_t possible = state.choices[static_cast<std::size_t>(node.choice)];
            truth = (possible & ~node.values) == 0  ? Truth::yes
                    : (possible & node.values) == 0 ? Truth::no
                                                    : Truth::open;
            break;
        }
        case Kind::linear:
            truth = truth_of_sum(node.sum, state);
            break;
        case Kind::all:
            for (const Statement part : node.parts) {
                const Truth one = this->truth(part, state);
                if (one == Truth::open) truth = Truth::open;
                if (one != Truth::no) continue;
                truth = Truth::no;
                break;
            }
            break;
    }
    if ((statement & 1U) == 0 || truth == Truth::open) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
}

bool Solver::require_sum(const Sum& sum, State& state) const
{
    if (sum.factors.size() > 1) {
        state.sums.push_back(sum);
        state.sums_changed = true;
        return truth_of_sum(sum, state) != Truth::no;
    }
    const auto [number, factor] = *sum.factors.begin();
    const auto i = static_cast<std::size_t>(number);
    // factor * x <= -constant, rounded towards what is still possible
    const std::int64_t limit = -sum.constant;
    std::int64_t bound = limit / factor;
    if (factor > 0) {
        if (limit % factor < 0) --bound;
        state.most[i] = std::min(state.most[i], bound);
    } else {
        if (limit % factor < 0) ++bound;
        state.least[i] = std::max(state.least[i], bound);
    }
    state.sums_changed = true;
    return state.least[i] <= state.most[i];
}

// False where it cannot hold any more.
bool Solver::require(Statement statement, State& state) const
{
    const Node& node = this->node(statement);
    const bool opposite = (statement & 1U) != 0;
    switch (node.kind) {
        case Kind::constant:
            return !opposite;
        case Kind::among: {
            std::uint64_t& possible = state.choices[static_cast<std::size_t>(node.choice)];
            possible &= opposite ? ~node.values : node.values;
            return possible != 0;
        }
        case Kind::linear: {
            if (!opposite) return require_sum(node.sum, state);
            Sum other;
            other.constant = 1;
            other.add(node.sum, -1);
            return require_sum(other, state);
        }
        case Kind::all:
            if (opposite) {
                state.open.push_back(statement);
                return true;
            }
            return std::all_of(node.parts.begin(), node.parts.end(),
                               [&](Statement part) { return require(part, state); });
    }
    return true;
}

// Of each "not all", drops what is settled and requires the last part that can still fail.
bool Solver::narrow_open(State& state, bool& changed) const
{
    std::vector<Statement> open;
    open.swap(state.open);
    for (const Statement statement : open) {
        int undecided = 0;
        Statement last = no;
        bool settled = false;
        for (const Statement part : node(statement).parts) {
            const Truth one = truth(part, state);
            settled = settled || one == Truth::no;
            if (settled) break;
            if (one != Truth::open) continue;
            ++undecided;
            last = part;
        }
        if (settled) continue;
        if (undecided == 0) return false;
        if (undecided > 1) {
            state.open.push_back(statement);
            continue;
        }
        changed = true;
        if (!require(negation(last), state)) return false;
    }
    return true;
}

bool Solver::propagate(State& state)
{
    for (bool changed = true; changed;) {
        changed = false;
        if (!narrow_open(state, changed)) return false;
    }
    if (!state.sums_changed || state.sums.empty()) return true;
    state.sums_changed = false;
    return numbers_fit(state, nullptr);
}

bool Solver::numbers_fit(const State& state, std::vector<std::int64_t>* numbers)
{
    // Only numbers that constraints tie together must be looked at together.
    std::map<int, std::size_t> place;
    for (const Sum& sum : state.sums)
        for (const auto& [number, factor] : sum.factors) place.emplace(number, place.size());
    if (numbers)
        for (std::size_t i = 0; i < numbers_.size(); ++i)
            place.emplace(static_cast<int>(i), place.size());
    IntegerConstraints constraints(place.size());
    const auto add = [&](const Sum& sum) {
        IntegerConstraints::Constraint constraint{
            std::vector<IntegerConstraints::Wide>(place.size(), 0), sum.constant};
        for (const auto& [number, factor] : sum.factors)
            constraint.factors[place.at(number)] = factor;
        constraints.add(std::move(constraint));
    };
    std::vector<std::int64_t> rounds(place.size());
    for (const auto& [number, at] : place) {
        const auto i = static_cast<std::size_t>(number);
        rounds[at] = numbers_[i].round;
        add({{{number, 1}}, -state.most[i]});
        add({{{number, -1}}, state.least[i]});
    }
    for (const Sum& sum : state.sums) add(sum);
    std::vector<std::int64_t> found;
    const auto answer = constraints.solve(rounds, found);
    if (answer == IntegerConstraints::Answer::none) return false;
    if (!numbers) return true;
    if (answer == IntegerConstraints::Answer::unknown) {
        gave_up_ = true;
        return false;
    }
    numbers->assign(numbers_.size(), 0);
    for (const auto& [number, at] : place) (*numbers)[static_cast<std::size_t>(number)] = found[at];
    return true;
}

bool Solver::search(State state, Example& example)
{
    if (!propagate(state)) return false;
    if (--tries_left_ < 0) {
        gave_up_ = true;
        return false;
    }
    if (state.open.empty()) {
        if (!numbers_fit(state, &example.numbers)) return false;
        example.choices.clear();
        for (const std::uint64_t possible : state.choices)
            example.choices.push_back(__builtin_ctzll(possible));
        return true;
    }
    // The statement with the fewest ways to become true: one way after the other, each without
    // those before it.
    Statement narrowest = no;
    std::vector<Statement> ways;
    for (const Statement statement : state.open) {
        std::vector<Statement> open;
        for (const Statement part : node(statement).parts)
            if (truth(part, state) == Truth::open) open.push_back(part);
        if (narrowest != no && open.size() >= ways.size()) continue;
        narrowest = statement;
        ways = std::move(open);
        if (ways.size() == 2) break;
    }
    std::erase(state.open, narrowest);
    for (std::size_t i = 0; i < ways.size() && tries_left_ >= 0; ++i) {
        State next = state;
        bool possible = true;
        for (std::size_t j = 0; j < i && possible; ++j) possible = require(ways[j], next);
        if (possible && require(negation(ways[i]), next) && search(std::move(next), example))
            return true;
    }
    return false;
}

std::optional<Solver::Example> Solver::example(const std::vector<Statement>& statements)
{
    gave_up_ = false;
    tries_left_ = tries_max;
    State state;
    for (const int values : choices_) state.choices.push_back(all_values(values));
    for (const Number& number : numbers_) {
        state.least.push_back(number.minimum);
        state.most.push_back(number.maximum);
    }
    for (const Statement statement : statements)
        if (!require(statement, state)) return std::nullopt;
    Example example;
    if (!search(std::move(state), example)) return std::nullopt;
    gave_up_ = false;
    return example;
}

}  // namespace dialogs
