#include "intents/evaluation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace intents {

namespace {

constexpr std::size_t offered_max = 3;
constexpr int bin_count = 10;
const std::string none_of_ours = "out_of_scope";

double share(std::size_t part, std::size_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool is_right(const JudgedMessage& one)
{
    if (one.message.intent == none_of_ours) return one.given.empty() || one.given == none_of_ours;
    return one.given == one.message.intent;
}

// Scores by intent where each message counts as answered by `answer`.
template <class Answer>
std::map<std::string, IntentScore> scores(const std::vector<JudgedMessage>& judged, Answer answer)
{
    std::map<std::string, IntentScore> found;
    for (const JudgedMessage& one : judged) {
        const std::string& wanted = one.message.intent;
        std::string given = answer(one);
        found[wanted].abstained += given.empty();
        if (given.empty() && wanted == none_of_ours) given = none_of_ours;
        ++found[wanted].wanted;
        if (!given.empty()) ++found[given].given;
        found[wanted].right += given == wanted;
    }
    for (auto& [name, score] : found) score.intent = name;
    return found;
}

double macro_f1(const std::map<std::string, IntentScore>& scores)
{
    double sum = 0;
    std::size_t count = 0;
    for (const auto& [name, score] : scores) {
        if (score.wanted == 0) continue;
        sum += score.f1();
        ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

void count_answers(Evaluation& result)
{
    for (const JudgedMessage& one : result.judged) {
        const bool right = is_right(one);
        result.right += right;
        result.abstained += one.given.empty();
        result.wrong += !right && !one.given.empty();
        result.first_right += one.first == one.message.intent;
        result.offered_right +=
            right || (one.given.empty() && std::find(one.offered.begin(), one.offered.end(),
                                                     one.message.intent) != one.offered.end());
        const bool rejected = one.given.empty() || one.given == none_of_ours;
        const bool ours = one.message.intent != none_of_ours;
        result.in_scope += ours;
        result.in_scope_rejected += ours && rejected;
        result.out_of_scope += !ours;
        result.out_of_scope_rejected += !ours && rejected;
    }
}

void collect_confusions(Evaluation& result)
{
    std::map<std::pair<std::string, std::string>, std::vector<int>> pairs;
    for (std::size_t i = 0; i < result.judged.size(); ++i) {
        const JudgedMessage& one = result.judged[i];
        if (!is_right(one)) pairs[{one.message.intent, one.given}].push_back(static_cast<int>(i));
    }
    for (auto& [pair, messages] : pairs)
        result.confusions.push_back({pair.first, pair.second, std::move(messages)});
    std::stable_sort(result.confusions.begin(), result.confusions.end(),
                     [](const Confusion& a, const Confusion& b) {
                         return a.messages.size() > b.messages.size();
                     });
}

void measure_calibration(Evaluation& result)
{
    result.bins.resize(bin_count);
    for (const JudgedMessage& one : result.judged) {
        ReliabilityBin& bin =
            result.bins[std::clamp(one.confidence_permille * bin_count / 1000, 0, bin_count - 1)];
        ++bin.count;
        bin.confidence += one.confidence_permille / 1000.0;
        bin.right += one.first == one.message.intent;
    }
    for (ReliabilityBin& bin : result.bins) {
        if (bin.count == 0) continue;
        bin.confidence /= bin.count;
        bin.right /= bin.count;
        result.calibration_error +=
            std::abs(bin.confidence - bin.right) *
            share(static_cast<std::size_t>(bin.count), result.judged.size());
    }
}

void draw_curve(Evaluation& result)
{
    std::vector<const JudgedMessage*> order;
    for (const JudgedMessage& one : result.judged) order.push_back(&one);
    std::stable_sort(order.begin(), order.end(),
                     [](const JudgedMessage* a, const JudgedMessage* b) {
                         return a->confidence_permille > b->confidence_permille;
                     });
    std::size_t right = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        right += order[i]->first == order[i]->message.intent;
        const bool last_of_equals = i + 1 == order.size() || order[i + 1]->confidence_permille !=
                                                                 order[i]->confidence_permille;
        if (last_of_equals)
            result.curve.push_back(
                {order[i]->confidence_permille, share(i + 1, order.size()), share(right, i + 1)});
    }
}

}  // namespace

std::vector<LabelledMessage> read_labelled(const std::string& file, std::string_view contents,
                                           const Detector* known, Problems& problems)
{
    std::vector<LabelledMessage> messages;
    int number = 0;
    while (!contents.empty()) {
        ++number;
        const std::size_t end = std::min(contents.find('\n'), contents.size());
        std::string_view line = contents.substr(0, end);
        contents.remove_prefix(std::min(end + 1, contents.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t tab = line.find('\t');
        if (tab == line.npos || tab == 0 || tab + 1 == line.size()) {
            problems.add({file,
                          number,
                          1,
                          {"expected an intent, a tab and a text", "这里应当是:意图、制表符、文字"},
                          {}});
            continue;
        }
        const std::string label(line.substr(0, tab));
        if (known && !known->find(label)) {
            problems.add(
                {file,
                 number,
                 1,
                 {"the pack has no intent '" + label + "'", "规则包里没有意图 '" + label + "'"},
                 {}});
            continue;
        }
        messages.push_back(
            {label, std::string(line.substr(tab + 1)), file + ":" + std::to_string(number)});
    }
    return messages;
}

JudgedMessage judge(const LabelledMessage& message, const Understanding& understanding)
{
    JudgedMessage one{message, understanding.intent.value_or(""), "", {}, 0};
    one.confidence_permille = understanding.confidence_permille;
    for (const RankedIntent& ranked : understanding.ranking)
        if (one.offered.size() < offered_max) one.offered.push_back(ranked.intent);
    if (!one.offered.empty()) one.first = one.offered.front();
    return one;
}

CoveragePoint Evaluation::coverage_at(double precision) const
{
    CoveragePoint best;
    for (const CoveragePoint& point : curve)
        if (point.precision >= precision && point.coverage > best.coverage) best = point;
    return best;
}

Evaluation evaluate(std::vector<JudgedMessage> judged)
{
    Evaluation result;
    result.judged = std::move(judged);
    count_answers(result);
    const auto given = scores(result.judged, [](const JudgedMessage& one) { return one.given; });
    const auto first = scores(result.judged, [](const JudgedMessage& one) { return one.first; });
    result.macro_f1 = macro_f1(given);
    result.macro_f1_first = macro_f1(first);
    for (const auto& [name, score] : given) result.intents.push_back(score);
    std::stable_sort(result.intents.begin(), result.intents.end(),
                     [](const IntentScore& a, const IntentScore& b) { return a.f1() < b.f1(); });
    collect_confusions(result);
    measure_calibration(result);
    draw_curve(result);
    return result;
}

nlohmann::json to_json(const Evaluation& evaluation, double precision)
{
    const CoveragePoint point = evaluation.coverage_at(precision);
    nlohmann::json json{
        {"messages", evaluation.judged.size()},
        {"right", evaluation.right},
        {"wrong", evaluation.wrong},
        {"abstained", evaluation.abstained},
        {"accuracy", evaluation.accuracy()},
        {"macro_f1", evaluation.macro_f1},
        {"first_right", evaluation.first_right},
        {"macro_f1_first", evaluation.macro_f1_first},
        {"offered_right", evaluation.offered_right},
        {"calibration_error", evaluation.calibration_error},
        {"coverage",
         {{"precision", precision},
          {"coverage", point.coverage},
          {"confidence", point.confidence_permille / 1000.0}}},
        {"in_scope",
         {{"messages", evaluation.in_scope}, {"rejected", evaluation.in_scope_rejected}}},
        {"out_of_scope",
         {{"messages", evaluation.out_of_scope}, {"rejected", evaluation.out_of_scope_rejected}}},
    };
    for (const IntentScore& score : evaluation.intents)
        json["intents"].push_back({{"intent", score.intent},
                                   {"messages", score.wanted},
                                   {"precision", score.precision()},
                                   {"recall", score.recall()},
                                   {"f1", score.f1()},
                                   {"abstained", score.abstained}});
    for (const Confusion& confusion : evaluation.confusions) {
        nlohmann::json texts = nlohmann::json::array();
        for (const int at : confusion.messages) texts.push_back(evaluation.judged[at].message.text);
        json["confusions"].push_back(
            {{"wanted", confusion.wanted},
             {"given",
              confusion.given.empty() ? nlohmann::json() : nlohmann::json(confusion.given)},
             {"texts", std::move(texts)}});
    }
    for (const ReliabilityBin& bin : evaluation.bins)
        json["bins"].push_back(
            {{"messages", bin.count}, {"confidence", bin.confidence}, {"right", bin.right}});
    return json;
}

}  // namespace intents
