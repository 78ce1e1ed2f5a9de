// Unpredictable bytes, names made of them, and the few cryptographic helpers the server needs.
#pragma once

#include <string>
#include <string_view>

#include "dialogs/time.h"

namespace bot {

// `prefix` and then 26 characters (128 random bits) of lower-case base32.
std::string random_id(std::string_view prefix);
// c_, the time (so that ids grow with it: the log's index stays quick) and 40 random bits.
std::string conversation_id(dialogs::Time now);
std::string random_hex(std::size_t bytes);

std::string sha256_hex(std::string_view data);
std::string hmac_sha256_hex(std::string_view key, std::string_view data);
// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace bot
