// The ids of the trade's rules, which decisions, flows and replies rest on: R0 to R99 and R5b, the
// derived rules D1 to D12, and G1 to G12, which fill the gaps.
#pragma once

#include <string>
#include <vector>

#include "intents/yaml.h"

namespace dialogs {

// A list of rule ids; one that does not exist is a problem.
std::vector<std::string> read_rules(const intents::Yaml& yaml);

// The same with ranges: [R0-R9, R5b] are eleven rules, R5b behind R5.
std::vector<std::string> read_rule_ranges(const intents::Yaml& yaml);

}  // namespace dialogs
