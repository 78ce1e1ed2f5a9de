// Words that a customer typed by their sound: 取肖 for 取消, 审合 for 审核, without listing them.
//
// A second automaton runs over syllables instead of characters. It holds the words that the
// keywords, patterns and the lexicon know; where a passage sounds like one of them and is written
// otherwise, the word is put in its place. The guard: the characters that differ must not belong to
// a word of the dictionary (克服 is no mistyped 客服, and 问题|现在 holds no 提现), nor to a word
// of the pack, nor be one of the little words that stand anywhere (吗, 不, 是). One character at
// least is as it should be, and words of two must sound alike exactly. What the guard lets through
// on clean messages is measured in homophones_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intents/automaton.h"
#include "intents/normaliser.h"

namespace intents {

class Homophones {
public:
    // Han characters only, 2 to 8 of them; what is no such word is left out. Not after compile().
    void add(std::u32string_view word);
    void compile() { sounds_.compile(); }

    // The text with each mistyped word as it should be written; `respelled` in it says where.
    TracedText apply(TracedText text) const;

private:
    struct Hit {
        int start = 0;
        int end = 0;
        const std::u32string* word = nullptr;  // as it should be written
    };

    std::vector<Hit> hits(std::u32string_view text) const;

    Automaton sounds_;
    std::vector<std::vector<std::u32string>> words_;  // by the phrase's number in sounds_
};

}  // namespace intents
