// Learns a model from a pack's examples: the classifier from all of them, the calibration from what
// classifiers said of examples that they had not seen (five-fold cross-validation).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "intents/knowledge.h"
#include "intents/model.h"

namespace intents {

// Called after each step of some equal length.
using TrainingProgress = std::function<void(int done, int all)>;

// What the dialog waits for when a message of this intent comes: something where it is a reply,
// else nothing.
Expectation asked_before(const IntentDefinition& intent);

// One example, understood by a model that has not learnt from it.
struct HeldOutExample {
    int intent = 0;
    int example = 0;  // which of the intent's
    Understanding understanding;
};

// The same examples always give the same model.
Model train(const std::shared_ptr<const Knowledge>& knowledge,
            const TrainingProgress& progress = {});

// Only the classifier, in a third of a second; the calibration stays what it was. For a pack whose
// examples have changed since it was trained.
Model train_classifier(const Knowledge& knowledge, const Calibration& calibration);

// Every example through the whole understanding, by a classifier that learnt from the other folds.
// The calibration, a handful of numbers, is that of train(), fitted to these very examples.
std::vector<HeldOutExample> cross_validate(const std::shared_ptr<const Knowledge>& knowledge,
                                           const TrainingProgress& progress = {});

}  // namespace intents
