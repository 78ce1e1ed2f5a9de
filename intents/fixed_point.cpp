#include "intents/fixed_point.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace intents {

namespace {

constexpr int step = 16;  // thousandths between two entries
constexpr int entries = 1001;

using Table = std::array<std::int64_t, entries>;

const Table& table()
{
    static const Table filled = [] {
        Table values{};
        for (int i = 0; i < entries; ++i)
            values[i] = std::llround(std::exp(-i * step / 1000.0) * fixed_one);
        return values;
    }();
    return filled;
}

}  // namespace

std::int64_t exp_of_minus(std::int64_t milli)
{
    const std::int64_t at = milli / step;
    if (at >= entries - 1) return 0;
    const std::int64_t here = table()[at];
    const std::int64_t next = table()[at + 1];
    return here - (here - next) * (milli % step) / step;
}

int log_milli(std::int64_t share)
{
    int doublings = 0;
    for (share = std::max<std::int64_t>(share, 1); share > fixed_one; share /= 2) ++doublings;
    // The first entry that is not above it; the table falls.
    const auto found =
        std::lower_bound(table().begin(), table().end(), share, std::greater<std::int64_t>());
    const int at = static_cast<int>(std::min<std::ptrdiff_t>(found - table().begin(), entries - 1));
    return doublings * 693 - at * step;
}

int logistic_permille(int milli)
{
    const std::int64_t power = exp_of_minus(std::abs(static_cast<std::int64_t>(milli)));
    const auto above =
        static_cast<int>((1000 * fixed_one + (fixed_one + power) / 2) / (fixed_one + power));
    return milli >= 0 ? above : 1000 - above;
}

}  // namespace intents
