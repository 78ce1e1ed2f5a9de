// Tells two requests in one message from one request that is explained: "点卡用不了 另外退款要几天"
// asks for two things, "买的卡用不了 要退款" for one.
#pragma once

#include <vector>

#include "intents/fusion.h"

namespace intents {

struct Requests {
    // Takes the turn, where the clauses know better than the whole; and how sure that is.
    std::optional<int> first;
    int confidence_permille = 0;
    std::vector<Decision> others;  // each with its intent, in the order of the text
};

// Understands each clause by itself. `whole` is what the whole message was taken to mean; where it
// is a guard's, nothing else counts. At most three others.
Requests separate_requests(const Recogniser& recogniser, const Model& model,
                           const std::vector<IntentDefinition>& definitions,
                           const TracedText& words, const Decision& whole);

}  // namespace intents
