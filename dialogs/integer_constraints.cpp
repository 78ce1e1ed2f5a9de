#include "dialogs/integer_constraints.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace dialogs {

namespace {

using Wide = IntegerConstraints::Wide;
using Constraint = IntegerConstraints::Constraint;

Wide floor_of(Wide number, Wide divisor)
{
    const Wide whole = number / divisor;
    return whole - (number % divisor != 0 && (number < 0) != (divisor < 0) ? 1 : 0);
}

Wide ceiling_of(Wide number, Wide divisor) { return -floor_of(-number, divisor); }

Wide size(Wide number) { return number < 0 ? -number : number; }

Wide common_divisor(Wide a, Wide b)
{
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return size(a);
}

// The strongest constraint for each left side. False where one of them never holds.
class Together {
public:
    bool add(Constraint constraint)
    {
        Wide divisor = 0;
        for (const Wide factor : constraint.factors) divisor = common_divisor(divisor, factor);
        if (divisor == 0) return constraint.constant <= 0;
        for (Wide& factor : constraint.factors) factor /= divisor;
        constraint.constant = ceiling_of(constraint.constant, divisor);
        const auto [known, is_new] = all_.emplace(constraint.factors, constraint.constant);
        if (!is_new) known->second = std::max(known->second, constraint.constant);
        return true;
    }
    const std::map<std::vector<Wide>, Wide>& all() const { return all_; }

private:
    std::map<std::vector<Wide>, Wide> all_;
};

struct Bounds {
    std::vector<Constraint> below, above;  // of one number: those with a factor < 0, and > 0
};

Constraint without(std::size_t number, const Constraint& below, const Constraint& above)
{
    const Wide up = above.factors[number];
    const Wide down = -below.factors[number];
    Constraint both{below.factors, below.constant * up + above.constant * down};
    for (std::size_t i = 0; i < both.factors.size(); ++i)
        both.factors[i] = below.factors[i] * up + above.factors[i] * down;
    return both;
}

// The number with the fewest pairs of bounds: those become the new constraints.
std::size_t cheapest(const Together& together, const std::vector<bool>& done)
{
    std::size_t best = done.size();
    std::size_t least = 0;
    for (std::size_t i = 0; i < done.size(); ++i) {
        if (done[i]) continue;
        std::size_t below = 0;
        std::size_t above = 0;
        for (const auto& [factors, constant] : together.all()) {
            below += factors[i] < 0 ? 1 : 0;
            above += factors[i] > 0 ? 1 : 0;
        }
        if (best != done.size() && below * above >= least) continue;
        best = i;
        least = below * above;
    }
    return best;
}

Wide rest_of(const Constraint& constraint, std::size_t number, const std::vector<Wide>& known)
{
    Wide rest = constraint.constant;
    for (std::size_t i = 0; i < known.size(); ++i)
        if (i != number) rest += constraint.factors[i] * known[i];
    return rest;
}

// As near to 0 as may be, and round where that is possible.
Wide plainest(Wide least, Wide most, Wide round)
{
    const auto nearest = [](Wide low, Wide high) {
        return low > 0 ? low : high < 0 ? high : Wide{0};
    };
    const Wide low = ceiling_of(least, round);
    const Wide high = floor_of(most, round);
    return low <= high ? nearest(low, high) * round : nearest(least, most);
}

}  // namespace

IntegerConstraints::Answer IntegerConstraints::solve(const std::vector<std::int64_t>& rounds,
                                                     std::vector<std::int64_t>& numbers) const
{
    Together together;
    for (const Constraint& constraint : constraints_)
        if (!together.add(constraint)) return Answer::none;
    std::vector<bool> done(numbers_, false);
    std::vector<std::pair<std::size_t, Bounds>> eliminated;
    for (std::size_t round = 0; round < numbers_; ++round) {
        const std::size_t number = cheapest(together, done);
        done[number] = true;
        Bounds bounds;
        Together rest;
        for (const auto& [factors, constant] : together.all()) {
            if (factors[number] < 0)
                bounds.below.push_back({factors, constant});
            else if (factors[number] > 0)
                bounds.above.push_back({factors, constant});
            else
                rest.add({factors, constant});
        }
        for (const Constraint& below : bounds.below)
            for (const Constraint& above : bounds.above)
                if (!rest.add(without(number, below, above))) return Answer::none;
        eliminated.emplace_back(number, std::move(bounds));
        together = std::move(rest);
    }
    std::vector<Wide> known(numbers_, 0);
    for (auto step = eliminated.rbegin(); step != eliminated.rend(); ++step) {
        const auto& [number, bounds] = *step;
        std::optional<Wide> least;
        std::optional<Wide> most;
        for (const Constraint& below : bounds.below) {
            const Wide bound = ceiling_of(rest_of(below, number, known), -below.factors[number]);
            least = least ? std::max(*least, bound) : bound;
        }
        for (const Constraint& above : bounds.above) {
            const Wide bound = floor_of(-rest_of(above, number, known), above.factors[number]);
            most = most ? std::min(*most, bound) : bound;
        }
        if (least && most && *least > *most) return Answer::unknown;
        known[number] =
            plainest(least.value_or(most ? std::min(*most, Wide{0}) : 0),
                     most.value_or(least ? std::max(*least, Wide{0}) : 0), rounds[number]);
    }
    numbers.assign(numbers_, 0);
    for (std::size_t i = 0; i < numbers_; ++i) numbers[i] = static_cast<std::int64_t>(known[i]);
    return Answer::found;
}

}  // namespace dialogs
