// What in a pack's intents is no mistake but hurts the understanding: examples that another intent
// wins, the same example in other words under two intents, patterns that fire on none of their
// intent's examples, and samples of patterns that are understood as another intent.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "intents/knowledge.h"
#include "intents/training.h"

namespace intents {

// `files` are those that `knowledge` was read from. Adds what it finds, with file and line.
void lint(const std::map<std::string, std::string>& files,
          const std::shared_ptr<const Knowledge>& knowledge, const TrainingProgress& progress,
          Problems& found);

}  // namespace intents
