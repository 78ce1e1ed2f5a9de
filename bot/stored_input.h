// A stored input back as it was given, quickly where it is a customer's message: those are most of
// what a log holds, and parsing one into JSON first takes longer than the dialog's answer to it.
#pragma once

#include <string_view>

#include "dialogs/input.h"

namespace bot {

// As dialogs::input_from_json() of that text. Throws std::exception where it is no input.
dialogs::Input read_stored_input(std::string_view text);

}  // namespace bot
