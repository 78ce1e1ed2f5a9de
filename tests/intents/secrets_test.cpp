#include "intents/secrets.h"

#include <gtest/gtest.h>

namespace intents {
namespace {

TEST(Secrets, show_three_characters_and_two)
{
    EXPECT_EQ(masked(U"K7Q2M9XP4ZB1C8RT"), U"K7Q***RT");
}

TEST(Secrets, that_are_short_show_nothing)
{
    EXPECT_EQ(masked(U"ABCDEFGHIJKL"), U"ABC***KL");
    EXPECT_EQ(masked(U"ABCDEFGHIJK"), U"***");
    EXPECT_EQ(masked(U"1234567"), U"***");
    EXPECT_EQ(masked(U""), U"***");
}

TEST(Secrets, have_one_fingerprint_however_they_are_written)
{
    EXPECT_EQ(fingerprint(U"ABCDE-FGHIJ"), fingerprint(U"abcde fghij"));
    EXPECT_EQ(fingerprint(U"ＡＢＣＤＥＦＧＨＩＪ"), fingerprint(U"ABCDEFGHIJ"));
    EXPECT_NE(fingerprint(U"ABCDEFGHIJ"), fingerprint(U"ABCDEFGHIK"));
    EXPECT_EQ(fingerprint(U"abc"),  // SHA-256 of "ABC"
              "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78");
}

TEST(Secrets, are_masked_where_they_stand)
{
    EXPECT_EQ(mask_spans(U"码ABCDEFGHIJKL和12345678吧", {{14, 22}, {1, 13}}), "码ABC***KL和***吧");
}

}  // namespace
}  // namespace intents
