#include <gtest/gtest.h>

#include <set>

#include "bot/random.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;

TEST(Ids, of_conversations_grow_with_time)
{
    dialogs::Time time{1'700'000'000'000ms};
    std::string before = conversation_id(time);
    for (const auto step : {1ms, 31ms, 1000ms, 86'400'000ms}) {
        time += step;
        const std::string next = conversation_id(time);
        EXPECT_LT(before, next);
        EXPECT_EQ(next.size(), before.size());
        before = next;
    }
}

TEST(Ids, do_not_repeat)
{
    std::set<std::string> ids;
    for (int i = 0; i < 10'000; ++i) ids.insert(random_id("b_"));
    EXPECT_EQ(ids.size(), 10'000U);
    EXPECT_EQ(ids.begin()->size(), 28U);
}

// RFC 4231, test case 2.
TEST(Hmac, is_the_standard_one)
{
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Compare, says_equal_only_for_equal)
{
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_in_constant_time("", "a"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
