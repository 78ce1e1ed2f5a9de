// What the classifier sees of a message: hashed n-grams, each once.
//
// The text is cut into tokens: a Han character, a word of any other script, or "some number" for
// order numbers and the like, whatever their digits. Features are single tokens, pairs of
// neighbours and pairs with one token between them; of a word also its pieces of two to five
// characters, so that a misspelt word is still known. Numbers before and behind what is said, with
// their labels, are left out: 订单号513…，卡用不了 is 卡用不了. Of longer pieces of Chinese
// cross-validation over the pack's examples said that they cost more than they bring.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace intents {

constexpr int feature_buckets = 1 << 18;

// Buckets of `words` (Normalised::words), each once, in the order they first occur. Text past 512
// characters is not read.
std::vector<std::uint32_t> features_of(std::u32string_view words);
// The same into `found`, whose memory it uses again.
void find_features(std::u32string_view words, std::vector<std::uint32_t>& found);

}  // namespace intents
