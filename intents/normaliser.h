// One message in the two forms that the recognisers read, each with the way back to the original.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intents/understanding.h"

namespace intents {

class Lexicon;

// A text whose characters remember which code points of the original they stand for.
struct TracedText {
    std::u32string text;
    std::vector<Span> origin;  // one for each character of text, in order
    // Places in the original that are written otherwise but sound like this; see homophones.h.
    std::vector<Span> respelled;

    void push_back(char32_t c, Span from)
    {
        text.push_back(c);
        origin.push_back(from);
    }
    // The original's code points behind text[start, end); empty for an empty range.
    Span original(int start, int end) const
    {
        return start < end ? Span{origin[start].start, origin[end - 1].end} : Span{};
    }
    // The first character that begins at or after this code point of the original.
    int find_original(int code_point) const;
};

struct Normalised {
    // NFKC, simplified characters, nothing invisible; case, blanks and repetitions as written.
    // Order numbers and keys are read here, where case and repetition matter.
    TracedText plain;
    // Besides: lower case, one blank for several, 退 款 as 退款, "!!!" as "!", 快快快快 as 快快,
    // the lexicon's words (km -> 卡密, 取肖 -> 取消). Words are read here.
    TracedText words;
};

Normalised normalise(std::u32string_view original, const Lexicon& lexicon);

// A word or phrase of the pack, as it appears in Normalised::words.
std::u32string normalise_phrase(std::string_view phrase, const Lexicon& lexicon);

}  // namespace intents
