// What the classifier sees of a message: hashed n-grams of one to three characters and pairs with
// one character between them, each once.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace intents {

constexpr int feature_buckets = 1 << 16;

// Buckets of `words` (Normalised::words), each once, in the order they first occur. Numbers such as
// order numbers count as one character, whatever their digits; text past 512 characters is not
// read.
std::vector<std::uint16_t> features_of(std::u32string_view words);

}  // namespace intents
