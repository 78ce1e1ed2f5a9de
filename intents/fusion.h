// From the evidence to an answer: which intent takes the turn, which become flags, how sure, and
// whether to abstain. Integers only; what it adds to a score is a term like any other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "intents/intent_file.h"
#include "intents/recogniser.h"
#include "intents/understanding.h"

namespace intents {

// What fusion needs to know of the message besides the words.
struct Circumstances {
    bool awaiting = false;       // the dialog waits for something
    bool confirming = false;     // and that is a yes or no
    bool has_awaited = false;    // an entity of an awaited type is there
    bool has_order = false;      // an order number is there
    bool only_entities = false;  // nothing but entities and their labels is there
    std::string stage;           // of the order that is talked about; empty where none is known
};

struct Decision {
    std::optional<int> intent;
    bool abstained = false;
    int confidence_permille = 0;
    int share_log_odds = 0;    // of the first in the ranking, see calibration.h
    std::vector<int> ranking;  // at most five, best first
    std::vector<int> flags;
    Evidence evidence;  // the ranking's scores and clues
    // The text that the clues' positions refer to, where it is not the whole that was decided on.
    std::optional<TracedText> words;
};

Decision decide(const Recogniser& recogniser, const Model& model,
                const std::vector<IntentDefinition>& intents, const TracedText& words,
                Evidence evidence, const Circumstances& circumstances);

// The first step alone: the evidence with what the circumstances and the order of the groups add.
Evidence with_priors(const std::vector<IntentDefinition>& intents, const Calibration& calibration,
                     Evidence evidence, const Circumstances& circumstances);

}  // namespace intents
