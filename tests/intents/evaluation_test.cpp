#include "intents/evaluation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace intents {
namespace {

JudgedMessage judged(const std::string& wanted, const std::string& given, int confidence,
                     const std::string& first = {})
{
    const std::string best = first.empty() ? given : first;
    return {{wanted, "text", "file:1"}, given, best, {best}, confidence};
}

TEST(Evaluation, counts_answers_and_abstentions)
{
    const Evaluation result = evaluate({judged("a", "a", 900), judged("a", "b", 600),
                                        judged("b", "", 300, "b"), judged("b", "b", 800)});
    EXPECT_EQ(result.right, 2);
    EXPECT_EQ(result.wrong, 1);
    EXPECT_EQ(result.abstained, 1);
    EXPECT_EQ(result.first_right, 3);
    EXPECT_EQ(result.offered_right, 3);
    // a: precision 1, recall 1/2; b: precision 1/2, recall 1/2
    EXPECT_NEAR(result.macro_f1, (2.0 / 3 + 0.5) / 2, 1e-9);
    ASSERT_EQ(result.confusions.size(), 2u);
    EXPECT_EQ(result.confusions[0].wanted, "a");
    EXPECT_EQ(result.confusions[0].given, "b");
    EXPECT_EQ(result.confusions[0].messages, std::vector<int>{1});
}

TEST(Evaluation, takes_an_abstention_for_the_right_answer_to_what_is_none_of_our_business)
{
    const Evaluation result =
        evaluate({judged("out_of_scope", "", 200, "a"), judged("out_of_scope", "out_of_scope", 900),
                  judged("out_of_scope", "a", 500), judged("a", "", 300, "a")});
    EXPECT_EQ(result.right, 2);
    EXPECT_EQ(result.out_of_scope, 3);
    EXPECT_EQ(result.out_of_scope_rejected, 2);
    EXPECT_EQ(result.in_scope, 1);
    EXPECT_EQ(result.in_scope_rejected, 1);
}

TEST(Evaluation, finds_the_widest_coverage_that_is_precise_enough)
{
    const Evaluation result = evaluate({judged("a", "a", 950), judged("a", "a", 900),
                                        judged("a", "b", 700), judged("a", "a", 600)});
    EXPECT_DOUBLE_EQ(result.coverage_at(0.97).coverage, 0.5);
    EXPECT_EQ(result.coverage_at(0.97).confidence_permille, 900);
    EXPECT_DOUBLE_EQ(result.coverage_at(0.75).coverage, 1);
    EXPECT_DOUBLE_EQ(evaluate({judged("a", "b", 900)}).coverage_at(0.97).coverage, 0);
}

TEST(Evaluation, measures_how_far_confidence_is_from_the_truth)
{
    std::vector<JudgedMessage> messages;
    for (int i = 0; i < 10; ++i) messages.push_back(judged("a", i < 5 ? "a" : "b", 750));
    EXPECT_NEAR(evaluate(messages).calibration_error, 0.25, 1e-9);
}

TEST(Evaluation, stands_having_nothing_to_evaluate)
{
    const Evaluation result = evaluate({});
    EXPECT_EQ(result.accuracy(), 0);
    EXPECT_EQ(to_json(result, 0.97).at("messages"), 0);
}

TEST(Evaluation, reads_labelled_lines_and_names_those_it_cannot)
{
    Problems problems;
    const auto messages = read_labelled(
        "set.tsv", "# a comment\na\t卡密 用不了\r\n\nno tab\nb\t退款", nullptr, problems);
    ASSERT_EQ(messages.size(), 2u);
    EXPECT_EQ(messages[0].text, "卡密 用不了");
    EXPECT_EQ(messages[1].place, "set.tsv:5");
    ASSERT_EQ(problems.all().size(), 1u);
    EXPECT_EQ(problems.all()[0].line, 4);
}

}  // namespace
}  // namespace intents
