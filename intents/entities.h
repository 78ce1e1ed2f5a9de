// Finds what a message names: order numbers, contacts, amounts, keys, times, and the words of the
// lexicon. Numbers are found by cutting the text into runs of letters and digits and matching each
// run anchored against the known shapes, in the resolution order of the order systems; a label
// right before a run (订单号, 卡密, 尾号) decides where shapes are alike.
#pragma once

#include <string_view>
#include <vector>

#include "intents/normaliser.h"
#include "intents/understanding.h"

namespace intents {

// An entity with its value unmasked. Lives only within understand().
struct FoundEntity {
    std::string type;
    std::string value;
    Span span;  // in the original
    bool secret = false;
};

// Everything but the lexicon's words, in the order of the text; spans do not overlap.
// `before`: what the visitor's last message ended with, in the form of Normalised::words.
std::vector<FoundEntity> find_entities(const Normalised& message, int original_size,
                                       const Expectation& expectation,
                                       std::u32string_view before = {});

}  // namespace intents
