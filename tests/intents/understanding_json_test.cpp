#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/intents/kameng.h"

namespace intents {
namespace {

TEST(UnderstandingJson, comes_back_exactly)
{
    Expectation secret;
    secret.slot = "query_password";
    secret.secret = true;
    for (const char* text : {"卡密K7Q2M9XP4ZB1C8RT用不了 转人工 付了98", "", "\xff\xfe", "转人工",
                             "asdkjh 随便", "订单号123456 要退款 72小时都过了"}) {
        const Understanding plain = kameng().understand(text);
        EXPECT_EQ(understanding_from_json(to_json(plain)), plain) << text;
        const Understanding masked = kameng().understand(text, secret);
        EXPECT_EQ(understanding_from_json(nlohmann::json::parse(to_json(masked).dump())), masked);
    }
}

TEST(UnderstandingJson, prints_for_parse_as_documented)
{
    const std::string text = "卡密用不了 订单号123456";
    const nlohmann::json json = to_parse_json(kameng().understand(text), text);
    EXPECT_EQ(json.at("text"), text);
    EXPECT_EQ(json.at("intent"), "invalid_key");
    EXPECT_EQ(json.at("abstained"), false);
    EXPECT_GT(json.at("confidence").get<double>(), 0.9);
    EXPECT_LE(json.at("confidence").get<double>(), 1.0);
    EXPECT_EQ(json.at("ranking").at(0).at("intent"), "invalid_key");
    EXPECT_FALSE(json.at("why").empty());
    EXPECT_EQ(json.at("entities").at(0).dump(),
              R"({"end":15,"start":9,"text":"123456","type":"order_id","value":"123456"})");
}

TEST(UnderstandingJson, masks_secrets_for_parse_unless_asked_to_reveal)
{
    const std::string text = "卡密 K7Q2M9XP4ZB1C8RT 用不了";
    const Understanding understanding = kameng().understand(text);
    EXPECT_EQ(to_parse_json(understanding, text).dump().find("M9XP"), std::string::npos);
    const nlohmann::json revealed = to_parse_json(understanding, text, true);
    EXPECT_EQ(revealed.at("text"), text);
    EXPECT_EQ(revealed.at("entities").at(0).at("value"), "K7Q2M9XP4ZB1C8RT");
}

}  // namespace
}  // namespace intents
