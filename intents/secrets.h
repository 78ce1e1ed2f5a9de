// Secrets are shown masked and compared by fingerprint; the value itself goes no further than the
// recogniser that found it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intents/understanding.h"

namespace intents {

// First three and last two characters, by which a customer and an agent know which key is meant;
// only *** where fewer than seven would stay hidden (decisions/0004).
std::u32string masked(std::u32string_view secret);

// SHA-256, in hexadecimal, of the secret's letters and digits in upper case (other scripts as
// written), so that one key written with and without dashes is the same key.
std::string fingerprint(std::u32string_view secret);

// `original` with the given spans masked. Spans may come in any order but do not overlap.
std::string mask_spans(std::u32string_view original, std::vector<Span> spans);

}  // namespace intents
