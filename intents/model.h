// What a detector has learnt: the classifier's weights and the calibration, with the hash of what
// they were learnt from. A pack keeps it as the file model.bin.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intents/calibration.h"
#include "intents/classifier.h"

namespace intents {

constexpr const char* model_file = "model.bin";

struct Model {
    std::string learnt_from;           // SHA-256, hex
    std::vector<std::string> intents;  // ids, in the classifier's order
    Classifier classifier;
    Calibration calibration;

    std::string write() const;
    // Nothing where the bytes are no model of this version.
    static std::optional<Model> read(std::string_view bytes);
};

}  // namespace intents
