#include "intents/fusion.h"

#include <algorithm>

#include "intents/character_table.h"

namespace intents {

namespace {

constexpr std::size_t ranking_max = 5;
constexpr std::size_t ranked_max = 12;
constexpr int only_entities_score = 2000;  // more than the classifier ever gives
// What the order's stage adds to an intent that something in the words speaks for already.
constexpr int stage_score = 150;
constexpr int likely_score_min = 200;
// Of keys hit at random some features look known: each shares its bucket with others.
constexpr int known_permille_min = 250;
constexpr int flag_score_min = 520;  // a flag by the classifier alone must be this sure
// A business intent beside a flag or courtesy: in score; and by the classifier alone in confidence,
// from some words (什么垃圾店 leaves 什么).
constexpr int beside_flag_score_min = 420;
constexpr int beside_flag_permille_min = 500;
constexpr int beside_flag_characters_min = 3;

bool is_aside(Group group)
{
    return group == Group::flag || group == Group::courtesy || group == Group::guard;
}

bool is_business(Group group)
{
    return !is_aside(group) && group != Group::reply && group != Group::other;
}

int find(const std::vector<IntentDefinition>& intents, std::string_view id)
{
    for (std::size_t i = 0; i < intents.size(); ++i)
        if (intents[i].info.id == id) return static_cast<int>(i);
    return -1;
}

bool is_information(const IntentDefinition& intent) { return intent.info.id == "provide_info"; }

// Replies mean something where something is awaited; a bare order number elsewhere asks for it.
void add_priors(const std::vector<IntentDefinition>& intents, const Circumstances& circumstances,
                Evidence& evidence)
{
    const auto add = [&](int intent, int score) {
        if (intent >= 0) evidence.add({intent, Clue::Source::expectation, -1, score, 0, 0});
    };
    if (circumstances.only_entities) {
        const bool query = !circumstances.awaiting && circumstances.has_order;
        add(find(intents, query ? "query_order" : "provide_info"), only_entities_score);
    } else if (circumstances.has_awaited) {
        add(find(intents, "provide_info"), 150);
    }
    for (std::size_t i = 0; i < intents.size(); ++i) {
        if (evidence.scores[i] < 200 || intents[i].group != Group::reply) continue;
        if (is_information(intents[i])) continue;
        if (!circumstances.awaiting) add(static_cast<int>(i), -100);
        if (circumstances.confirming) add(static_cast<int>(i), 150);
    }
}

// 没收到 of a card that was sent is another matter than of a refund that was made.
void add_stage_prior(const std::vector<IntentDefinition>& intents, const std::string& stage,
                     Evidence& evidence)
{
    if (stage.empty()) return;
    for (std::size_t i = 0; i < intents.size(); ++i) {
        if (evidence.scores[i] < likely_score_min) continue;
        for (const LikelyStage& likely : intents[i].stages)
            if (likely.name == stage)
                evidence.add(
                    {static_cast<int>(i), Clue::Source::expectation, -1, stage_score, 0, 0});
    }
}

// The less of a message is known, the likelier it is none of the shop's business.
void suspect_another_matter(const std::vector<IntentDefinition>& intents,
                            const Calibration& calibration, Evidence& evidence)
{
    const int score = calibration.other_score +
                      calibration.unknown_score * (1000 - evidence.known_permille) / 1000;
    for (std::size_t i = 0; i < intents.size(); ++i)
        if (intents[i].group == Group::other)
            evidence.add({static_cast<int>(i), Clue::Source::expectation, -1, score, 0, 0});
}

// Where two intents are both plainly said, the one that the rules put first: a card that does not
// work before the refund that is wanted for it.
void prefer_earlier_groups(const std::vector<IntentDefinition>& intents, Evidence& evidence)
{
    for (const int intent : evidence.with_pattern) {
        const int bonus = intents[intent].group == Group::breach      ? 100
                          : intents[intent].group == Group::follow_up ? 60
                          : intents[intent].group == Group::action    ? 30
                                                                      : 0;
        if (bonus > 0) evidence.add({intent, Clue::Source::expectation, -1, bonus, 0, 0});
    }
}

class Fusion {
public:
    Fusion(const Recogniser& recogniser, const Model& model,
           const std::vector<IntentDefinition>& intents)
        : recogniser_(recogniser), model_(model), intents_(intents)
    {
    }

    Decision decide(const TracedText& words, Evidence evidence) const;

private:
    Group group(int intent) const { return intents_[intent].group; }
    std::vector<int> ranked(const Evidence& evidence) const;
    std::vector<int> flags(const Evidence& evidence, const std::vector<int>& order) const;
    TracedText without_asides(const TracedText& words, const Evidence& evidence) const;
    std::optional<int> guard(const std::vector<int>& flags) const;
    int share(const Evidence& evidence, int intent) const;
    int confidence(const Evidence& evidence, int intent, int share) const;

    const Recogniser& recogniser_;
    const Model& model_;
    const std::vector<IntentDefinition>& intents_;
};

std::vector<int> Fusion::ranked(const Evidence& evidence) const
{
    // Enough of the best that five are left when the asides are taken out. Each is put in its
    // place among those before it; most are lower than all of them.
    std::vector<int> order;
    order.reserve(ranked_max + 1);
    for (int intent = 0; intent < static_cast<int>(evidence.scores.size()); ++intent) {
        const int score = evidence.scores[intent];
        if (score == 0) continue;
        if (order.size() == ranked_max && evidence.scores[order.back()] >= score) continue;
        auto place = order.end();
        while (place != order.begin() && evidence.scores[*(place - 1)] < score) --place;
        order.insert(place, intent);
        if (order.size() > ranked_max) order.pop_back();
    }
    return order;
}

// Flags that are surely there, the more urgent and the surer first.
std::vector<int> Fusion::flags(const Evidence& evidence, const std::vector<int>& order) const
{
    std::vector<int> found;
    for (const int intent : order) {
        const bool kind = group(intent) == Group::flag || group(intent) == Group::guard;
        const bool sure = evidence.has_pattern(intent) ||
                          (intent == order.front() && evidence.scores[intent] >= flag_score_min);
        if (kind && sure) found.push_back(intent);
    }
    std::stable_sort(found.begin(), found.end(), [&](int a, int b) {
        return intents_[a].info.priority < intents_[b].info.priority;
    });
    return found;
}

std::optional<int> Fusion::guard(const std::vector<int>& flags) const
{
    for (const int flag : flags)
        if (group(flag) == Group::guard) return flag;
    return {};
}

// The text without the patterns of flags and courtesies: what is left of "卡密用不了 转人工".
TracedText Fusion::without_asides(const TracedText& words, const Evidence& evidence) const
{
    std::vector<bool> aside(words.text.size(), false);
    for (const Clue& clue : evidence.clues)
        if (clue.source == Clue::Source::pattern &&
            (group(clue.intent) == Group::flag || group(clue.intent) == Group::courtesy))
            std::fill(aside.begin() + clue.start, aside.begin() + clue.end, true);
    TracedText rest;
    for (std::size_t i = 0; i < words.text.size(); ++i) {
        if (!aside[i])
            rest.push_back(words.text[i], words.origin[i]);
        else if (!rest.text.empty() && rest.text.back() != ' ')
            rest.push_back(' ', words.origin[i]);
    }
    return rest;
}

int Fusion::share(const Evidence& evidence, int intent) const
{
    return share_log_odds(evidence.scores, intent, model_.calibration.temperature);
}

int Fusion::confidence(const Evidence& evidence, int intent, int share) const
{
    return model_.calibration.confidence_permille(share, evidence.has_pattern(intent),
                                                  evidence.known_permille);
}

int characters_said(const TracedText& text)
{
    return static_cast<int>(std::count_if(text.text.begin(), text.text.end(), [](char32_t c) {
        return !is_space(c) && !is_punctuation(c);
    }));
}

Decision Fusion::decide(const TracedText& words, Evidence evidence) const
{
    Decision decision;
    std::vector<int> order = ranked(evidence);
    decision.flags = flags(evidence, order);

    const std::optional<int> guarded = guard(decision.flags);
    const bool asides =
        std::any_of(evidence.clues.begin(), evidence.clues.end(), [&](const Clue& c) {
            return c.source == Clue::Source::pattern && is_aside(group(c.intent));
        });
    if (!guarded && asides) {
        // What else does the message say? That is its intent; the asides become flags.
        TracedText rest = without_asides(words, evidence);
        if (characters_said(rest) >= 2 && rest.text.size() < words.text.size()) {
            Evidence of_rest = recogniser_.read(rest, model_, nullptr);
            // What was cut out leaves holes that no example has.
            of_rest.known_permille = std::max(of_rest.known_permille, evidence.known_permille);
            prefer_earlier_groups(intents_, of_rest);
            for (std::size_t i = 0; i < of_rest.scores.size(); ++i)
                if (is_aside(group(static_cast<int>(i)))) of_rest.scores[i] = 0;
            std::vector<int> rest_order = ranked(of_rest);
            const auto is_meant = [&](int intent) {
                if (!is_business(group(intent))) return false;
                if (of_rest.scores[intent] < beside_flag_score_min) return false;
                if (of_rest.has_pattern(intent)) return true;
                return characters_said(rest) >= beside_flag_characters_min &&
                       confidence(of_rest, intent, share(of_rest, intent)) >=
                           beside_flag_permille_min;
            };
            if (!rest_order.empty() && is_meant(rest_order.front())) {
                order = std::move(rest_order);
                evidence = std::move(of_rest);
                decision.words = std::move(rest);
            }
        }
    }
    if (guarded) {
        std::erase(order, *guarded);
        order.insert(order.begin(), *guarded);
    } else if (!order.empty() && group(order.front()) == Group::flag && decision.flags.size() > 1 &&
               group(decision.flags.front()) == Group::flag) {
        std::erase(order, decision.flags.front());
        order.insert(order.begin(), decision.flags.front());
    }
    if (order.size() > ranking_max) order.resize(ranking_max);

    if (!order.empty() && (characters_said(words) > 0 || evidence.has_pattern(order.front()))) {
        const int first = order.front();
        const Calibration& calibration = model_.calibration;
        decision.share_log_odds = share(evidence, first);
        decision.confidence_permille = confidence(evidence, first, decision.share_log_odds);
        const bool heard = evidence.known_permille >= known_permille_min ||
                           evidence.has_pattern(first) || group(first) == Group::other;
        if (guarded || (heard && decision.confidence_permille >= calibration.accepted_permille_min))
            decision.intent = first;
    }
    decision.abstained = !decision.intent;
    decision.ranking = std::move(order);
    decision.evidence = std::move(evidence);
    return decision;
}

}  // namespace

Evidence with_priors(const std::vector<IntentDefinition>& intents, const Calibration& calibration,
                     Evidence evidence, const Circumstances& circumstances)
{
    add_priors(intents, circumstances, evidence);
    add_stage_prior(intents, circumstances.stage, evidence);
    suspect_another_matter(intents, calibration, evidence);
    prefer_earlier_groups(intents, evidence);
    return evidence;
}

Decision decide(const Recogniser& recogniser, const Model& model,
                const std::vector<IntentDefinition>& intents, const TracedText& words,
                Evidence evidence, const Circumstances& circumstances)
{
    return Fusion(recogniser, model, intents)
        .decide(words, with_priors(intents, model.calibration, std::move(evidence), circumstances));
}

}  // namespace intents
