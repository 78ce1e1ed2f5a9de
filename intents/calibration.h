// What turns scores into probabilities. All of it is fitted to messages that the classifier did not
// see while it learnt (training.h), and stored with the model as integers.
//
// Two steps. The scores of all intents give a share of belief by the softmax function, whose
// weights and temperature are those of a conditional logit (McFadden 1974): the likeliest under the
// held-out messages. Then a logistic regression (Platt 1999) over that share and what else tells a
// safe answer from a lucky one says how often such an answer was right: that is the confidence.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "intents/bytes.h"

namespace intents {

struct Calibration {
    // The defaults are those of the first pack; a pack with too few examples keeps them.
    int classifier_percent = 175;  // of what recogniser.cpp gives for a margin
    int keyword_percent = 20;      // of a keyword's weight
    int temperature = 110;         // score that makes an intent e times as likely
    // For the intents of the group `other`: none of a message's features known; always.
    int unknown_score = 60;
    int other_score = 80;
    // Log odds in thousandths that the first intent is right: a constant; for each thousandth of
    // the log odds of its share; with a pattern behind it; for each permille of known features.
    std::array<int, 4> reliability = {0, 560, -250, 450};
    int accepted_permille_min = 460;  // below that it abstains

    int confidence_permille(int share_log_odds, bool has_pattern, int known_permille) const;

    void write(ByteWriter& bytes) const;
    static Calibration read(ByteReader& bytes);
};

// 1000 × ln(p / (1 - p)) of the share that `first` has of all scores.
int share_log_odds(const std::vector<int>& scores, int first, int temperature);

// One held-out message: the scores of every intent by their source.
struct ScoredMessage {
    struct Parts {
        int classifier = 0;
        int keywords = 0;
        int rest = 0;  // patterns and priors
    };
    std::vector<Parts> intents;
    std::vector<bool> is_other;  // by intent: of the group `other`
    int known_permille = 0;
    int wanted = 0;
};

// Fits the percentages, the temperature and the scores of the group `other`.
void fit_weights(const std::vector<ScoredMessage>& messages, Calibration& calibration);

// One held-out message, answered with the fitted weights.
struct AnsweredMessage {
    int share_log_odds = 0;
    bool has_pattern = false;
    int known_permille = 0;
    bool right = false;
    bool in_scope = false;  // it is about the shop
    bool answered_out_of_scope = false;
};

// Fits the reliability; then sets the threshold as high as it can be while no more than
// `in_scope_rejection_permille` of the messages about the shop are turned away.
void fit_reliability(const std::vector<AnsweredMessage>& messages, int in_scope_rejection_permille,
                     Calibration& calibration);

}  // namespace intents
