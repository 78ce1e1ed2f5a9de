// A linear one-vs-rest classifier with fixed-point weights: integer scores, alike on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace intents {

struct TrainingExample {
    std::u32string words;  // as in Normalised::words
    int intent = 0;
};

class Classifier {
public:
    Classifier() = default;  // knows nothing, scores nothing

    // Learns with LIBLINEAR (dual L2-loss SVM) in an order that is always the same. Deterministic;
    // safe to call from any thread, one training at a time.
    static Classifier train(const std::vector<TrainingExample>& examples, int intents);

    struct Reading {
        // Margin of each intent in thousandths: below -1000 surely not, 0 on the border, 1000 sure.
        std::vector<int> margins;
        int known_permille = 0;  // share of the message's features seen in training
    };
    Reading read(std::u32string_view words) const;

private:
    static constexpr int block = 16;  // a row is padded to whole blocks, which the compiler unrolls

    int intents_ = 0;
    int stride_ = 0;
    std::vector<std::int32_t> row_of_;        // by feature bucket; -1: never seen
    std::vector<std::int8_t> weights_;        // rows of stride_
    std::vector<int> bias_;                   // thousandths
    std::vector<std::int32_t> inverse_norm_;  // by the number of known features
};

}  // namespace intents
