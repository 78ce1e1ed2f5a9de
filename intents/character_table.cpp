#include "intents/character_table.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace intents {

namespace {

constexpr char32_t bmp_size = 0x10000;
constexpr char32_t beyond_bmp = 0xFFFC;  // for what no word is written with

struct Table {
    std::vector<char32_t> single;                        // of the BMP; where it is one character
    std::unordered_map<char32_t, std::u32string> other;  // where it is none or several
    Table();
    void add(char32_t c, const icu::Normalizer2& nfkc, const std::vector<char32_t>& simplified);
};

// Forms that ICU's transform leaves alone and customers of traditional script write every day.
constexpr std::pair<char32_t, char32_t> further_forms[] = {
    {U'妳', U'你'}, {U'祂', U'他'}, {U'牠', U'它'}, {U'裏', U'里'}, {U'裡', U'里'}, {U'麽', U'么'},
    {U'甚', U'什'}, {U'喫', U'吃'}, {U'嘸', U'无'}, {U'妳', U'你'}, {U'囉', U'啰'}, {U'係', U'是'},
};

// From ICU; see make_simplified_table.cpp.
constexpr std::pair<char32_t, char32_t> simplified_forms[] = {
#include "simplified_table.inc"
};

std::vector<char32_t> simplified_characters()
{
    std::vector<char32_t> simplified(bmp_size);
    for (char32_t c = 0; c < bmp_size; ++c) simplified[c] = c;
    for (const auto& [from, to] : simplified_forms) simplified[from] = to;
    for (const auto& [from, to] : further_forms) simplified[from] = to;
    // A form stands for itself: what it would become in turn (苎 and 苧 become each other) is
    // taken at once, or not at all.
    for (char32_t c = 0x3400; c < 0xA000; ++c) {
        const char32_t form = simplified[c], next = simplified[form];
        if (form == next) continue;
        if (simplified[next] == next)
            simplified[c] = next;
        else
            simplified[form] = form;
    }
    return simplified;
}

bool is_invisible(char32_t c)
{
    const auto character = static_cast<UChar32>(c);
    switch (u_charType(character)) {
        case U_CONTROL_CHAR:
            return c != '\n' && c != '\t' && c != '\r';
        case U_FORMAT_CHAR:
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
            return true;
        default:
            return u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    }
}

Table::Table() : single(bmp_size)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC data");
    const std::vector<char32_t> simplified = simplified_characters();
    for (char32_t c = 0; c < bmp_size; ++c) {
        single[c] = c;
        if (c < 0xD800 || c > 0xDFFF) add(c, *nfkc, simplified);
    }
    // Beyond the BMP: styled letters and digits, letters in circles and squares, rare Han.
    for (char32_t c = 0x1D400; c < 0x1D800; ++c) add(c, *nfkc, simplified);
    for (char32_t c = 0x1F100; c < 0x1F200; ++c) add(c, *nfkc, simplified);
    for (char32_t c = 0x2F800; c < 0x2FA20; ++c) add(c, *nfkc, simplified);
    for (char32_t c = 0xE0000; c < 0xE0200; ++c) add(c, *nfkc, simplified);
}

void Table::add(char32_t c, const icu::Normalizer2& nfkc, const std::vector<char32_t>& simplified)
{
    std::u32string form;
    if (!is_invisible(c)) {
        icu::UnicodeString text;
        if (!nfkc.getDecomposition(static_cast<UChar32>(c), text))
            text = icu::UnicodeString(static_cast<UChar32>(c));
        UErrorCode error = U_ZERO_ERROR;
        text = nfkc.normalize(text, error);
        for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
            const auto part = static_cast<char32_t>(text.char32At(i));
            if (is_invisible(part)) continue;
            form.push_back(part < bmp_size ? simplified[part] : beyond_bmp);
        }
    }
    if (c < bmp_size && form.size() == 1) {
        single[c] = form[0];
    } else {
        if (c < bmp_size) single[c] = 0;
        other.emplace(c, std::move(form));
    }
}

constexpr char32_t emoji_first = 0x1F300, emoji_last = 0x1FAFF;

bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

// Each emoji at its place, for views of one character.
const std::vector<char32_t>& emoji()
{
    static const std::vector<char32_t> all = [] {
        std::vector<char32_t> characters(emoji_last - emoji_first + 1);
        for (std::size_t i = 0; i < characters.size(); ++i)
            characters[i] = emoji_first + static_cast<char32_t>(i);
        return characters;
    }();
    return all;
}

const Table& table()
{
    static const Table filled;
    return filled;
}

}  // namespace

std::u32string_view plain_form(char32_t c)
{
    static const Table& forms = table();
    // Below 0x80 nothing changes but control characters, all of which are in `other`.
    if (c < bmp_size && forms.single[c] != 0) return {&forms.single[c], 1};
    const auto found = forms.other.find(c);
    if (found != forms.other.end()) return found->second;
    // Emoji stand for themselves, so that the lexicon can say what they mean; their tones of skin
    // for nothing. Of other characters beyond the BMP it is enough to know that they are there.
    if (c >= emoji_first && c <= emoji_last)
        return is_skin_tone(c) ? std::u32string_view()
                               : std::u32string_view(&emoji()[c - emoji_first], 1);
    return {&beyond_bmp, 1};
}

bool is_foreign_punctuation(char32_t c)
{
    if (c == 0xFFFC || c == 0xFFFD) return true;
    return !u_isalnum(static_cast<UChar32>(c));
}

char32_t foreign_lower_case(char32_t c)
{
    return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

}  // namespace intents
