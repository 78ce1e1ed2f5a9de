#include "intents/pattern_set.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <random>

#include "intents/intent_file.h"
#include "intents/utf8.h"

namespace intents {
namespace {

struct CompiledSet {
    explicit CompiledSet(const std::vector<std::string>& expressions)
    {
        for (const std::string& re : expressions) set.add(compile_pattern(re));
        set.compile(automaton);
        automaton.compile();
    }

    std::vector<int> found(const std::string& text) const
    {
        std::vector<int> atoms;
        automaton.scan(decode_utf8(text), [&](int phrase, int) {
            if (const int atom = set.atom_of(phrase); atom >= 0) atoms.push_back(atom);
        });
        std::vector<PatternSet::Match> matches;
        set.find(text, atoms, matches);
        std::vector<int> patterns;
        for (const PatternSet::Match& match : matches) patterns.push_back(match.pattern);
        return patterns;
    }

    PatternSet set;
    Automaton automaton;
};

TEST(PatternSet, finds_where_the_first_match_stands)
{
    CompiledSet compiled({"卡密", "退.{0,2}款"});
    const std::string text = "要退全款 退款";
    std::vector<PatternSet::Match> matches;
    compiled.set.find(text, {0, 1, 2, 1}, matches);
    ASSERT_EQ(matches.size(), 1u);
    EXPECT_EQ(text.substr(matches[0].start, matches[0].end - matches[0].start), "退全款");
}

TEST(PatternSet, runs_what_has_no_sure_literal_on_every_message)
{
    const CompiledSet compiled({"^[0-9]+$", "退款", ".*"});
    EXPECT_EQ(compiled.found("123"), (std::vector<int>{0, 2}));
    EXPECT_EQ(compiled.found(""), std::vector<int>{2});
    EXPECT_TRUE(CompiledSet({}).found("退款").empty());
}

// Sequences, alternatives and options of a few characters, each within the others.
std::string random_expression(std::mt19937& random, int depth)
{
    static const char* const pieces[] = {"退", "款", "卡", "密", "退款", "tk", "[卡密]", ".{0,2}"};
    if (depth == 0) return pieces[random() % std::size(pieces)];
    const std::string one = random_expression(random, depth - 1);
    const std::string other = random_expression(random, depth - 1);
    switch (random() % 4) {
        case 0:
            return "(" + one + "|" + other + ")";
        case 1:
            return "(" + one + ")?" + other;
        default:
            return one + other;
    }
}

TEST(PatternSet, agrees_with_trying_every_expression_in_turn)
{
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
        std::vector<std::string> expressions;
        for (int i = 0; i < 20; ++i)
            expressions.push_back(random_expression(random, 1 + static_cast<int>(random() % 4)));
        const CompiledSet compiled(expressions);
        for (int i = 0; i < 50; ++i) {
            std::string text;
            for (std::size_t size = random() % 9; size > 0; --size) {
                static const char* const written[] = {"退", "款", "卡", "密", "tk", " "};
                text += written[random() % std::size(written)];
            }
            std::vector<int> wanted;
            for (int pattern = 0; pattern < static_cast<int>(expressions.size()); ++pattern)
                if (re2::RE2::PartialMatch(text, re2::RE2(expressions[pattern], pattern_options())))
                    wanted.push_back(pattern);
            ASSERT_EQ(compiled.found(text), wanted) << text;
        }
    }
}

}  // namespace
}  // namespace intents
