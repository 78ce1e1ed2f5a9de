// All that a pack says about understanding, read and compiled, but for what is learnt from it.
// Immutable and shared by the detectors that differ only in their model.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "intents/control_words.h"
#include "intents/detector.h"
#include "intents/intent_file.h"
#include "intents/lexicon.h"
#include "intents/recogniser.h"

namespace intents {

struct Knowledge {
    Lexicon lexicon;
    ControlWords controls;
    std::vector<IntentDefinition> definitions;
    std::vector<IntentInfo> infos;
    std::unique_ptr<const Recogniser> recogniser;
    std::string hash;  // SHA-256 (hex) of the files that a model is learnt from

    // From the files of a pack, by their path inside it. Nothing where there are `problems`.
    static std::shared_ptr<const Knowledge> read(const std::map<std::string, std::string>& files,
                                                 Problems& problems);
};

}  // namespace intents
