#include "intents/training.h"

#include "intents/detector.h"
#include "intents/reading.h"

namespace intents {

namespace {

constexpr int folds = 4;
// Of the messages about the shop, how many may be asked back rather than answered.
constexpr int in_scope_rejection_permille = 38;
constexpr const char* out_of_scope = "out_of_scope";

// The scores as the recognisers give them, before anything is fitted to them.
const Calibration unweighted = [] {
    Calibration calibration;
    calibration.classifier_percent = 100;
    calibration.keyword_percent = 100;
    calibration.unknown_score = 0;
    calibration.other_score = 0;
    return calibration;
}();

struct Example {
    int intent = 0;
    int example = 0;
    const std::string* text = nullptr;
};

class Training {
public:
    Training(const std::shared_ptr<const Knowledge>& knowledge, const TrainingProgress& progress)
        : knowledge_(knowledge), progress_(progress)
    {
    }

    Model train();
    std::vector<HeldOutExample> cross_validate();

private:
    static int fold_of(std::size_t example) { return static_cast<int>(example % folds); }
    int intents() const { return static_cast<int>(knowledge_->definitions.size()); }
    void step()
    {
        ++done_;
        if (progress_) progress_(done_, folds + 2);
    }

    Expectation asked(std::size_t example) const
    {
        return asked_before(knowledge_->definitions[examples_[example].intent]);
    }
    void learn_folds();
    void calibrate();
    ScoredMessage scored(std::size_t example) const;
    AnsweredMessage answered(std::size_t example) const;

    std::shared_ptr<const Knowledge> knowledge_;
    TrainingProgress progress_;
    int done_ = 0;
    std::vector<Example> examples_;
    std::vector<TrainingExample> words_;
    std::vector<Model> held_out_;  // by fold
    Calibration calibration_;
};

void Training::learn_folds()
{
    words_ = knowledge_->recogniser->examples(knowledge_->definitions, knowledge_->lexicon);
    for (int intent = 0; intent < intents(); ++intent) {
        const auto& texts = knowledge_->definitions[intent].examples;
        for (std::size_t i = 0; i < texts.size(); ++i)
            examples_.push_back({intent, static_cast<int>(i), &texts[i]});
    }
    for (int fold = 0; fold < folds; ++fold) {
        std::vector<TrainingExample> others;
        for (std::size_t i = 0; i < words_.size(); ++i)
            if (fold_of(i) != fold) others.push_back(words_[i]);
        held_out_.emplace_back();
        held_out_.back().classifier = Classifier::train(others, intents());
        held_out_.back().calibration = unweighted;
        step();
    }
}

ScoredMessage Training::scored(std::size_t i) const
{
    const Reading reading =
        read_message(*knowledge_, held_out_[fold_of(i)], *examples_[i].text, asked(i));
    const Evidence evidence =
        with_priors(knowledge_->definitions, held_out_[fold_of(i)].calibration, reading.evidence,
                    reading.circumstances);
    ScoredMessage message;
    message.wanted = examples_[i].intent;
    message.known_permille = evidence.known_permille;
    message.intents.resize(knowledge_->definitions.size());
    for (const IntentDefinition& definition : knowledge_->definitions)
        message.is_other.push_back(definition.group == Group::other);
    for (const Clue& clue : evidence.clues) {
        ScoredMessage::Parts& parts = message.intents[clue.intent];
        (clue.source == Clue::Source::classifier ? parts.classifier
         : clue.source == Clue::Source::keyword || clue.source == Clue::Source::sound
             ? parts.keywords
             : parts.rest) += clue.score;
    }
    return message;
}

AnsweredMessage Training::answered(std::size_t i) const
{
    const Model& model = held_out_[fold_of(i)];
    Reading reading = read_message(*knowledge_, model, *examples_[i].text, asked(i));
    const Decision decision =
        decide(*knowledge_->recogniser, model, knowledge_->definitions, reading.message.words,
               std::move(reading.evidence), reading.circumstances);
    AnsweredMessage message;
    message.share_log_odds = decision.share_log_odds;
    message.known_permille = decision.evidence.known_permille;
    const auto is_out_of_scope = [&](int intent) {
        return knowledge_->definitions[intent].info.id == out_of_scope;
    };
    message.in_scope = !is_out_of_scope(examples_[i].intent);
    if (decision.ranking.empty()) return message;
    const int first = decision.ranking.front();
    message.has_pattern = decision.evidence.has_pattern(first);
    message.right = first == examples_[i].intent;
    message.answered_out_of_scope = is_out_of_scope(first);
    return message;
}

void Training::calibrate()
{
    std::vector<ScoredMessage> scores;
    for (std::size_t i = 0; i < examples_.size(); ++i) scores.push_back(scored(i));
    fit_weights(scores, calibration_);
    for (Model& model : held_out_) model.calibration = calibration_;
    std::vector<AnsweredMessage> answers;
    for (std::size_t i = 0; i < examples_.size(); ++i) answers.push_back(answered(i));
    fit_reliability(answers, in_scope_rejection_permille, calibration_);
    for (Model& model : held_out_) model.calibration = calibration_;
    step();
}

Model Training::train()
{
    learn_folds();
    calibrate();
    Model model = train_classifier(*knowledge_, calibration_);
    step();
    return model;
}

std::vector<HeldOutExample> Training::cross_validate()
{
    learn_folds();
    calibrate();
    std::vector<Detector> detectors;
    for (const Model& model : held_out_)
        detectors.emplace_back(knowledge_, std::make_shared<const Model>(model));
    std::vector<HeldOutExample> result;
    for (std::size_t i = 0; i < examples_.size(); ++i)
        result.push_back({examples_[i].intent, examples_[i].example,
                          detectors[fold_of(i)].understand(*examples_[i].text, asked(i))});
    step();
    return result;
}

}  // namespace

Expectation asked_before(const IntentDefinition& intent)
{
    Expectation expectation;
    if (intent.group != Group::reply) return expectation;
    if (intent.info.id == "provide_info") {
        expectation.kind = "slot";
        expectation.entity_types = {"order_id", "phone", "email", "amount", "tail"};
    } else {
        expectation.kind = "confirm";
    }
    return expectation;
}

Model train(const std::shared_ptr<const Knowledge>& knowledge, const TrainingProgress& progress)
{
    return Training(knowledge, progress).train();
}

Model train_classifier(const Knowledge& knowledge, const Calibration& calibration)
{
    Model model;
    model.learnt_from = knowledge.hash;
    for (const IntentInfo& info : knowledge.infos) model.intents.push_back(info.id);
    model.classifier =
        Classifier::train(knowledge.recogniser->examples(knowledge.definitions, knowledge.lexicon),
                          static_cast<int>(knowledge.infos.size()));
    model.calibration = calibration;
    return model;
}

std::vector<HeldOutExample> cross_validate(const std::shared_ptr<const Knowledge>& knowledge,
                                           const TrainingProgress& progress)
{
    return Training(knowledge, progress).cross_validate();
}

}  // namespace intents
