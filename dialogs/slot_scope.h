// Conditions as flows write them: over the flow's slots ("slots.demand") and the variables of
// variables.h. Binds the condition language to a conversation.
#pragma once

#include <optional>

#include "dialogs/condition.h"
#include "dialogs/flow.h"
#include "dialogs/variables.h"
#include "intents/yaml.h"

namespace dialogs {

// All that a condition of this flow may name.
Scope scope_of(const Flow& flow);

// Notes a problem at `yaml` where the text is no condition over this flow's names.
std::optional<Condition> compile_condition(const intents::Yaml& yaml, const Flow& flow);

bool holds_in(const Condition& condition, const View& view);

}  // namespace dialogs
