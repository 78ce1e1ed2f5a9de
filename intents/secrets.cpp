#include "intents/secrets.h"

#include <openssl/sha.h>

#include <algorithm>

#include "intents/character_table.h"
#include "intents/utf8.h"

namespace intents {

std::u32string masked(std::u32string_view secret)
{
    constexpr std::size_t shown_first = 3, shown_last = 2, hidden_min = 7;
    if (secret.size() < shown_first + shown_last + hidden_min) return U"***";
    std::u32string text(secret.substr(0, shown_first));
    text += U"***";
    text += secret.substr(secret.size() - shown_last);
    return text;
}

std::string fingerprint(std::u32string_view secret)
{
    std::string canonical;
    for (char32_t c : secret)
        for (char32_t form : plain_form(c)) {
            if (form >= 'a' && form <= 'z') form -= 32;
            if (!is_punctuation(form) && !is_space(form)) append_utf8(canonical, form);
        }
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(canonical.data()), canonical.size(), digest);
    static constexpr char digits[] = "0123456789abcdef";
    std::string hexadecimal;
    for (unsigned char byte : digest) {
        hexadecimal += digits[byte >> 4];
        hexadecimal += digits[byte & 15];
    }
    return hexadecimal;
}

std::string mask_spans(std::u32string_view original, std::vector<Span> spans)
{
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.start < b.start; });
    std::string text;
    int at = 0;
    for (const Span& span : spans) {
        if (span.start < at) continue;
        append_utf8(text, original.substr(at, span.start - at));
        append_utf8(text, masked(original.substr(span.start, span.end - span.start)));
        at = span.end;
    }
    append_utf8(text, original.substr(at));
    return text;
}

}  // namespace intents
