#include "intents/numbers.h"

#include <gtest/gtest.h>

namespace intents {
namespace {

TEST(Numbers, knows_the_order_systems)
{
    EXPECT_TRUE(is_dujiao_next("DJ20260912103055XK4P9QRT2MNB7W6C"));
    EXPECT_TRUE(is_dujiao_next("DJ20260912103055123456-01"));
    EXPECT_TRUE(is_dujiao_next("DN202602110001"));
    EXPECT_TRUE(is_acg_faka("513260912103055427"));
    EXPECT_TRUE(is_acg_ticket("TK260912103055AB12CD34"));
    EXPECT_TRUE(is_caihong("20260912103055427"));
    EXPECT_TRUE(is_caihong("20260912103055427RMB"));
    EXPECT_TRUE(is_epay("2026091210305542712"));
    EXPECT_TRUE(is_card_system("20260912103055aB3xZ"));
    EXPECT_TRUE(is_boosting("20201120140424160116303"));
    EXPECT_TRUE(is_pinduoduo("260912-123456789012345"));
    EXPECT_TRUE(is_pinduoduo("260912123456789012345"));
    EXPECT_TRUE(is_payment_ref("4200000985202609121441826014"));
    EXPECT_TRUE(is_dujiaoka("K7Q2M9XP4ZB1C8RT"));
    EXPECT_TRUE(is_dujiaoka("k7q2m9xp4zb1c8rt"));
}

TEST(Numbers, refuses_dates_and_times_that_do_not_exist)
{
    EXPECT_FALSE(is_acg_faka("513261312103055427"));
    EXPECT_FALSE(is_acg_faka("513260912253055427"));
    EXPECT_FALSE(is_caihong("20261312103055427"));
    EXPECT_FALSE(is_pinduoduo("261345-123456789012345"));
}

TEST(Numbers, checks_the_last_character_of_an_id_card)
{
    EXPECT_TRUE(is_id_card("11010519491231002X"));
    EXPECT_FALSE(is_id_card("440524188001010014"));  // born in 1880
    EXPECT_FALSE(is_id_card("110105194912310021"));
    EXPECT_FALSE(is_id_card("513260912103055427"));  // an order number
}

TEST(Numbers, checks_the_last_digit_of_a_bank_card)
{
    EXPECT_TRUE(has_luhn_digit("6222021234567894"));
    EXPECT_FALSE(has_luhn_digit("6222021234567890"));
}

TEST(Numbers, knows_card_keys_by_their_groups)
{
    EXPECT_TRUE(is_card_key("ABCDE-FGH1J-KLM2N"));
    EXPECT_TRUE(is_card_key("AB12-CD34-EF56-GH78"));
    EXPECT_FALSE(is_card_key("AB12-CD34"));
    EXPECT_FALSE(is_card_key("138-1234-5678"));
    EXPECT_FALSE(is_card_key("ABCDE-FGH1J-"));
}

TEST(Numbers, knows_what_stands_for_a_number_not_given)
{
    EXPECT_TRUE(is_placeholder("XXXXXX"));
    EXPECT_TRUE(is_placeholder("xxxx-xxxx"));
    EXPECT_TRUE(is_placeholder("000000"));
    EXPECT_FALSE(is_placeholder("123456"));
    EXPECT_FALSE(is_placeholder("8888"));  // a password
}

TEST(Numbers, tells_payment_codes)
{
    EXPECT_TRUE(is_wechat_payment_code("134567890123456789"));
    EXPECT_FALSE(is_wechat_payment_code("164567890123456789"));
    EXPECT_TRUE(is_alipay_payment_code("281234567890123456"));
}

}  // namespace
}  // namespace intents
