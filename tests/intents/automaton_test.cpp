#include "intents/automaton.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <tuple>

namespace intents {
namespace {

using Found = std::set<std::pair<int, int>>;  // phrase, end

Found scanned(const Automaton& automaton, std::u32string_view text)
{
    Found found;
    automaton.scan(text, [&](int phrase, int end) { found.emplace(phrase, end); });
    return found;
}

TEST(Automaton, finds_phrases_that_overlap_and_contain_each_other)
{
    Automaton automaton;
    const int order = automaton.add(U"订单");
    const int number = automaton.add(U"订单号");
    const int cancel = automaton.add(U"取消订单");
    automaton.compile();
    EXPECT_EQ(scanned(automaton, U"取消订单号"), (Found{{cancel, 4}, {order, 4}, {number, 5}}));
}

TEST(Automaton, gives_the_same_number_to_the_same_phrase)
{
    Automaton automaton;
    const int first = automaton.add(U"退款");
    EXPECT_EQ(automaton.add(U"退款"), first);
    EXPECT_EQ(automaton.length(first), 2);
    EXPECT_EQ(automaton.add(U""), -1);
}

TEST(Automaton, finds_nothing_before_anything_was_added)
{
    Automaton automaton;
    automaton.compile();
    EXPECT_TRUE(scanned(automaton, U"随便").empty());
}

// A small alphabet, so that phrases often share their parts.
std::u32string random_text(std::mt19937& random, std::size_t length)
{
    std::u32string text;
    for (std::size_t i = 0; i < length; ++i) text += U"退款卡密"[random() % 4];
    return text;
}

TEST(Automaton, agrees_with_a_plain_search)
{
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        Automaton automaton;
        std::vector<std::u32string> phrases;
        for (int i = 0; i < 12; ++i) {
            phrases.push_back(random_text(random, 1 + random() % 5));
            const int id = automaton.add(phrases.back());
            if (id + 1 < static_cast<int>(phrases.size())) phrases.pop_back();
        }
        automaton.compile();
        const std::u32string text = random_text(random, 60);
        Found expected;
        for (std::size_t p = 0; p < phrases.size(); ++p)
            for (std::size_t at = text.find(phrases[p]); at != text.npos;
                 at = text.find(phrases[p], at + 1))
                expected.emplace(p, at + phrases[p].size());
        EXPECT_EQ(scanned(automaton, text), expected);
    }
}

// Counts the work, not the time: repetition that falls back at every step costs no more.
TEST(Automaton, tries_two_edges_a_character_at_most)
{
    Automaton automaton;
    for (int i = 1; i <= 40; ++i) automaton.add(std::u32string(i, U'退'));
    for (int i = 1; i <= 40; ++i) automaton.add(std::u32string(i, U'退') + U"款" + U"退款退款");
    automaton.compile();
    for (const int size : {100, 1000, 10000}) {
        std::u32string same(size, U'退'), mixed;
        while (static_cast<int>(mixed.size()) < size) mixed += std::u32string(39, U'退') + U"款退";
        const auto ignore = [](int, int) {};
        EXPECT_LE(automaton.scan(same, ignore), 2 * same.size());
        EXPECT_LE(automaton.scan(mixed, ignore), 2 * mixed.size());
    }
}

}  // namespace
}  // namespace intents
