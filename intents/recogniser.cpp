#include "intents/recogniser.h"

#include <algorithm>

#include "intents/utf8.h"

namespace intents {

namespace {

// How the parts weigh: a sure classifier or one good pattern with a word or two is near certain.
constexpr int classifier_score_at_border = 390;  // and none where it is surely not meant
constexpr int second_pattern_score = 80;
constexpr int further_patterns_max = 2;
constexpr int keyword_score_max = 300;
constexpr int by_sound_percent = 60;  // of a keyword's weight, where it was typed by its sound

int classifier_score(int margin, int percent)
{
    return std::max(0, margin + 1000) * classifier_score_at_border / 1000 * percent / 100;
}

bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Words in Latin letters or digits count only whole: no 10086 inside an order number.
bool stands_alone(std::u32string_view text, int start, int end)
{
    const bool open_before = start > 0 && is_latin(text[start]) && is_latin(text[start - 1]);
    const bool open_after =
        end < static_cast<int>(text.size()) && is_latin(text[end - 1]) && is_latin(text[end]);
    return !open_before && !open_after;
}

// What reading one text needs, kept for the next.
struct Scratch {
    std::vector<int> atoms;
    std::vector<Clue> keyword_hits;
    std::string utf8;
    std::vector<PatternSet::Match> matches;
    std::vector<bool> counted;  // by keyword
    std::vector<int> spent;     // by intent
    Classifier::Reading classified;
};

Scratch& scratch()
{
    static thread_local Scratch kept;
    return kept;
}

}  // namespace

void Evidence::add(Clue clue)
{
    const int before = scores[clue.intent];
    scores[clue.intent] = std::max(before + clue.score, 0);
    clue.score = scores[clue.intent] - before;
    if (clue.source == Clue::Source::pattern && !has_pattern(clue.intent))
        with_pattern.push_back(clue.intent);
    if (clue.score != 0) clues.push_back(clue);
}

Recogniser::Recogniser(const std::vector<IntentDefinition>& definitions, const Lexicon& lexicon)
    : intents_(static_cast<int>(definitions.size()))
{
    for (int intent = 0; intent < intents_; ++intent) {
        for (const PatternDefinition& pattern : definitions[intent].patterns) {
            pattern_set_.add(pattern.compiled);
            patterns_.push_back({intent, pattern.name, pattern.weight});
            unless_.push_back(pattern.unless.empty() ? nullptr
                                                     : std::make_unique<const re2::RE2>(
                                                           pattern.unless, pattern_options()));
        }
        for (const KeywordDefinition& keyword : definitions[intent].keywords) {
            add_phrase(keyword.text, {Use::Kind::keyword, static_cast<int>(keywords_.size())});
            keywords_.push_back({intent, keyword.written, keyword.weight});
        }
    }
    for (std::size_t i = 0; i < lexicon.words().size(); ++i)
        add_phrase(lexicon.words()[i].text, {Use::Kind::word, static_cast<int>(i)});
    // Pieces of patterns are not always words (补了, 要是), long ones are.
    for (const std::u32string& atom : pattern_set_.compile(automaton_))
        if (atom.size() > 2) homophones_.add(atom);
    for (const std::u32string& word : lexicon.standard_words()) homophones_.add(word);
    homophones_.compile();
    uses_.resize(automaton_.phrase_count());
    automaton_.compile();
}

void Recogniser::add_phrase(std::u32string_view text, Use use)
{
    const int phrase = automaton_.add(text);
    if (phrase < 0) return;
    homophones_.add(text);
    if (phrase >= static_cast<int>(uses_.size())) uses_.resize(phrase + 1);
    uses_[phrase].push_back(use);
}

std::vector<TrainingExample> Recogniser::examples(const std::vector<IntentDefinition>& definitions,
                                                  const Lexicon& lexicon) const
{
    std::vector<TrainingExample> examples;
    for (int intent = 0; intent < intents_; ++intent)
        for (const std::string& text : definitions[intent].examples)
            examples.push_back({respell(normalise(decode_utf8(text), lexicon).words).text, intent});
    return examples;
}

const std::string& Recogniser::name_of(const Clue& clue) const
{
    static const std::string none;
    if (clue.name < 0) return none;
    return (clue.source == Clue::Source::pattern ? patterns_ : keywords_)[clue.name].name;
}

Evidence Recogniser::read(const TracedText& words, const Model& model,
                          std::vector<WordMatch>* words_found) const
{
    Evidence evidence;
    evidence.scores.assign(intents_, 0);
    evidence.clues.reserve(intents_);
    std::vector<int>& atoms = scratch().atoms;
    std::vector<Clue>& keyword_hits = scratch().keyword_hits;
    atoms.clear();
    keyword_hits.clear();
    automaton_.scan(words.text, [&](int phrase, int end) {
        if (const int atom = pattern_set_.atom_of(phrase); atom >= 0) atoms.push_back(atom);
        const int start = end - automaton_.length(phrase);
        if (!stands_alone(words.text, start, end)) return;
        for (const Use& use : uses_[phrase])
            if (use.kind == Use::Kind::keyword)
                keyword_hits.push_back(keyword_clue(use.number, words, start, end));
            else if (words_found != nullptr)
                words_found->push_back({use.number, start, end});
    });
    match_patterns(words, atoms, evidence);
    weigh_keywords(keyword_hits, model, evidence);
    classify(words, model, evidence);
    return evidence;
}

Clue Recogniser::keyword_clue(int keyword, const TracedText& words, int start, int end) const
{
    const Span place = words.original(start, end);
    const bool by_sound = std::any_of(
        words.respelled.begin(), words.respelled.end(),
        [&](const Span& span) { return span.start < place.end && place.start < span.end; });
    const Named& named = keywords_[keyword];
    return {named.intent, by_sound ? Clue::Source::sound : Clue::Source::keyword,
            keyword,      by_sound ? named.weight * by_sound_percent / 100 : named.weight,
            start,        end};
}

void Recogniser::match_patterns(const TracedText& words, const std::vector<int>& atoms,
                                Evidence& evidence) const
{
    std::string& utf8 = scratch().utf8;
    utf8.clear();
    append_utf8(utf8, words.text);
    std::vector<PatternSet::Match>& matches = scratch().matches;
    pattern_set_.find(utf8, atoms, matches);
    std::erase_if(matches, [&](const PatternSet::Match& match) {
        const re2::RE2* unless = unless_[match.pattern].get();
        return unless != nullptr && re2::RE2::PartialMatch(utf8, *unless);
    });
    // The heaviest pattern of an intent counts in full, further ones a little each.
    std::sort(matches.begin(), matches.end(),
              [&](const PatternSet::Match& a, const PatternSet::Match& b) {
                  const int difference = patterns_[a.pattern].weight - patterns_[b.pattern].weight;
                  return difference != 0 ? difference > 0 : a.pattern < b.pattern;
              });
    const auto position = [&](int byte) {
        return static_cast<int>(std::count_if(utf8.begin(), utf8.begin() + byte,
                                              [](char c) { return (c & 0xC0) != 0x80; }));
    };
    for (const PatternSet::Match& match : matches) {
        const Named& pattern = patterns_[match.pattern];
        const auto before =
            std::count_if(evidence.clues.begin(), evidence.clues.end(),
                          [&](const Clue& clue) { return clue.intent == pattern.intent; });
        if (before > further_patterns_max) continue;
        evidence.add({pattern.intent, Clue::Source::pattern, match.pattern,
                      before == 0 ? pattern.weight : second_pattern_score, position(match.start),
                      position(match.end)});
    }
}

// Each keyword once, and together no more than keyword_score_max for an intent.
void Recogniser::weigh_keywords(const std::vector<Clue>& hits, const Model& model,
                                Evidence& evidence) const
{
    if (hits.empty()) return;
    std::vector<bool>& counted = scratch().counted;
    std::vector<int>& spent = scratch().spent;
    counted.assign(keywords_.size(), false);
    spent.assign(intents_, 0);
    for (const Clue& hit : hits) {
        const int left = keyword_score_max - spent[hit.intent];
        if (counted[hit.name] || left <= 0) continue;
        counted[hit.name] = true;
        spent[hit.intent] += hit.score;
        Clue clue = hit;
        clue.score = std::min(hit.score, left) * model.calibration.keyword_percent / 100;
        evidence.add(clue);
    }
}

void Recogniser::classify(const TracedText& words, const Model& model, Evidence& evidence) const
{
    Classifier::Reading& reading = scratch().classified;
    model.classifier.read_message(words.text, reading);
    evidence.known_permille = reading.known_permille;
    for (int intent = 0; intent < static_cast<int>(reading.margins.size()); ++intent)
        if (const int score =
                classifier_score(reading.margins[intent], model.calibration.classifier_percent);
            score > 0)
            evidence.add({intent, Clue::Source::classifier, -1, score, 0, 0});
}

}  // namespace intents
