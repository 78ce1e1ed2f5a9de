// The three recognisers side by side over one text: patterns, keywords, classifier. What each says
// is a term; the terms of an intent add up to its score.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "intents/automaton.h"
#include "intents/homophones.h"
#include "intents/intent_file.h"
#include "intents/model.h"
#include "intents/normaliser.h"
#include "intents/pattern_set.h"

namespace intents {

// A Term before it is written out: names by number, positions in the words.
struct Clue {
    enum class Source { pattern, keyword, sound, classifier, expectation };
    int intent = 0;
    Source source = Source::classifier;
    int name = -1;  // of the pattern or keyword, within all of them
    int score = 0;
    int start = 0;
    int end = 0;
};

struct Evidence {
    std::vector<Clue> clues;        // by intent for each source; patterns, keywords, classifier
    std::vector<int> scores;        // by intent, never negative
    std::vector<int> with_pattern;  // intents of which a pattern matched
    int known_permille = 0;         // how much of the message the classifier has seen before

    // Adds to an intent's score, kept from falling below 0; the clue says what was really added.
    void add(Clue clue);
    bool has_pattern(int intent) const
    {
        return std::find(with_pattern.begin(), with_pattern.end(), intent) != with_pattern.end();
    }
};

// A word of the lexicon found in the text.
struct WordMatch {
    int word = 0;
    int start = 0;
    int end = 0;
};

class Recogniser {
public:
    // `definitions` and `lexicon` outlive the recogniser.
    Recogniser(const std::vector<IntentDefinition>& definitions, const Lexicon& lexicon);

    // The words with what was typed by its sound put right: 取肖 -> 取消.
    TracedText respell(TracedText words) const { return homophones_.apply(std::move(words)); }
    // The examples as the classifier learns from them, in the order they are written.
    std::vector<TrainingExample> examples(const std::vector<IntentDefinition>& definitions,
                                          const Lexicon& lexicon) const;

    // Appends the lexicon's words to `words_found` where it is not null.
    Evidence read(const TracedText& words, const Model& model,
                  std::vector<WordMatch>* words_found) const;

    const std::string& name_of(const Clue& clue) const;

private:
    struct Use {
        enum class Kind { keyword, word };
        Kind kind = Kind::keyword;
        int number = 0;
    };
    struct Named {
        int intent = 0;
        std::string name;
        int weight = 0;
    };

    void add_phrase(std::u32string_view text, Use use);
    void match_patterns(const TracedText& words, const std::vector<int>& atoms,
                        Evidence& evidence) const;
    Clue keyword_clue(int keyword, const TracedText& words, int start, int end) const;
    void weigh_keywords(const std::vector<Clue>& hits, const Model& model,
                        Evidence& evidence) const;
    void classify(const TracedText& words, const Model& model, Evidence& evidence) const;

    Automaton automaton_;
    Homophones homophones_;
    std::vector<std::vector<Use>> uses_;  // by phrase number
    PatternSet pattern_set_;
    std::vector<Named> patterns_;
    std::vector<std::unique_ptr<const re2::RE2>> unless_;  // by pattern; nullptr: none
    std::vector<Named> keywords_;
    int intents_ = 0;
};

}  // namespace intents
