// How good the understanding is, over messages whose intent is known.
//
// An abstention is no answer: it counts against recall and not against precision. A message that is
// none of the shop's business (out_of_scope) is rejected, rightly, by that intent or by abstaining.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "intents/detector.h"

namespace intents {

struct LabelledMessage {
    std::string intent;
    std::string text;
    std::string place;  // file:line
};

// Lines of label<TAB>text; blank lines and those that start with # are passed over. Notes lines
// without a tab and, where `known` is not null, labels that are no intent of it.
std::vector<LabelledMessage> read_labelled(const std::string& file, std::string_view contents,
                                           const Detector* known, Problems& problems);

struct JudgedMessage {
    LabelledMessage message;
    std::string given;                 // empty: it abstained
    std::string first;                 // of the ranking, whether given or not
    std::vector<std::string> offered;  // the first three of the ranking
    int confidence_permille = 0;       // that `first` is right
};

JudgedMessage judge(const LabelledMessage& message, const Understanding& understanding);

struct IntentScore {
    std::string intent;
    int wanted = 0, given = 0, right = 0, abstained = 0;
    double precision() const { return given == 0 ? 0 : static_cast<double>(right) / given; }
    double recall() const { return wanted == 0 ? 0 : static_cast<double>(right) / wanted; }
    double f1() const { return right == 0 ? 0 : 2.0 * right / (wanted + given); }
};

struct Confusion {
    std::string wanted, given;  // given is empty for abstentions
    std::vector<int> messages;  // by their place in Evaluation::judged
};

// Messages with a confidence within a tenth: what was promised, and what was true.
struct ReliabilityBin {
    int count = 0;
    double confidence = 0, right = 0;  // means, 0–1
};

// What remains of the answers if only those at least this confident are given.
struct CoveragePoint {
    int confidence_permille = 0;
    double coverage = 0, precision = 0;
};

struct Evaluation {
    std::vector<JudgedMessage> judged;
    int right = 0, wrong = 0, abstained = 0;
    int first_right = 0;        // had it never abstained
    int offered_right = 0;      // the wanted intent is given or among the three that are offered
    double macro_f1 = 0;        // over the intents wanted at least once
    double macro_f1_first = 0;  // had it never abstained
    std::vector<IntentScore> intents;   // the worst first
    std::vector<Confusion> confusions;  // the most frequent first
    std::vector<ReliabilityBin> bins;   // ten
    double calibration_error = 0;       // expected: the bins' distances, by their counts
    std::vector<CoveragePoint> curve;   // from few and safe to all
    int in_scope = 0, in_scope_rejected = 0;
    int out_of_scope = 0, out_of_scope_rejected = 0;

    double accuracy() const
    {
        return judged.empty() ? 0 : static_cast<double>(right) / static_cast<double>(judged.size());
    }
    // The widest coverage whose answers are right that often (0–1).
    CoveragePoint coverage_at(double precision) const;
};

Evaluation evaluate(std::vector<JudgedMessage> judged);

nlohmann::json to_json(const Evaluation& evaluation, double precision);

}  // namespace intents
