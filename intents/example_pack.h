// A pack that holds nothing but labels and examples: for learning from a file of labelled lines in
// any language, and for asking what was learnt.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "intents/evaluation.h"

namespace intents {

// One intent for each label, in the order of their names, as the files of a pack. A line that
// stands there twice counts once; under two labels, under the first.
std::map<std::string, std::string> example_pack(const std::vector<LabelledMessage>& messages);

// The same labels without examples.
std::map<std::string, std::string> example_pack(const std::vector<std::string>& labels);

}  // namespace intents
