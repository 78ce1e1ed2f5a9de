#include <gtest/gtest.h>

#include "bot/rate_limiter.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;

const dialogs::Time start{1'800'000'000'000ms};

TEST(TokenBucket, allows_a_burst_and_then_a_steady_rate)
{
    TokenBucket bucket(3, 2);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start));
    EXPECT_EQ(bucket.take(start), 1s);
    EXPECT_FALSE(bucket.take(start + 500ms));
    EXPECT_TRUE(bucket.take(start + 500ms));
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start + 1h));
    EXPECT_TRUE(bucket.take(start + 1h));
}

TEST(TokenBucket, gains_nothing_from_a_clock_set_back)
{
    TokenBucket bucket(1, 1);
    EXPECT_FALSE(bucket.take(start));
    EXPECT_TRUE(bucket.take(start - 1h));
}

TEST(TokenBuckets, keep_keys_apart)
{
    TokenBuckets buckets(1, 1);
    EXPECT_FALSE(buckets.take("one", start));
    EXPECT_TRUE(buckets.take("one", start));
    EXPECT_FALSE(buckets.take("other", start));
}

TEST(TokenBuckets, remember_no_more_keys_than_their_most_and_forget_the_longest_unused)
{
    TokenBuckets buckets(10, 0.001);
    for (int i = 0; i < 20; ++i) buckets.take("first", start);
    const auto key = [](std::size_t i) { return "key " + std::to_string(i); };
    for (std::size_t i = 0; i < keys_max * 5 / 4; ++i) {
        buckets.take(key(i), start + std::chrono::milliseconds(i));
        ASSERT_LE(buckets.size(), keys_max);
    }
    // The newest are known: its bucket is not full again.
    EXPECT_FALSE(buckets.take("first", start + 1h)) << "forgotten, so it begins anew";
    const std::string newest = key(keys_max * 5 / 4 - 1);
    for (int i = 0; i < 9; ++i) EXPECT_FALSE(buckets.take(newest, start + 10min));
    EXPECT_TRUE(buckets.take(newest, start + 10min));
}

TEST(TokenBuckets, forget_who_may_send_everything_again)
{
    TokenBuckets buckets(1, 1);
    for (int i = 0; i < 100'000; ++i)
        buckets.take("key " + std::to_string(i), start + std::chrono::milliseconds(10 * i));
    EXPECT_LT(buckets.size(), 10'000U);
}

TEST(Attempts, remember_no_more_keys_than_their_most)
{
    Attempts attempts(5, 10min);
    for (std::size_t i = 0; i < keys_max * 5 / 4; ++i) {
        attempts.count("key " + std::to_string(i), start);
        ASSERT_LE(attempts.size(), keys_max + 1);
    }
}

TEST(Attempts, block_after_the_most_and_say_for_how_long)
{
    Attempts attempts(5, 10min);
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(attempts.blocked("k", start + std::chrono::minutes(i)));
        attempts.count("k", start + std::chrono::minutes(i));
    }
    EXPECT_EQ(attempts.blocked("k", start + 4min), 6min);
    EXPECT_FALSE(attempts.blocked("other", start + 4min));
    EXPECT_FALSE(attempts.blocked("k", start + 10min));
}

}  // namespace
