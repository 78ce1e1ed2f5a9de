// UTF-8 to code points and back. Bytes that are not UTF-8 become U+FFFD, one for each byte that
// cannot be read, so that any input has a text.
#pragma once

#include <string>
#include <string_view>

namespace intents {

std::u32string decode_utf8(std::string_view bytes);
std::string encode_utf8(std::u32string_view text);
// Where the first byte stands that is not UTF-8; the size where there is none.
std::size_t first_not_utf8(std::string_view bytes);
void append_utf8(std::string& bytes, char32_t code_point);
void append_utf8(std::string& bytes, std::u32string_view text);

}  // namespace intents
