// Reading a message costs one row of weights per feature: some 60 rows of 48 bytes, about a
// microsecond. Training takes some two seconds for ten thousand examples.
#include "intents/classifier.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "intents/bytes.h"
#include "intents/character_table.h"
#include "intents/features.h"

namespace intents {

namespace {

// Chosen by cross-validation over the pack's examples: between costs of 0.5 and 3 and weights of 1
// and 20 the accuracy changes by less than half a point.
constexpr double cost = 1;
constexpr double own_example_weight = 2;
constexpr int slips = 2;                    // copies of each example; four gain nothing more
constexpr std::size_t slip_length_min = 5;  // of fewer characters one left out says something else
constexpr int weight_steps = 127;
constexpr std::size_t rows_max = 255;  // of weights, whose sum surely fits 16 bits
constexpr std::size_t known_features_max = 2048;
constexpr int intents_max = 4096;

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

// The examples in LIBLINEAR's form, features numbered from 1 without gaps, the bias last. Only the
// first `given` examples bring features; the others are read with theirs.
struct TrainingSet {
    std::vector<std::vector<feature_node>> rows;
    std::vector<feature_node*> pointers;
    int features = 0;
};

TrainingSet training_set(const std::vector<TrainingExample>& examples, std::size_t given,
                         std::vector<std::int32_t>& row_of, std::vector<std::uint32_t>& bucket_of)
{
    TrainingSet set;
    std::vector<std::vector<std::uint32_t>> buckets;
    for (const TrainingExample& example : examples) {
        buckets.push_back(features_of(example.words));
        if (buckets.size() > given) {
            std::erase_if(buckets.back(), [&](std::uint32_t bucket) { return row_of[bucket] < 0; });
            continue;
        }
        for (const std::uint32_t bucket : buckets.back()) {
            if (row_of[bucket] >= 0) continue;
            row_of[bucket] = set.features++;
            bucket_of.push_back(bucket);
        }
    }
    for (const auto& found : buckets) {
        std::vector<feature_node> row;
        const double value =
            1 / std::sqrt(static_cast<double>(std::max<std::size_t>(1, found.size())));
        for (const std::uint32_t bucket : found) row.push_back({row_of[bucket] + 1, value});
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
    parameter.eps = 1.8;
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

// The same numbers at every training (a 64-bit linear congruential sequence).
class Sequence {
public:
    explicit Sequence(std::uint64_t start) : state_(start) {}
    std::size_t below(std::size_t end)
    {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return (state_ >> 33) % end;
    }

private:
    std::uint64_t state_;
};

// Fisher–Yates.
std::vector<TrainingExample> shuffled(std::vector<TrainingExample> examples)
{
    Sequence sequence(20260912);
    for (std::size_t i = examples.size(); i > 1; --i)
        std::swap(examples[i - 1], examples[sequence.below(i)]);
    return examples;
}

// Adds copies of each example that lack one Chinese character, as people leave one out when they
// type in a hurry. What is learnt then rests on no single character, and sentences without slips
// are understood better as well: of tests/intents/definitions.tsv 853 instead of 836.
void add_slips(std::vector<TrainingExample>& examples)
{
    Sequence sequence(20261123);
    const std::size_t given = examples.size();
    for (int copy = 0; copy < slips; ++copy)
        for (std::size_t i = 0; i < given; ++i) {
            TrainingExample slip = examples[i];
            std::vector<std::size_t> places;
            for (std::size_t at = 0; at < slip.words.size(); ++at)
                if (is_han(slip.words[at])) places.push_back(at);
            if (places.size() < slip_length_min) continue;
            slip.words.erase(places[sequence.below(places.size())], 1);
            examples.push_back(std::move(slip));
        }
}

// A block of weights, and of their sums, as GCC's and Clang's vectors: those stay in registers,
// where a loop over numbers would write its sums back to memory for each row.
constexpr int block = 16;
typedef std::int8_t WeightBlock __attribute__((vector_size(block)));
typedef std::int16_t SumBlock __attribute__((vector_size(block * sizeof(std::int16_t))));

// Adds up the blocks of several rows that begin at `at`.
void add_blocks(const std::vector<const std::int8_t*>& rows, std::size_t first, std::size_t end,
                int at, std::int32_t* sums)
{
    SumBlock partial{};
    for (std::size_t i = first; i < end; ++i) {
        WeightBlock row;
        std::memcpy(&row, rows[i] + at, sizeof row);
        partial += __builtin_convertvector(row, SumBlock);
    }
    for (int i = 0; i < block; ++i) sums[at + i] += partial[i];
}

// What reading one message needs, kept for the next.
struct Scratch {
    std::vector<std::uint32_t> features;
    std::vector<const std::int8_t*> rows;
    std::vector<std::int32_t> sums;
};

}  // namespace

void Classifier::set_size(int intents, int features)
{
    intents_ = intents;
    stride_ = (intents + block - 1) / block * block;
    weights_.assign(static_cast<std::size_t>(features) * stride_, 0);
    bias_.assign(intents, -1000);
}

void Classifier::set_weight_unit(int unit)
{
    weight_unit_ = unit;
    inverse_norm_.clear();
    for (std::size_t n = 0; n <= known_features_max; ++n)
        inverse_norm_.push_back(static_cast<std::int32_t>(
            std::lround(65.536 * weight_unit_ / std::sqrt(std::max<std::size_t>(1, n)))));
}

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

    std::vector<TrainingExample> examples = shuffled(given);
    add_slips(examples);
    classifier.row_of_.assign(feature_buckets, -1);
    TrainingSet set =
        training_set(examples, given.size(), classifier.row_of_, classifier.bucket_of_);
    std::vector<std::vector<double>> learnt(intents);
    double largest = 1e-6;
    for (int intent = 0; intent < intents; ++intent) {
        if (!present[intent]) continue;
        learnt[intent] = train_one(set, examples, intent);
        for (int i = 0; i < set.features; ++i)
            largest = std::max(largest, std::abs(learnt[intent][i]));
    }
    classifier.set_size(intents, set.features);
    classifier.set_weight_unit(
        std::max(1, static_cast<int>(std::lround(largest * 1e6 / weight_steps))));
    for (int intent = 0; intent < intents; ++intent) {
        if (!present[intent]) continue;
        for (int i = 0; i < set.features; ++i)
            classifier.weights_[classifier.place(i, intent)] = static_cast<std::int8_t>(
                std::clamp(std::lround(learnt[intent][i] * 1e6 / classifier.weight_unit_),
                           -static_cast<long>(weight_steps), static_cast<long>(weight_steps)));
        classifier.bias_[intent] = static_cast<int>(std::lround(learnt[intent].back() * 1000));
    }
    return classifier;
}

std::string Classifier::write() const
{
    ByteWriter bytes;
    bytes.number(intents_);
    bytes.number(weight_unit_);
    bytes.number(static_cast<std::int32_t>(bucket_of_.size()));
    for (const int bias : bias_) bytes.number(bias);
    for (const std::uint32_t bucket : bucket_of_) bytes.number(static_cast<std::int32_t>(bucket));
    for (std::size_t row = 0; row < bucket_of_.size(); ++row)
        for (int intent = 0; intent < intents_; ++intent)
            bytes.byte(static_cast<std::uint8_t>(weights_[place(static_cast<int>(row), intent)]));
    return bytes.take();
}

std::optional<Classifier> Classifier::read(std::string_view text)
{
    ByteReader bytes(text);
    Classifier classifier;
    const int intents = bytes.number();
    const int unit = bytes.number();
    const int rows = bytes.number();
    if (intents == 0 && rows == 0 && bytes.ended()) return classifier;
    const bool plausible =
        intents > 0 && intents <= intents_max && unit > 0 && rows >= 0 && rows <= feature_buckets;
    if (!plausible ||
        bytes.left() != (std::size_t{4} * intents) + static_cast<std::size_t>(rows) * (4 + intents))
        return {};
    classifier.set_size(intents, rows);
    classifier.set_weight_unit(unit);
    classifier.row_of_.assign(feature_buckets, -1);
    for (int& bias : classifier.bias_) bias = bytes.number();
    for (int row = 0; row < rows; ++row) {
        const auto bucket = static_cast<std::uint32_t>(bytes.number());
        if (bucket >= feature_buckets || classifier.row_of_[bucket] >= 0) return {};
        classifier.bucket_of_.push_back(bucket);
        classifier.row_of_[bucket] = row;
    }
    for (int row = 0; row < rows; ++row)
        for (int intent = 0; intent < intents; ++intent)
            classifier.weights_[classifier.place(row, intent)] =
                static_cast<std::int8_t>(bytes.byte());
    return classifier;
}

Classifier::Reading Classifier::read_message(std::u32string_view words) const
{
    Reading reading;
    read_message(words, reading);
    return reading;
}

void Classifier::read_message(std::u32string_view words, Reading& reading) const
{
    reading.margins.assign(intents_, 0);
    reading.known_permille = 0;
    if (intents_ == 0) return;
    static thread_local Scratch scratch;
    find_features(words, scratch.features);
    const std::size_t seen = scratch.features.size();
    std::vector<std::int32_t>& sums = scratch.sums;
    sums.assign(stride_, 0);
    // Where the rows are is found out before they are read, so that they come from memory together.
    std::vector<const std::int8_t*>& rows = scratch.rows;
    rows.clear();
    for (const std::uint32_t feature : scratch.features) {
        if (row_of_[feature] < 0 || rows.size() == known_features_max) continue;
        rows.push_back(weights_.data() + place(row_of_[feature], 0));
        __builtin_prefetch(rows.back());
    }
    const auto known = static_cast<int>(rows.size());
    for (std::size_t first = 0; first < rows.size(); first += rows_max) {
        const std::size_t end = std::min(rows.size(), first + rows_max);
        for (int at = 0; at < stride_; at += block) add_blocks(rows, first, end, at, sums.data());
    }
    for (int i = 0; i < intents_; ++i) {
        const std::int64_t scaled = static_cast<std::int64_t>(sums[i]) * inverse_norm_[known];
        reading.margins[i] = static_cast<int>(scaled / 65536) + bias_[i];
    }
    if (seen > 0) reading.known_permille = known * 1000 / static_cast<int>(seen);
}

}  // namespace intents
