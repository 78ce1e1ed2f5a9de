#include "bot/gateway/shop_system.h"

#include <gtest/gtest.h>

using namespace bot::gateway;

TEST(ShopAmount, is_read_without_a_floating_point)
{
    EXPECT_EQ(minor_units("98.00"), 9800);
    EXPECT_EQ(minor_units("0.29"), 29);
    EXPECT_EQ(minor_units("98.5"), 9850);
    EXPECT_EQ(minor_units("98"), 9800);
    for (const char* wrong : {"", "-1.00", "1.001", "1e3", "12a", "9999999999999999.00"})
        EXPECT_EQ(minor_units(wrong), std::nullopt) << wrong;
}

TEST(ShopTime, is_the_shops_own_and_null_where_there_is_none)
{
    EXPECT_EQ(shop_time("2026-09-12 10:31:10", "+08:00"), "2026-09-12T10:31:10+08:00");
    EXPECT_TRUE(shop_time(std::nullopt, "+08:00").is_null());
    EXPECT_TRUE(shop_time("0000-00-00 00:00:00", "+08:00").is_null());
}

TEST(ShopContact, without_an_at_is_masked_like_a_phone)
{
    EXPECT_EQ(contact_of("ming@qq.com")["email"], "ming@qq.com");
    EXPECT_EQ(contact_of("123456789")["phone"], "123456789");
    EXPECT_TRUE(contact_of("")["phone"].is_null());
}
