#include "intents/utf8.h"

namespace intents {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
    char32_t code_point;
    std::size_t length;
};

// Refuses overlong forms, surrogates and what is beyond U+10FFFF.
Decoded decode_one(std::string_view bytes)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    // Nearly all Chinese text: three bytes that can be neither overlong nor a surrogate.
    if (lead > 0xE0 && lead < 0xED && bytes.size() > 2 && (byte(1) & 0xC0) == 0x80 &&
        (byte(2) & 0xC0) == 0x80)
        return {
            static_cast<char32_t>((lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)),
            3};
    std::size_t length = 0;
    char32_t code_point = 0;
    char32_t smallest = 0;
    if (lead >= 0xC2 && lead < 0xE0) {
        length = 2, code_point = lead & 0x1F, smallest = 0x80;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3, code_point = lead & 0x0F, smallest = 0x800;
    } else if (lead >= 0xF0 && lead < 0xF5) {
        length = 4, code_point = lead & 0x07, smallest = 0x10000;
    } else {
        return {replacement, 1};
    }
    if (bytes.size() < length) return {replacement, 1};
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {replacement, 1};
        code_point = code_point << 6 | (byte(i) & 0x3F);
    }
    const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    if (code_point < smallest || code_point > 0x10FFFF || surrogate) return {replacement, 1};
    return {code_point, length};
}

}  // namespace

std::size_t first_not_utf8(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        const Decoded decoded = decode_one(bytes.substr(at));
        // The replacement character may also be written, with its three bytes.
        if (decoded.code_point == replacement && decoded.length == 1) break;
        at += decoded.length;
    }
    return at;
}

std::u32string decode_utf8(std::string_view bytes)
{
    std::u32string text(bytes.size(), U'\0');
    char32_t* end = text.data();
    while (!bytes.empty()) {
        const Decoded decoded = decode_one(bytes);
        *end++ = decoded.code_point;
        bytes.remove_prefix(decoded.length);
    }
    text.resize(static_cast<std::size_t>(end - text.data()));
    return text;
}

namespace {

// Writes up to four bytes, returns the end.
char* put_utf8(char* at, char32_t c)
{
    const auto put = [&](char32_t byte) { *at++ = static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
    return at;
}

}  // namespace

void append_utf8(std::string& bytes, char32_t c)
{
    char buffer[4];
    bytes.append(buffer, static_cast<std::size_t>(put_utf8(buffer, c) - buffer));
}

void append_utf8(std::string& bytes, std::u32string_view text)
{
    const std::size_t before = bytes.size();
    bytes.resize(before + text.size() * 4);
    char* at = bytes.data() + before;
    for (char32_t c : text) at = put_utf8(at, c);
    bytes.resize(static_cast<std::size_t>(at - bytes.data()));
}

std::string encode_utf8(std::u32string_view text)
{
    std::string bytes;
    append_utf8(bytes, text);
    return bytes;
}

}  // namespace intents
