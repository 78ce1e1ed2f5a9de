// Exponential, logarithm and logistic function over integers: from a table that is filled once, so
// that a confidence is the same number on every machine.
#pragma once

#include <cstdint>

namespace intents {

constexpr std::int64_t fixed_one = 1 << 20;

// e^(-milli/1000) as a share of fixed_one; 0 from 16,000 on. `milli` is not negative.
std::int64_t exp_of_minus(std::int64_t milli);

// 1000 × ln(share / fixed_one), for shares from 1 to some thousand times fixed_one.
int log_milli(std::int64_t share);

// 1000 / (1 + e^(-milli/1000)).
int logistic_permille(int milli);

}  // namespace intents
