// How well the pack's own intents are told apart: by five-fold cross-validation over the examples,
// and over messages that nothing in the pack was written for (held_out.tsv).
#include <gtest/gtest.h>

#include <sstream>

#include "intents/evaluation.h"
#include "intents/model.h"
#include "intents/training.h"
#include "intents/yaml.h"
#include "tests/intents/kameng.h"

namespace intents {
namespace {

void report(const char* what, const Evaluation& result)
{
    std::cout << what << ": macro-F1 " << result.macro_f1 << ", right " << result.right
              << ", wrong " << result.wrong << ", abstained " << result.abstained << " of "
              << result.judged.size() << ", coverage at 97 % " << result.coverage_at(0.97).coverage
              << ", calibration error " << result.calibration_error << "\n";
}

TEST(Quality, the_stored_model_was_learnt_from_the_present_examples)
{
    const auto files = read_pack_files("packs/kameng");
    const auto stored = Model::read(files.at(model_file));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->learnt_from, kameng().model().learnt_from)
        << "run: script/kefu train packs/kameng";
}

TEST(Quality, examples_are_told_apart_when_held_out_of_training)
{
    Problems problems;
    const auto knowledge = Knowledge::read(read_pack_files("packs/kameng"), problems);
    ASSERT_NE(knowledge, nullptr) << problems.to_text(false);
    std::vector<JudgedMessage> judged;
    for (const HeldOutExample& one : cross_validate(knowledge))
        judged.push_back(judge({knowledge->infos[one.intent].id,
                                knowledge->definitions[one.intent].examples[one.example], ""},
                               one.understanding));
    const Evaluation result = evaluate(std::move(judged));
    report("cross-validation", result);
    EXPECT_GT(result.macro_f1, 0.86);
    EXPECT_GT(result.coverage_at(0.97).coverage, 0.6);
    EXPECT_LT(result.calibration_error, 0.03);
    EXPECT_LT(result.in_scope_rejected, result.in_scope * 4 / 100);
    EXPECT_GT(result.out_of_scope_rejected, result.out_of_scope * 75 / 100);
}

Evaluation judged(const std::string& file)
{
    std::ifstream in(file);
    const std::string contents(std::istreambuf_iterator<char>(in), {});
    Problems problems;
    std::vector<JudgedMessage> judged;
    for (const LabelledMessage& message : read_labelled(file, contents, &kameng(), problems))
        judged.push_back(judge(message, kameng().understand(message.text)));
    EXPECT_TRUE(problems.empty()) << problems.to_text(false);
    return evaluate(std::move(judged));
}

// Nothing in the pack was written with these in view. Whoever mends the pack by them moves them to
// once_misread.tsv and writes new ones.
TEST(Quality, new_messages_are_told_apart)
{
    const Evaluation result = judged("tests/intents/held_out.tsv");
    report("held out", result);
    ASSERT_GT(result.judged.size(), 70u);
    EXPECT_GT(result.macro_f1, 0.85);
    EXPECT_LT(result.wrong, 8);
}

// Written from the definitions of the intents by somebody who had not seen the examples. The
// figures are those that the project set itself, less what a new training may vary them by.
TEST(Quality, sentences_written_from_the_definitions_are_understood)
{
    const Evaluation result = judged("tests/intents/definitions.tsv");
    report("definitions", result);
    EXPECT_GT(result.macro_f1, 0.925);
    EXPECT_GT(result.coverage_at(0.97).coverage, 0.87);
    EXPECT_LT(result.in_scope_rejected, result.in_scope * 2 / 100);
    EXPECT_GT(result.out_of_scope_rejected, result.out_of_scope * 80 / 100);
}

// The same 38 intents in four ways of speaking, four sentences each, by another hand that had not
// seen the examples either.
TEST(Quality, every_way_of_speaking_is_understood)
{
    const std::map<std::string, double> least = {
        {"plain", 0.96}, {"slang", 0.93}, {"noisy", 0.92}, {"indirect", 0.65}};
    for (const auto& [style, share] : least) {
        const Evaluation result = judged("tests/intents/styles/" + style + ".tsv");
        report(style.c_str(), result);
        EXPECT_GT(result.right, share * result.judged.size()) << style;
    }
    const Evaluation unrelated = judged("tests/intents/styles/unrelated.tsv");
    report("unrelated", unrelated);
    EXPECT_GT(unrelated.out_of_scope_rejected, unrelated.out_of_scope * 70 / 100);
}

// A former held-out set that the pack has since been mended by: no measure, but no way back.
TEST(Quality, messages_once_misread_stay_understood)
{
    const Evaluation result = judged("tests/intents/once_misread.tsv");
    ASSERT_EQ(result.judged.size(), 100u);
    EXPECT_GE(result.right, 92);
}

TEST(Quality, every_intent_has_many_examples)
{
    for (const auto& [path, contents] : read_pack_files("packs/kameng")) {
        if (!path.starts_with("intents/")) continue;
        Problems problems;
        EXPECT_GE(Yaml::parse(path, contents, problems).field("examples").items().size(), 25u)
            << path;
    }
}

}  // namespace
}  // namespace intents
