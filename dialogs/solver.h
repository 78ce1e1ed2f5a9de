// Whether several statements about a case can be true at once, and a case in which they are.
//
// Exact, not sampled: what has few values is a set of them, numbers are whole numbers under linear
// constraints. The policy's proofs (policy_proofs.h) are questions to it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace dialogs {

// factor * number + ... + constant
struct Sum {
    std::map<int, std::int64_t> factors{};  // by number; none is 0
    std::int64_t constant = 0;

    void add(const Sum& other, std::int64_t times);
};

class Solver {
public:
    // A statement; statements that are written alike are the same one.
    using Statement = std::uint32_t;
    static constexpr Statement yes = 0;
    static constexpr Statement no = 1;
    static Statement negation(Statement statement) { return statement ^ 1U; }

    static constexpr int values_max = 64;
    struct Number {
        std::int64_t minimum, maximum, round;
    };
    // Something with the values 0 … `values` - 1. Returns its place.
    int add_choice(int values);
    // A whole number; examples prefer multiples of `round`. Returns its place.
    int add_number(std::int64_t minimum, std::int64_t maximum, std::int64_t round);

    Statement among(int choice, std::uint64_t values);  // one of the bits that are set
    Statement at_most_zero(Sum sum);
    Statement all(const std::vector<Statement>& parts);
    Statement any(std::vector<Statement> parts);
    Statement same(Statement a, Statement b);

    const Number& number(int place) const { return numbers_[static_cast<std::size_t>(place)]; }
    // All that statements so far compare with 0.
    std::vector<Sum> sums() const;

    // The least and the largest that a sum can be.
    std::pair<std::int64_t, std::int64_t> range(const Sum& sum) const;

    struct Example {
        std::vector<int> choices;
        std::vector<std::int64_t> numbers;
    };
    // A case in which all of these hold. Nothing where there is none, or where gave_up().
    std::optional<Example> example(const std::vector<Statement>& statements);
    // The last question was too hard: neither a case was found nor that there is none.
    bool gave_up() const { return gave_up_; }

private:
    enum class Kind { constant, among, linear, all };
    struct Node {
        Kind kind = Kind::constant;
        int choice = 0;
        std::uint64_t values = 0;
        Sum sum{};
        std::vector<Statement> parts{};
    };
    struct State;
    enum class Truth { no, yes, open };

    const Node& node(Statement statement) const { return nodes_[statement / 2]; }
    Statement add(Node node);
    Truth truth(Statement statement, const State& state) const;
    Truth truth_of_sum(const Sum& sum, const State& state) const;
    bool require(Statement statement, State& state) const;
    bool require_sum(const Sum& sum, State& state) const;
    bool propagate(State& state);
    bool narrow_open(State& state, bool& changed) const;
    bool search(State state, Example& example);
    bool numbers_fit(const State& state, std::vector<std::int64_t>* numbers);

    std::vector<int> choices_;  // how many values each has
    std::vector<Number> numbers_;
    std::vector<Node> nodes_{Node{}};
    std::map<std::vector<std::int64_t>, Statement> known_;
    int tries_left_ = 0;
    bool gave_up_ = false;
};

}  // namespace dialogs
