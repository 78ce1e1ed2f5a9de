// A linear one-vs-rest classifier with fixed-point weights: integer scores, alike on every machine.
#pragma once

#include <cstdint>
#include <optional>
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

    // The weights as bytes, little-endian, about a megabyte for four thousand examples; and back.
    // read() returns nothing where the bytes are not what write() made.
    std::string write() const;
    static std::optional<Classifier> read(std::string_view bytes);

    struct Reading {
        // Margin of each intent in thousandths: below -1000 surely not, 0 on the border, 1000 sure.
        std::vector<int> margins;
        int known_permille = 0;  // share of the message's features seen in training
    };
    Reading read_message(std::u32string_view words) const;
    // The same into `reading`, whose memory it uses again.
    void read_message(std::u32string_view words, Reading& reading) const;

    int intents() const { return intents_; }

private:
    void set_size(int intents, int features);
    void set_weight_unit(int unit);
    std::size_t place(int feature, int intent) const
    {
        return static_cast<std::size_t>(feature) * stride_ + intent;
    }

    int intents_ = 0;
    int stride_ = 0;                          // a row's size, padded to whole blocks
    int weight_unit_ = 0;                     // what a weight of 1 stands for, in millionths
    std::vector<std::int32_t> row_of_;        // by feature bucket; -1: never seen
    std::vector<std::uint32_t> bucket_of_;    // by row
    std::vector<std::int8_t> weights_;        // rows of stride_
    std::vector<int> bias_;                   // thousandths
    std::vector<std::int32_t> inverse_norm_;  // by the number of known features
};

}  // namespace intents
