#include "intents/amounts.h"

#include <gtest/gtest.h>

#include "intents/utf8.h"

namespace intents {
namespace {

// "amount 9880, quantity 3"
std::string found(std::string_view text)
{
    std::string all;
    for (const Amount& amount : find_amounts(decode_utf8(text)))
        all += (all.empty() ? "" : ", ") + std::string(amount.type) + " " + amount.value;
    return all;
}

TEST(Amounts, are_read_in_minor_units)
{
    EXPECT_EQ(found("98元"), "amount 9800");
    EXPECT_EQ(found("¥ 98.50"), "amount 9850");
    EXPECT_EQ(found("98块8"), "amount 9880");
    EXPECT_EQ(found("九十八块八"), "amount 9880");
    EXPECT_EQ(found("5毛"), "amount 50");
    EXPECT_EQ(found("块五"), "amount 150");
    EXPECT_EQ(found("一千二百块"), "amount 120000");
    EXPECT_EQ(found("一千二块"), "amount 120000");
    EXPECT_EQ(found("两百五块钱"), "amount 25000");
    EXPECT_EQ(found("两百零五元"), "amount 20500");
    EXPECT_EQ(found("1.2w元"), "amount 1200000");
    EXPECT_EQ(found("100米"), "amount 10000");
    EXPECT_EQ(found("50rmb"), "amount 5000");
}

TEST(Amounts, behind_a_word_for_paying_need_no_unit)
{
    EXPECT_EQ(found("付了98"), "amount 9800");
    EXPECT_EQ(found("微信转了500"), "amount 50000");
    EXPECT_EQ(found("付100退95"), "amount 10000, amount 9500");
}

TEST(Amounts, that_name_the_goods_are_face_values)
{
    EXPECT_EQ(found("100的点卡"), "face_value 10000");
    EXPECT_EQ(found("面值100"), "face_value 10000");
    EXPECT_EQ(found("两百的卡"), "face_value 20000");
    EXPECT_EQ(found("100面值的"), "face_value 10000");
    EXPECT_EQ(found("50元点卡"), "face_value 5000");
    EXPECT_EQ(found("买的100发来50的"), "face_value 5000");
}

TEST(Amounts, count_pieces)
{
    EXPECT_EQ(found("买10张只到了8张"), "quantity 10, quantity 8");
    EXPECT_EQ(found("三张全废"), "quantity 3");
    EXPECT_EQ(found("50的2张"), "face_value 5000, quantity 2");
    EXPECT_EQ(found("第三张"), "");
    EXPECT_EQ(found("另外一个"), "");
}

TEST(Amounts, count_time_in_hours)
{
    EXPECT_EQ(found("72小时都过了"), "duration 72");
    EXPECT_EQ(found("都半小时了"), "duration 0.5");
    EXPECT_EQ(found("半个小时"), "duration 0.5");
    EXPECT_EQ(found("三个多小时"), "duration 3");
    EXPECT_EQ(found("一个半小时"), "duration 1.5");
    EXPECT_EQ(found("30分钟"), "duration 0.5");
    EXPECT_EQ(found("等了两天"), "duration 48");
    EXPECT_EQ(found("3个工作日"), "duration 72");
    EXPECT_EQ(found("一周"), "duration 168");
}

TEST(Amounts, are_not_read_into_set_phrases)
{
    EXPECT_EQ(found("24小时客服"), "");
    EXPECT_EQ(found("7天无理由"), "");
    EXPECT_EQ(found("三天两头"), "");
    EXPECT_EQ(found("这都第三天了"), "");
    EXPECT_EQ(found("不退我就打12315 卡密是坏的"), "");
    EXPECT_EQ(found("AB12元"), "");
    EXPECT_EQ(found("网易一卡通"), "");
}

}  // namespace
}  // namespace intents
