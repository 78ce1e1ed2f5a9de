// An evaluation as one HTML page with plots: no script, nothing from outside.
#pragma once

#include <string>

#include "intents/evaluation.h"

namespace intents {

// `what` names what was evaluated. `chinese`: its words; else English.
std::string to_html(const Evaluation& evaluation, double precision, const std::string& what,
                    bool chinese);

}  // namespace intents
