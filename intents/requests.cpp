#include "intents/requests.h"

#include <algorithm>

#include "intents/clauses.h"

namespace intents {

namespace {

constexpr std::size_t others_max = 3;
constexpr std::size_t clauses_max = 8;
// How surely a clause must be understood by itself: less where 另外 says that there are two.
constexpr int sure_permille = 600;
constexpr int announced_permille = 300;
constexpr int hint_score_min = 350;

bool is_business(Group group)
{
    return group == Group::breach || group == Group::follow_up || group == Group::action ||
           group == Group::query || group == Group::faq;
}

TracedText part(const TracedText& words, const Span& at)
{
    TracedText result;
    result.text = words.text.substr(at.start, at.end - at.start);
    result.origin.assign(words.origin.begin() + at.start, words.origin.begin() + at.end);
    result.respelled = words.respelled;
    return result;
}

struct Request {
    Decision decision;
    Group group = Group::other;
    bool announced = false;
};

// Whether the two are one matter: what happened and what is wanted for it, the same thing told
// twice, or an order looked up because of what happened to it.
bool explains(const Request& a, const Request& b)
{
    if (a.decision.intent == b.decision.intent) return true;
    if (a.announced || b.announced) return false;
    const Group early = std::min(a.group, b.group), late = std::max(a.group, b.group);
    if (early == Group::faq) return false;
    if (late == Group::faq) return false;
    return early != Group::follow_up || late != Group::query;
}

// Whether the whole message hints at two matters, so that reading it again by clauses may pay.
bool hints_at_two(const std::vector<IntentDefinition>& definitions, const Decision& whole)
{
    int faq = 0;
    bool follow_up = false, query = false, claim = false;
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        const Group group = definitions[i].group;
        if (whole.evidence.scores[i] < hint_score_min) continue;
        faq += group == Group::faq;
        follow_up |= group == Group::follow_up;
        query |= group == Group::query;
        claim |= group == Group::breach || group == Group::action;
    }
    return faq > 1 || (faq == 1 && (follow_up || query || claim)) || (follow_up && query);
}

std::vector<Request> understood_clauses(const Recogniser& recogniser, const Model& model,
                                        const std::vector<IntentDefinition>& definitions,
                                        const TracedText& words, const std::vector<Clause>& clauses)
{
    const int least = std::any_of(clauses.begin(), clauses.end(),
                                  [](const Clause& clause) { return clause.announced; })
                          ? announced_permille
                          : sure_permille;
    std::vector<Request> requests;
    for (const Clause& clause : clauses) {
        TracedText text = part(words, clause.at);
        Request request;
        request.decision =
            decide(recogniser, model, definitions, text, recogniser.read(text, model, nullptr), {});
        request.announced = clause.announced;
        if (!request.decision.intent) continue;
        if (!request.decision.words) request.decision.words = std::move(text);
        request.group = definitions[*request.decision.intent].group;
        if (is_business(request.group) && request.decision.confidence_permille >= least)
            requests.push_back(std::move(request));
    }
    return requests;
}

}  // namespace

Requests separate_requests(const Recogniser& recogniser, const Model& model,
                           const std::vector<IntentDefinition>& definitions,
                           const TracedText& words, const Decision& whole)
{
    Requests result;
    if (whole.intent && definitions[*whole.intent].group == Group::guard) return result;
    const bool hinted = hints_at_two(definitions, whole);
    if (!hinted && !may_announce_another(words.text)) return result;
    const std::vector<Clause> clauses = split_into_clauses(words.text);
    if (clauses.size() < 2 || clauses.size() > clauses_max) return result;
    const bool announced_any = std::any_of(clauses.begin(), clauses.end(),
                                           [](const Clause& clause) { return clause.announced; });
    if (!announced_any && !hinted) return result;
    std::vector<Request> requests =
        understood_clauses(recogniser, model, definitions, words, clauses);

    // The one that takes the turn: the earliest group where there surely are two, else what the
    // whole was taken for.
    const bool announced = std::any_of(requests.begin(), requests.end(),
                                       [](const Request& request) { return request.announced; });
    auto first = std::find_if(requests.begin(), requests.end(), [&](const Request& request) {
        return request.decision.intent == whole.intent;
    });
    if (announced || first == requests.end())
        first =
            std::min_element(requests.begin(), requests.end(),
                             [](const Request& a, const Request& b) { return a.group < b.group; });
    for (auto request = requests.begin(); request != requests.end(); ++request) {
        if (request == first || result.others.size() == others_max) continue;
        const bool same_matter =
            explains(*first, *request) ||
            std::any_of(result.others.begin(), result.others.end(), [&](const Decision& other) {
                return other.intent == request->decision.intent;
            });
        if (!same_matter) result.others.push_back(std::move(request->decision));
    }
    if (!result.others.empty()) {
        result.first = first->decision.intent;
        result.confidence_permille = first->decision.confidence_permille;
    }
    return result;
}

}  // namespace intents
