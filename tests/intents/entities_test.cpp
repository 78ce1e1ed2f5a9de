#include <gtest/gtest.h>

#include "tests/intents/kameng.h"

namespace intents {
namespace {

// The value of the only entity of that type; empty where there is none, "2 of them" where several.
std::string value(std::string_view type, const std::string& text, const Expectation& awaited = {})
{
    std::string found;
    int count = 0;
    for (const Entity& entity : kameng().understand(text, awaited).entities)
        if (entity.type == type) found = entity.value, ++count;
    return count > 1 ? std::to_string(count) + " of them" : found;
}

Expectation awaiting(std::string type)
{
    Expectation expectation;
    expectation.kind = "slot";
    expectation.entity_types = {std::move(type)};
    return expectation;
}

TEST(Entities, find_the_order_number_of_every_system)
{
    for (const char* number :
         {"DJ20260912103055XK4P9QRT2MNB7W6C", "513260912103055427", "20260912103055427",
          "2026091210305542712", "20201120140424160116303", "260912-123456789012345",
          "K7Q2M9XP4ZB1C8RT", "20260912103055aB3xZ"})
        EXPECT_EQ(value("order_id", std::string("帮我查下 ") + number + "到哪了"), number);
}

TEST(Entities, write_order_numbers_in_their_standard_form)
{
    EXPECT_EQ(value("order_id", "订单号 k7q2m9xp4zb1c8rt"), "K7Q2M9XP4ZB1C8RT");
    EXPECT_EQ(value("order_id", "260912123456789012345"), "260912-123456789012345");
    EXPECT_EQ(value("order_id", "单号５１３２６０９１２１０３０５５４２７"), "513260912103055427");
    EXPECT_EQ(value("order_id", "5132 6091 2103 0554 27"), "513260912103055427");
}

TEST(Entities, accept_short_order_numbers_behind_their_label)
{
    EXPECT_EQ(value("order_id", "订单号123456"), "123456");
    EXPECT_EQ(value("order_id", "單號是：123456"), "123456");
    EXPECT_EQ(value("order_id", "但号 123456 帮查"), "123456");
    EXPECT_EQ(value("order_id", "123456"), "");
    EXPECT_EQ(value("order_id", "123456", awaiting("order_id")), "123456");
    EXPECT_EQ(value("order_id", "订单100块的"), "");
}

TEST(Entities, do_not_take_placeholders_for_numbers)
{
    EXPECT_EQ(value("order_id", "卡密XXXXXX无法激活"), "");
    EXPECT_EQ(value("card_key", "卡密XXXXXX无法激活"), "");
    EXPECT_EQ(value("order_id", "订单号XXXXXX"), "");
}

TEST(Entities, count_offsets_in_code_points_of_the_message_as_given)
{
    const Understanding found = kameng().understand("买的点卡用不了 订单号513260912103055427");
    ASSERT_NE(found.first("order_id"), nullptr);
    EXPECT_EQ(found.first("order_id")->span, (Span{11, 29}));
    const Understanding hidden = kameng().understand("！！！\u200b訂單號：123456");
    ASSERT_NE(hidden.first("order_id"), nullptr);
    EXPECT_EQ(hidden.first("order_id")->span, (Span{8, 14}));
    EXPECT_EQ(hidden.first("order_id")->text, "123456");
}

TEST(Entities, find_payment_references)
{
    EXPECT_EQ(value("pay_ref", "支付宝单号2026091222001004680073956707"),
              "2026091222001004680073956707");
    EXPECT_EQ(value("pay_ref", "微信账单在这 4200000985202609121441826014"),
              "4200000985202609121441826014");
}

TEST(Entities, find_tails_written_and_spoken)
{
    EXPECT_EQ(value("tail", "尾号5427"), "5427");
    EXPECT_EQ(value("tail", "尾号三三七八"), "3378");
    EXPECT_EQ(value("tail", "尾号是幺两三四"), "1234");
    EXPECT_EQ(value("tail", "后四位 5427"), "5427");
    EXPECT_EQ(value("tail", "395670", awaiting("tail")), "395670");
}

TEST(Entities, find_phone_numbers_however_grouped)
{
    EXPECT_EQ(value("phone", "13812345678 这个号充的"), "13812345678");
    EXPECT_EQ(value("phone", "138 1234 5678"), "13812345678");
    EXPECT_EQ(value("phone", "138-1234-5678"), "13812345678");
    EXPECT_EQ(value("phone", "+8613812345678"), "13812345678");
    EXPECT_EQ(value("phone", "一三八零零零零一二三四"), "13800001234");
    EXPECT_EQ(value("phone", "12812345678"), "");
}

TEST(Entities, find_email_addresses)
{
    EXPECT_EQ(value("email", "用邮箱qq123456@qq.com下的"), "qq123456@qq.com");
    EXPECT_EQ(value("email", "abc_12@163.com。"), "abc_12@163.com");
    EXPECT_EQ(value("email", "a@b"), "");
}

TEST(Entities, find_qq_and_wechat_behind_their_label)
{
    EXPECT_EQ(value("qq", "我的QQ号是 123456789"), "123456789");
    EXPECT_EQ(value("qq", "扣扣12345678"), "12345678");
    EXPECT_EQ(value("qq", "123456789"), "");
    EXPECT_EQ(value("wechat", "微信号：zhang_123"), "zhang_123");
    EXPECT_EQ(value("wechat", "vx zhang-san1"), "zhang-san1");
}

TEST(Entities, find_amounts_quantities_and_durations)
{
    EXPECT_EQ(value("amount", "昨晚八点多 付的98"), "9800");
    EXPECT_EQ(value("face_value", "100的点卡用不了"), "10000");
    EXPECT_EQ(value("quantity", "买两张给我发了同一个码"), "2");
    EXPECT_EQ(value("duration", "不是秒发吗 都半小时了"), "0.5");
}

TEST(Entities, mask_card_keys)
{
    const Understanding found = kameng().understand("卡密 K7Q2M9XP4ZB1C8RT 用不了");
    const Entity* key = found.first("card_key");
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(key->secret);
    EXPECT_EQ(key->value, "K7Q***RT");
    EXPECT_EQ(key->text, "K7Q***RT");
    EXPECT_EQ(key->fingerprint.size(), 64u);
    EXPECT_EQ(key->span, (Span{3, 19}));
    EXPECT_EQ(found.text, "卡密 K7Q***RT 用不了");
    EXPECT_EQ(found.first("order_id"), nullptr);
}

TEST(Entities, know_card_keys_by_their_shape)
{
    EXPECT_EQ(value("card_key", "ABCDE-FGH1J-KLM2N"), "ABC***2N");
    EXPECT_EQ(value("card_key", "AB12-CD34-EF56-GH78"), "AB1***78");
    EXPECT_EQ(value("card_key", "12345678901----ABCDEF99"), "123***99");
}

TEST(Entities, give_one_key_one_fingerprint)
{
    const auto print = [](const char* text) {
        return kameng().understand(text).first("card_key")->fingerprint;
    };
    EXPECT_EQ(print("卡密:ABCDE-FGH1J-KLM2N"), print("激活码 abcdefgh1jklm2n"));
}

TEST(Entities, mask_everything_that_is_secret)
{
    for (const auto& [type, text] : std::vector<std::pair<std::string, std::string>>{
             {"id_card", "身份证11010519491231002X"},
             {"id_card", "11010519491231002X"},
             {"payment_code", "付款码 281234567890123456"},
             {"payment_code", "134567890123456789"},
             {"bank_card", "银行卡6222021234567894"},
             {"otp", "验证码 482913"},
             {"query_password", "查询密码8888"},
             {"query_password", "账号 zhangsan 密码 Qwer!2@34"}}) {
        const Understanding found = kameng().understand(text);
        const Entity* secret = found.first(type);
        ASSERT_NE(secret, nullptr) << text;
        EXPECT_TRUE(secret->secret) << text;
        EXPECT_NE(secret->value.find("***"), std::string::npos) << text;
        EXPECT_NE(found.text, text);
        EXPECT_FALSE(secret->fingerprint.empty());
    }
}

TEST(Entities, mask_the_whole_answer_to_a_secret_question)
{
    Expectation password;
    password.kind = "slot";
    password.slot = "query_password";
    password.secret = true;
    const Understanding found = kameng().understand("hunter2hunter2", password);
    EXPECT_EQ(found.text, "hun***r2");
    ASSERT_EQ(found.entities.size(), 1u);
    EXPECT_EQ(found.entities[0].type, "query_password");
    EXPECT_TRUE(found.entities[0].secret);
    // A control word is no password.
    EXPECT_EQ(kameng().understand("转人工", password).text, "转人工");
}

TEST(Entities, find_platforms_and_sites)
{
    EXPECT_EQ(value("platform", "pdd上买的"), "ecommerce");
    EXPECT_EQ(value("site", "pdd上买的"), "pinduoduo");
    EXPECT_EQ(value("platform", "扫他收款码付的"), "private");
    EXPECT_EQ(value("platform", "微信支付的"), "");
}

TEST(Entities, find_what_is_wrong_with_a_key)
{
    EXPECT_EQ(value("key_fault", "提示已被使用"), "used");
    EXPECT_EQ(value("key_fault", "显示卡已过期"), "expired");
    EXPECT_EQ(value("key_fault", "输进去说不存在"), "not_exist");
}

TEST(Entities, find_demands_and_not_their_opposites)
{
    EXPECT_EQ(kameng().understand("换一张或者退钱").demand,
              (std::vector<std::string>{"replace", "refund"}));
    EXPECT_TRUE(kameng().understand("不要退款").demand.empty());
    EXPECT_EQ(kameng().understand("申请全额退款").demand, (std::vector<std::string>{"refund"}));
}

TEST(Entities, find_refund_targets_and_regulators)
{
    EXPECT_EQ(value("refund_target", "退到余额"), "balance");
    EXPECT_EQ(value("refund_target", "退支付宝"), "alipay");
    EXPECT_EQ(value("regulator", "不退我就打12315"), "12315");
    EXPECT_EQ(value("regulator", "单号1231599"), "");
}

TEST(Entities, know_a_secret_that_the_message_before_announced)
{
    const auto after = [](const std::string& before) {
        Expectation expectation;
        expectation.before = before;
        return expectation;
    };
    EXPECT_EQ(value("card_key", "KXQWERTYUIOP", after("你好 卡密我发你")), "KXQ***OP");
    EXPECT_EQ(value("card_key", "KXQWERTYUIOP", after("km是:")), "KXQ***OP");
    EXPECT_EQ(value("query_password", "abc.12!", after("密码是")), "***");
    EXPECT_EQ(value("card_key", "KXQWERTYUIOP", after("我没收到卡密")), "");
    EXPECT_EQ(value("card_key", "看这里 KXQWERTYUIOP", after("卡密我发你")), "");
    EXPECT_EQ(value("order_id", "513260912103055427", after("卡密用不了 订单号我发你")),
              "513260912103055427");
}

}  // namespace
}  // namespace intents
