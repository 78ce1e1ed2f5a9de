// Whole numbers under linear constraints: whether there are any, by elimination of one number after
// the other (Fourier and Motzkin, with bounds rounded to whole numbers). Inside the solver.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace dialogs {

class IntegerConstraints {
public:
    explicit IntegerConstraints(std::size_t numbers) : numbers_(numbers) {}

    __extension__ using Wide = __int128;
    struct Constraint {  // the sum of factor * number, plus constant, is at most 0
        std::vector<Wide> factors;
        Wide constant;
    };
    void add(Constraint constraint) { constraints_.push_back(std::move(constraint)); }

    enum class Answer { none, found, unknown };
    // Numbers that satisfy all; multiples of `rounds` where there are some. `unknown` only where a
    // number stands in one constraint several times (x + x < 3).
    Answer solve(const std::vector<std::int64_t>& rounds, std::vector<std::int64_t>& numbers) const;

private:
    std::size_t numbers_;
    std::vector<Constraint> constraints_;
};

}  // namespace dialogs
