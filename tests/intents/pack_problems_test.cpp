#include <gtest/gtest.h>

#include "intents/detector.h"

namespace intents {
namespace {

// What building a pack of these files says.
std::string problems_of(const std::map<std::string, std::string>& files)
{
    Problems problems;
    const auto detector = Detector::build(files, problems);
    EXPECT_EQ(detector == nullptr, !problems.empty());
    return problems.to_text(false);
}

const std::string head = "id: a\ntitle: 甲\ngroup: action\n";

TEST(PackProblems, none_in_a_small_pack)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "examples: [退款]\n"}}), "");
}

TEST(PackProblems, no_intents)
{
    EXPECT_EQ(problems_of({}), "intents/: no intents: no intents/*.yaml in the pack\n");
}

TEST(PackProblems, unknown_field)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "exampels: [退款]\n"}}),
              "intents/a.yaml:4:1: unknown field 'exampels' — did you mean 'examples'?\n");
}

TEST(PackProblems, missing_fields)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", "id: a\n"}}),
              "intents/a.yaml:1:1: 'title' is missing\n"
              "intents/a.yaml:1:1: 'group' is missing\n");
}

TEST(PackProblems, unknown_group_and_priority)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", "id: a\ntitle: 甲\ngroup: actoin\npriority: P9\n"}}),
              "intents/a.yaml:4:11: unknown priority 'P9' — did you mean 'P0'?\n"
              "intents/a.yaml:3:8: unknown group 'actoin' — did you mean 'action'?\n");
}

TEST(PackProblems, bad_expression)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "patterns:\n  - name: p\n    re: '(退款'\n"}}),
              "intents/a.yaml:6:9: not a valid RE2 expression: missing ): (退款 — note that RE2 "
              "has no look-around and no back-references\n");
}

TEST(PackProblems, expression_that_matches_everything)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "patterns:\n  - name: p\n    re: '退?'\n"}}),
              "intents/a.yaml:6:9: this expression matches every message\n");
}

TEST(PackProblems, sample_that_its_pattern_misses)
{
    EXPECT_EQ(
        problems_of({{"intents/a.yaml", head + "patterns:\n"
                                               "  - name: p\n"
                                               "    re: 退款\n"
                                               "    samples: [我要退款, 我要退錢]\n"
                                               "    not_samples: [退款規則]\n"}}),
        "intents/a.yaml:7:21: pattern 'p' does not match its sample '我要退錢' — it is read as "
        "'我要退钱'\n"
        "intents/a.yaml:8:19: pattern 'p' matches '退款規則', which it must not — it is read as "
        "'退款规则'\n");
}

TEST(PackProblems, none_where_unless_keeps_a_pattern_from_counting)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "patterns:\n"
                                                     "  - name: p\n"
                                                     "    re: 不要了\n"
                                                     "    unless: 余额不要了\n"
                                                     "    samples: [这单不要了]\n"
                                                     "    not_samples: [餘額不要了]\n"}}),
              "");
}

TEST(PackProblems, intent_defined_twice)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head}, {"intents/b.yaml", head}}),
              "intents/b.yaml:1:5: intent 'a' is defined twice, first in intents/a.yaml:1 — merge "
              "the two or rename one\n");
}

TEST(PackProblems, example_under_two_intents)
{
    EXPECT_EQ(
        problems_of({{"intents/a.yaml", head + "examples:\n  - 我要退款\n"},
                     {"intents/b.yaml",
                      "id: b\ntitle: 乙\ngroup: faq\nexamples:\n  - 我要退款!!\n  - 我要退款!\n"}}),
        "intents/b.yaml:6:5: example '我要退款!' stands already in intents/b.yaml:5 under b — "
        "keep one of them\n");
    EXPECT_EQ(problems_of(
                  {{"intents/a.yaml", head + "examples:\n  - 我要退款\n"},
                   {"intents/b.yaml", "id: b\ntitle: 乙\ngroup: faq\nexamples:\n  - 我要退款\n"}}),
              "intents/b.yaml:5:5: example '我要退款' stands already in intents/a.yaml:5 under a — "
              "keep one of them\n");
}

TEST(PackProblems, keyword_written_twice_and_weight_out_of_range)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head + "keywords:\n"
                                                     "  - {text: 退款, weight: 5000}\n"
                                                     "  - {text: 退款, weight: 100}\n"}}),
              "intents/a.yaml:5:24: weight must be 1 to 1000\n"
              "intents/a.yaml:6:12: keyword '退款' is read as '退款', which is here already — keep "
              "one of them\n");
}

TEST(PackProblems, broken_yaml)
{
    const std::string text = problems_of({{"intents/a.yaml", "id: [a\n"}});
    EXPECT_EQ(text.rfind("intents/a.yaml:", 0), 0u) << text;
    EXPECT_NE(text.find("not valid YAML"), std::string::npos) << text;
}

TEST(PackProblems, control_word_under_two_meanings)
{
    EXPECT_EQ(problems_of({{"intents/a.yaml", head},
                           {"control.yaml", "stop: [算了]\nback: [算了!]\nhumn: [人工]\n"}}),
              "control.yaml:3:1: unknown field 'humn' — did you mean 'human'?\n"
              "control.yaml:1:1: 'human' is missing\n"
              "control.yaml:1:1: 'bot' is missing\n"
              "control.yaml:2:8: '算了!' stands also under stop — keep one of them\n"
              "control.yaml:1:1: 'restart' is missing\n");
}

}  // namespace
}  // namespace intents
