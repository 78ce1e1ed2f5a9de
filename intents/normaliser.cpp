#include "intents/normaliser.h"

#include <algorithm>

#include "intents/character_table.h"
#include "intents/lexicon.h"
#include "intents/utf8.h"

namespace intents {

int TracedText::find_original(int code_point) const
{
    const auto found =
        std::lower_bound(origin.begin(), origin.end(), code_point,
                         [](const Span& span, int wanted) { return span.start < wanted; });
    return static_cast<int>(found - origin.begin());
}

namespace {

TracedText plain_text(std::u32string_view original)
{
    TracedText plain;
    plain.text.reserve(original.size() + 8);
    plain.origin.reserve(original.size() + 8);
    for (int i = 0; i < static_cast<int>(original.size()); ++i)
        for (const char32_t c : plain_form(original[i]))
            plain.push_back(is_space(c) ? U' ' : c, {i, i + 1});
    return plain;
}

// Chinese marks that NFKC leaves alone, as their plain counterparts.
char32_t plain_mark(char32_t c)
{
    if (c < 0x80 || is_han(c)) return c;
    switch (c) {
        case U'。':
            return '.';
        case U'、':
            return ',';
        case U'“':
        case U'”':
        case U'「':
        case U'」':
        case U'『':
        case U'』':
            return '"';
        case U'‘':
        case U'’':
            return '\'';
        case U'【':
            return '[';
        case U'】':
            return ']';
        case U'—':
        case U'–':
        case U'―':
        case U'−':
            return '-';
        case U'…':
            return '.';
        case U'～':
            return '~';
        default:
            return c;
    }
}

// A third 快 or 啊 says nothing more; two may be a word (谢谢, 哈哈). Digits always count.
bool is_drawn_out(std::u32string_view before, char32_t c)
{
    return before.size() >= 2 && before[before.size() - 2] == c && (c < '0' || c > '9');
}

bool is_lone(std::u32string_view text, std::size_t at)
{
    return at < text.size() && is_han(text[at]) && (at == 0 || !is_han(text[at - 1])) &&
           (at + 1 == text.size() || !is_han(text[at + 1]));
}

bool is_spacing(char32_t c)
{
    switch (plain_mark(c)) {
        case ' ':
        case '.':
        case U'·':
        case '*':
        case '_':
            return true;
        default:
            return false;
    }
}

// Behind the blanks and marks that begin here and only space out, as in 退 款 and 退.款.啊: they
// stand between two characters that are each alone. `at` itself where it is not so.
std::size_t behind_spacing(std::u32string_view text, std::size_t at)
{
    if (at == 0 || !is_spacing(text[at]) || !is_lone(text, at - 1)) return at;
    std::size_t end = at + 1;
    while (end < text.size() && is_spacing(text[end])) ++end;
    return is_lone(text, end) ? end : at;
}

TracedText folded(const TracedText& plain)
{
    TracedText words;
    words.text.reserve(plain.text.size());
    words.origin.reserve(plain.text.size());
    for (std::size_t i = 0; i < plain.text.size(); ++i) {
        // Most of what is said: a Chinese character, and not the same again.
        if (is_han(plain.text[i]) && (words.text.empty() || words.text.back() != plain.text[i])) {
            words.push_back(plain.text[i], plain.origin[i]);
            continue;
        }
        i = behind_spacing(plain.text, i);
        const char32_t c = plain_mark(lower_case(plain.text[i]));
        const bool repeats = !words.text.empty() && words.text.back() == c;
        if (c == ' ' && (words.text.empty() || repeats)) continue;
        if (repeats && is_punctuation(c)) {
            words.origin.back().end = plain.origin[i].end;
            continue;
        }
        if (repeats && is_drawn_out(words.text, c)) {
            words.origin.back().end = plain.origin[i].end;
            continue;
        }
        words.push_back(c, plain.origin[i]);
    }
    if (!words.text.empty() && words.text.back() == ' ') {
        words.text.pop_back();
        words.origin.pop_back();
    }
    return words;
}

}  // namespace

Normalised normalise(std::u32string_view original, const Lexicon& lexicon)
{
    Normalised result;
    result.plain = plain_text(original);
    result.words = lexicon.apply(folded(result.plain));
    return result;
}

std::u32string normalise_phrase(std::string_view phrase, const Lexicon& lexicon)
{
    return normalise(decode_utf8(phrase), lexicon).words.text;
}

}  // namespace intents
