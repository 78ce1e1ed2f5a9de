// Loops of a flow that go round without asking anybody anything. The engine would stop such a
// conversation and call a person; the check of the pack finds them before.
#pragma once

#include <string>
#include <vector>

#include "dialogs/flow.h"

namespace dialogs {

// The steps of one such loop in their order, or none. A loop ends where it waits for the customer
// or counts its visits (times:). What a collect asks for it asks once: the loop must clear the
// slot again.
std::vector<std::string> endless_loop(const Flow& flow);

}  // namespace dialogs
