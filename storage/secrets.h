// Random tokens and their hashes. Tokens are kept by who owns them; the store keeps hashes only.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace storage {

// `bytes` random bytes as lower-case hex. Safe on any thread.
std::string random_hex(std::size_t bytes);
std::string to_hex(std::string_view data);  // lower-case
// Upper or lower case; throws std::invalid_argument where it is no hex.
std::string from_hex(std::string_view text);
std::string sha256_hex(std::string_view data);
// Of everything that `data` still holds. Throws std::runtime_error where it cannot be read.
std::string sha256_hex(std::istream& data);

}  // namespace storage
