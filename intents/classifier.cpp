// Reading a message costs one row of weights per feature: some 100 rows of 48 bytes, about a
// microsecond. Training takes some hundred milliseconds for a thousand examples.
#include "intents/classifier.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <mutex>

#include "intents/features.h"

namespace intents {

namespace {

// Chosen by cross-validation over the pack's examples: an intent has some thirty examples against a
// thousand of the others, so its own weigh more.
constexpr double cost = 1;
constexpr double own_example_weight = 20;
constexpr double weight_max = 2.5;  // the pack's largest is 2.4; more would be cut off
constexpr double weight_scale = 127 / weight_max;
constexpr int rows_max = 255;  // of weights, whose sum surely fits 16 bits
constexpr int known_features_max = 2048;

void print_nothing(const char*) {}

// LIBLINEAR draws from rand(). It gets the same sequence at every training, and everybody else's
// sequence goes on undisturbed.
class OwnRandomSequence {
public:
    OwnRandomSequence() : before_(initstate(1, state_, sizeof state_)) {}
    ~OwnRandomSequence() { setstate(before_); }
    OwnRandomSequence(const OwnRandomSequence&) = delete;
    OwnRandomSequence& operator=(const OwnRandomSequence&) = delete;

private:
    char state_[128] = {};
    char* before_;
};

// The examples in LIBLINEAR's form, features numbered from 1 without gaps, the bias last.
struct TrainingSet {
    std::vector<std::vector<feature_node>> rows;
    std::vector<feature_node*> pointers;
    int features = 0;
};

TrainingSet training_set(const std::vector<TrainingExample>& examples,
                         std::vector<std::int32_t>& row_of)
{
    TrainingSet set;
    std::vector<std::vector<std::uint16_t>> buckets;
    for (const TrainingExample& example : examples) {
        buckets.push_back(features_of(example.words));
        for (const std::uint16_t bucket : buckets.back())
            if (row_of[bucket] < 0) row_of[bucket] = set.features++;
    }
    for (const auto& found : buckets) {
        std::vector<feature_node> row;
        const double value =
            1 / std::sqrt(static_cast<double>(std::max<std::size_t>(1, found.size())));
        for (const std::uint16_t bucket : found) row.push_back({row_of[bucket] + 1, value});
        std::sort(row.begin(), row.end(),
                  [](const feature_node& a, const feature_node& b) { return a.index < b.index; });
        row.push_back({set.features + 1, 1});
        row.push_back({-1, 0});
        set.rows.push_back(std::move(row));
    }
    for (auto& row : set.rows) set.pointers.push_back(row.data());
    return set;
}

// The weights of one intent against the rest; the last is the bias.
std::vector<double> train_one(TrainingSet& set, const std::vector<TrainingExample>& examples,
                              int intent)
{
    std::vector<double> labels;
    for (const TrainingExample& example : examples)
        labels.push_back(example.intent == intent ? 1 : -1);
    ::problem data{};
    data.l = static_cast<int>(labels.size());
    data.n = set.features + 1;
    data.y = labels.data();
    data.x = set.pointers.data();
    data.bias = 1;
    ::parameter parameter{};
    parameter.solver_type = L2R_L2LOSS_SVC_DUAL;
    parameter.eps = 0.1;
    parameter.C = cost;
    parameter.p = 0.1;
    int own_label[] = {1};
    double own_weight[] = {own_example_weight};
    parameter.nr_weight = 1;
    parameter.weight_label = own_label;
    parameter.weight = own_weight;
    ::model* model = ::train(&data, &parameter);
    std::vector<double> weights(model->w, model->w + data.n);
    if (model->label[0] != 1)
        for (double& weight : weights) weight = -weight;
    free_and_destroy_model(&model);
    return weights;
}

// A fixed shuffle (Fisher–Yates over a 64-bit linear congruential sequence).
std::vector<TrainingExample> shuffled(std::vector<TrainingExample> examples)
{
    std::uint64_t state = 20260912;
    for (std::size_t i = examples.size(); i > 1; --i) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        std::swap(examples[i - 1], examples[(state >> 33) % i]);
    }
    return examples;
}

std::int8_t fixed_point(double weight)
{
    return static_cast<std::int8_t>(
        std::lround(std::clamp(weight, -weight_max, weight_max) * weight_scale));
}

// The two do not overlap; told so, the compiler adds the block in a few instructions.
template <int size>
void add_block_of(std::int16_t* __restrict sums, const std::int8_t* __restrict row)
{
    for (int i = 0; i < size; ++i) sums[i] = static_cast<std::int16_t>(sums[i] + row[i]);
}

}  // namespace

Classifier Classifier::train(const std::vector<TrainingExample>& given, int intents)
{
    Classifier classifier;
    std::vector<bool> present(intents, false);
    for (const TrainingExample& example : given) present[example.intent] = true;
    if (std::count(present.begin(), present.end(), true) < 2) return classifier;

    static std::mutex one_at_a_time;  // for LIBLINEAR's print function and rand()
    const std::lock_guard lock(one_at_a_time);
    const OwnRandomSequence sequence;
    set_print_string_function(print_nothing);

    const std::vector<TrainingExample> examples = shuffled(given);
    classifier.row_of_.assign(feature_buckets, -1);
    TrainingSet set = training_set(examples, classifier.row_of_);
    classifier.intents_ = intents;
    classifier.stride_ = (intents + block - 1) / block * block;
    classifier.weights_.assign(static_cast<std::size_t>(set.features) * classifier.stride_, 0);
    classifier.bias_.assign(intents, -1000);
    for (int intent = 0; intent < intents; ++intent) {
        if (!present[intent]) continue;
        const std::vector<double> weights = train_one(set, examples, intent);
        for (int i = 0; i < set.features; ++i)
            classifier.weights_[static_cast<std::size_t>(i) * classifier.stride_ + intent] =
                fixed_point(weights[i]);
        classifier.bias_[intent] = static_cast<int>(std::lround(weights.back() * 1000));
    }
    for (int n = 0; n <= known_features_max; ++n)
        classifier.inverse_norm_.push_back(static_cast<std::int32_t>(
            std::lround(65536 * 1000 / weight_scale / std::sqrt(std::max(1, n)))));
    return classifier;
}

Classifier::Reading Classifier::read(std::u32string_view words) const
{
    Reading reading;
    reading.margins.assign(intents_, 0);
    if (intents_ == 0) return reading;
    const std::vector<std::uint16_t> features = features_of(words);
    std::vector<std::int32_t> sums(stride_, 0);
    std::vector<std::int16_t> partial(stride_, 0);
    const auto flush = [&] {
        for (int i = 0; i < stride_; ++i) sums[i] += partial[i];
        std::fill(partial.begin(), partial.end(), std::int16_t{0});
    };
    int known = 0;
    for (const std::uint16_t feature : features) {
        if (row_of_[feature] < 0 || known == known_features_max) continue;
        const std::int8_t* row =
            weights_.data() + static_cast<std::size_t>(row_of_[feature]) * stride_;
        for (int at = 0; at < stride_; at += block)
            add_block_of<block>(partial.data() + at, row + at);
        if (++known % rows_max == 0) flush();
    }
    flush();
    for (int i = 0; i < intents_; ++i) {
        const std::int64_t scaled = static_cast<std::int64_t>(sums[i]) * inverse_norm_[known];
        reading.margins[i] = static_cast<int>(scaled / 65536) + bias_[i];
    }
    if (!features.empty())
        reading.known_permille = known * 1000 / static_cast<int>(features.size());
    return reading;
}

}  // namespace intents
