#include "intents/calibration.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "intents/fixed_point.h"

namespace intents {

namespace {

constexpr std::size_t messages_min = 100;  // fewer say too little; the defaults stay
constexpr int steps = 120;
constexpr double rate = 0.05;
constexpr double usual_weight = 10;  // how many messages' worth the defaults are

// Adam (Kingma, Ba 2015): gradient ascent that needs no tuning for a handful of parameters. The
// order of the sums is fixed, so the result is too.
template <std::size_t size>
class Ascent {
public:
    void move(std::array<double, size>& at, const std::array<double, size>& gradient, double rate)
    {
        ++moves_;
        for (std::size_t i = 0; i < size; ++i) {
            mean_[i] = 0.9 * mean_[i] + 0.1 * gradient[i];
            square_[i] = 0.999 * square_[i] + 0.001 * gradient[i] * gradient[i];
            const double mean = mean_[i] / (1 - std::pow(0.9, moves_));
            const double square = square_[i] / (1 - std::pow(0.999, moves_));
            at[i] += rate * mean / (std::sqrt(square) + 1e-9);
        }
    }

private:
    std::array<double, size> mean_{};
    std::array<double, size> square_{};
    int moves_ = 0;
};

// By classifier, keywords, rest, unknown features and the constant of the group `other`.
using Weights = std::array<double, 5>;

Weights inputs(const ScoredMessage& message, std::size_t intent)
{
    const ScoredMessage::Parts& parts = message.intents[intent];
    const double other = message.is_other[intent] ? 1 : 0;
    return {parts.classifier / 100.0, parts.keywords / 100.0, parts.rest / 100.0,
            other * (1000 - message.known_permille) / 1000, other};
}

// The inputs of all intents of all messages, one after the other: read in every step.
struct Table {
    std::vector<Weights> rows;
    std::size_t intents = 0;
};

Table table_of(const std::vector<ScoredMessage>& messages)
{
    Table table;
    table.intents = messages.front().intents.size();
    table.rows.reserve(messages.size() * table.intents);
    for (const ScoredMessage& message : messages)
        for (std::size_t i = 0; i < table.intents; ++i) table.rows.push_back(inputs(message, i));
    return table;
}

// Adds the gradient of ln P(wanted) by the weights; `values` is space to work in.
void add_gradient(const Weights* rows, int wanted, const Weights& weights,
                  std::vector<double>& values, Weights& gradient)
{
    double highest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double value = 0;
        for (std::size_t k = 0; k < weights.size(); ++k) value += weights[k] * rows[i][k];
        values[i] = value;
        highest = std::max(highest, value);
    }
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value - highest);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double surprise = (static_cast<int>(i) == wanted ? 1.0 : 0.0) - values[i] / sum;
        for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] += surprise * rows[i][k];
    }
}

std::array<double, 4> reliability_inputs(const AnsweredMessage& message)
{
    return {1, message.share_log_odds / 1000.0, message.has_pattern ? 1.0 : 0.0,
            message.known_permille / 1000.0};
}

}  // namespace

int Calibration::confidence_permille(int share, bool has_pattern, int known) const
{
    const std::int64_t log_odds = reliability[0] + std::int64_t{reliability[1]} * share / 1000 +
                                  (has_pattern ? reliability[2] : 0) +
                                  std::int64_t{reliability[3]} * known / 1000;
    const int permille =
        logistic_permille(static_cast<int>(std::clamp<std::int64_t>(log_odds, -15000, 15000)));
    return std::clamp(permille, 1, 999);  // nothing is certain
}

void Calibration::write(ByteWriter& bytes) const
{
    for (const int value :
         {classifier_percent, keyword_percent, temperature, unknown_score, other_score,
          reliability[0], reliability[1], reliability[2], reliability[3], accepted_permille_min})
        bytes.number(value);
}

Calibration Calibration::read(ByteReader& bytes)
{
    Calibration calibration;
    calibration.classifier_percent = bytes.number();
    calibration.keyword_percent = bytes.number();
    calibration.temperature = std::max(1, bytes.number());
    calibration.unknown_score = bytes.number();
    calibration.other_score = bytes.number();
    for (int& value : calibration.reliability) value = bytes.number();
    calibration.accepted_permille_min = bytes.number();
    return calibration;
}

int share_log_odds(const std::vector<int>& scores, int first, int temperature)
{
    // Relative to the highest, so that nothing overflows.
    const int highest = *std::max_element(scores.begin(), scores.end());
    const auto part = [&](int score) {
        const std::int64_t distance = std::int64_t{highest - score} * 1000;
        // A division of 32 bits takes half the time of one of 64.
        if (distance <= INT32_MAX) return exp_of_minus(static_cast<int>(distance) / temperature);
        return exp_of_minus(distance / temperature);
    };
    // Most intents have no score at all, and all of those the same part.
    const auto without = std::count(scores.begin(), scores.end(), 0);
    std::int64_t all = without * part(0);
    for (const int score : scores)
        if (score != 0) all += part(score);
    const std::int64_t own = part(scores[first]);
    return log_milli(own) - log_milli(all - own);
}

void fit_weights(const std::vector<ScoredMessage>& messages, Calibration& calibration)
{
    if (messages.size() < messages_min) return;
    const Calibration before = calibration;
    const double start = 100.0 / before.temperature;
    // The defaults act as a few further messages: what no message speaks of stays as it was.
    const Weights usual = {start * before.classifier_percent / 100,
                           start * before.keyword_percent / 100, start,
                           start * before.unknown_score / 100, start * before.other_score / 100};
    const Table table = table_of(messages);
    std::vector<double> values(table.intents);
    Weights weights = usual;
    Ascent<5> ascent;
    for (int step = 0; step < steps; ++step) {
        Weights gradient{};
        for (std::size_t i = 0; i < messages.size(); ++i)
            add_gradient(&table.rows[i * table.intents], messages[i].wanted, weights, values,
                         gradient);
        for (std::size_t k = 0; k < gradient.size(); ++k)
            gradient[k] -= usual_weight * (weights[k] - usual[k]);
        ascent.move(weights, gradient, rate);
    }
    for (int k = 0; k < 3; ++k) weights[k] = std::clamp(weights[k], 0.01, 20.0);
    const auto relative = [&](int k) {
        return static_cast<int>(std::lround(100 * weights[k] / weights[2]));
    };
    calibration.temperature = std::max(1, static_cast<int>(std::lround(100 / weights[2])));
    calibration.classifier_percent = relative(0);
    calibration.keyword_percent = relative(1);
    calibration.unknown_score = relative(3);
    calibration.other_score = relative(4);
}

void fit_reliability(const std::vector<AnsweredMessage>& messages, int in_scope_rejection_permille,
                     Calibration& calibration)
{
    if (messages.size() < messages_min) return;
    std::array<double, 4> weights{};
    for (int k = 0; k < 4; ++k) weights[k] = calibration.reliability[k] / 1000.0;
    Ascent<4> ascent;
    for (int step = 0; step < 3 * steps; ++step) {
        std::array<double, 4> gradient{};
        for (const AnsweredMessage& message : messages) {
            const auto x = reliability_inputs(message);
            double log_odds = 0;
            for (int k = 0; k < 4; ++k) log_odds += weights[k] * x[k];
            const double surprise = (message.right ? 1.0 : 0.0) - 1 / (1 + std::exp(-log_odds));
            for (int k = 0; k < 4; ++k) gradient[k] += surprise * x[k];
        }
        for (int k = 1; k < 4; ++k) gradient[k] -= 2 * weights[k];
        ascent.move(weights, gradient, rate);
    }
    for (int k = 0; k < 4; ++k)
        calibration.reliability[k] = static_cast<int>(std::lround(weights[k] * 1000));

    std::vector<int> in_scope;
    for (const AnsweredMessage& message : messages)
        if (message.in_scope)
            in_scope.push_back(message.answered_out_of_scope
                                   ? 0
                                   : calibration.confidence_permille(message.share_log_odds,
                                                                     message.has_pattern,
                                                                     message.known_permille));
    if (in_scope.empty()) return;
    std::sort(in_scope.begin(), in_scope.end());
    calibration.accepted_permille_min =
        std::max(1, in_scope[in_scope.size() * in_scope_rejection_permille / 1000]);
}

}  // namespace intents
