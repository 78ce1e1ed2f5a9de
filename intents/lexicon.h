// The shop's words: what abbreviations and wrong characters stand for, and which words name the
// values of entities. Read from lexicon.yaml:
//
//   replacements:
//     - to: 退款
//       from: [tk, 腿款]
//       unless: [tiktok, 抖音]     # in a message with one of these, tk stays tk
//   words:
//     platform: {third_party: [本站, 你们家]}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intents/automaton.h"
#include "intents/normaliser.h"
#include "intents/yaml.h"

namespace intents {

class Lexicon {
public:
    // A word that names the value of an entity, in the form of Normalised::words.
    struct Word {
        std::string type;   // platform
        std::string value;  // third_party
        std::u32string text;
        int line = 0;
        int column = 0;
    };

    Lexicon() = default;  // replaces nothing, knows no words
    static Lexicon read(const std::string& file, const std::string& contents, Problems& problems);

    // The text with each known variant replaced by its standard word; the leftmost, longest wins.
    // A variant in Latin letters counts only as a whole token: not within "tk260912", nor after
    // a number ("5 km").
    TracedText apply(TracedText text) const;

    const std::vector<Word>& words() const { return words_; }
    // What the variants stand for: 退款, 订单号.
    std::vector<std::u32string> standard_words() const;

private:
    struct Replacement {
        std::u32string to;
        std::vector<std::u32string> unless;
        bool latin = false;
    };
    struct Match {
        int start = 0;
        int end = 0;
        int phrase = -1;
    };

    void read_replacement(const Yaml& node);
    void read_words(const Yaml& node);
    std::vector<Match> matches(std::u32string_view text) const;
    bool fits(const Match& match, std::u32string_view text) const;

    Automaton variants_;
    std::vector<Replacement> replacements_;  // by the phrase's number in variants_
    std::vector<Word> words_;
};

}  // namespace intents
