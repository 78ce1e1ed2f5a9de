// Text to Understanding: patterns, keywords and a linear classifier side by side, then one fusion.
//
// A Detector is immutable once built; understand() may be called from any number of threads. It is
// a pure function of its arguments: no clock, no randomness, integer scores, so that the same
// message is understood alike on every machine and at every replay.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intents/problem.h"
#include "intents/understanding.h"

namespace intents {

struct IntentInfo {
    std::string id;
    std::string title;     // what a customer reads on a button: 卡密用不了
    std::string priority;  // P0–P3 until the policy says otherwise
};

struct Knowledge;
struct Model;

class Detector {
public:
    // Builds the detector from the files of a pack (path inside the pack -> contents):
    // intents/*.yaml, lexicon.yaml, control.yaml, and model.bin, what was learnt from them. Where
    // that is missing, damaged or learnt from other files, the classifier learns again, which takes
    // a third of a second, and the calibration stays as it was.
    // Returns nullptr where `problems` are fatal.
    static std::unique_ptr<const Detector> build(const std::map<std::string, std::string>& files,
                                                 Problems& problems);
    Detector(std::shared_ptr<const Knowledge> knowledge, std::shared_ptr<const Model> model);
    ~Detector();

    // `text` is any bytes; what is not UTF-8 is read as U+FFFD.
    Understanding understand(std::string_view text, const Expectation& expectation = {}) const;

    const std::vector<IntentInfo>& intents() const;
    const IntentInfo* find(std::string_view id) const;
    const Knowledge& knowledge() const { return *knowledge_; }
    const Model& model() const { return *model_; }

private:
    std::shared_ptr<const Knowledge> knowledge_;
    std::shared_ptr<const Model> model_;
};

}  // namespace intents
