#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "tests/intents/kameng.h"

namespace intents {
namespace {

using Flags = std::vector<std::string>;

std::string intent(const std::string& text, const Expectation& expectation = {})
{
    return kameng().understand(text, expectation).intent.value_or("none");
}

TEST(Detector, understands_the_shops_everyday_messages)
{
    EXPECT_EQ(intent("买的点卡用不了 订单号513260912103055427"), "invalid_key");
    EXPECT_EQ(intent("订单号123456，卡密XXXXXX无法激活，截图附上，申请全额退款"), "invalid_key");
    EXPECT_EQ(intent("取肖订单 513260912103055427"), "cancel_order");
    EXPECT_EQ(intent("不是秒发吗 都半小时了"), "late_delivery");
    EXPECT_EQ(intent("显示充值成功 话费一分没到"), "not_arrived");
    EXPECT_EQ(intent("转人工"), "human_agent");
    EXPECT_EQ(intent("zrg"), "human_agent");
    EXPECT_EQ(intent("别机器人了 给我找个活人"), "human_agent");
    EXPECT_EQ(intent("你好"), "greet_thanks_bye");
}

TEST(Detector, knows_all_38_intents_with_their_titles)
{
    EXPECT_EQ(kameng().intents().size(), 38u);
    ASSERT_NE(kameng().find("invalid_key"), nullptr);
    EXPECT_EQ(kameng().find("invalid_key")->title, "卡密无效/用不了");
    EXPECT_EQ(kameng().find("scam_report")->priority, "P0");
    EXPECT_EQ(kameng().find("minor_recharge")->priority, "P1");
    EXPECT_EQ(kameng().find("escalate_complaint")->priority, "P1");
    EXPECT_EQ(kameng().find("no_such_intent"), nullptr);
}

TEST(Detector, keeps_the_business_and_flags_the_wish_for_a_human)
{
    const Understanding both = kameng().understand("卡密用不了 转人工");
    EXPECT_EQ(both.intent, "invalid_key");
    EXPECT_EQ(both.flags, Flags{"human_agent"});
    const Understanding alone = kameng().understand("转人工");
    EXPECT_EQ(alone.intent, "human_agent");
    EXPECT_EQ(alone.flags, Flags{"human_agent"});
}

TEST(Detector, keeps_the_business_and_flags_threats_and_abuse)
{
    const Understanding threat = kameng().understand("卡密是坏的 不换我就打12315");
    EXPECT_EQ(threat.intent, "invalid_key");
    EXPECT_TRUE(threat.has_flag("escalate_complaint"));
    const Understanding abuse = kameng().understand("什么垃圾店 卡密无效");
    EXPECT_EQ(abuse.intent, "invalid_key");
    EXPECT_TRUE(abuse.has_flag("emotion_abuse"));
    EXPECT_EQ(intent("什么垃圾店"), "emotion_abuse");
    EXPECT_EQ(intent("不退我就打12315"), "escalate_complaint");
}

TEST(Detector, reads_on_past_a_greeting)
{
    EXPECT_EQ(intent("在吗 卡密用不了"), "invalid_key");
    EXPECT_EQ(intent("您好 请问怎么取消订单"), "cancel_order");
}

TEST(Detector, lets_a_guard_take_the_turn)
{
    EXPECT_EQ(intent("有人冒充客服让我报验证码 我的卡密也用不了"), "scam_report");
    EXPECT_EQ(intent("孩子偷偷买的卡密 已经用了 要退款"), "minor_recharge");
}

TEST(Detector, puts_the_breach_before_the_refund_wanted_for_it)
{
    EXPECT_EQ(intent("卡密无效 申请退款"), "invalid_key");
    EXPECT_EQ(intent("一单给我充了两次 多的退了"), "duplicate_delivery");
}

TEST(Detector, takes_a_bare_order_number_for_a_question_about_it)
{
    EXPECT_EQ(intent("513260912103055427"), "query_order");
    Expectation order;
    order.kind = "slot";
    order.slot = "order_id";
    order.entity_types = {"order_id"};
    EXPECT_EQ(intent("513260912103055427", order), "provide_info");
    EXPECT_EQ(intent("123456", order), "provide_info");
    EXPECT_EQ(intent("13812345678"), "provide_info");
}

// The dialog looks the order up and goes on by its stage.
TEST(Detector, takes_a_bare_wish_for_a_refund_for_a_cancellation)
{
    EXPECT_EQ(intent("退款"), "cancel_order");
    EXPECT_EQ(intent("我要退款 513260912103055427"), "cancel_order");
    EXPECT_EQ(intent("tk"), "cancel_order");
}

TEST(Detector, does_not_find_a_complaint_in_an_account_name)
{
    EXPECT_TRUE(kameng().understand("微信号abc12345").flags.empty());
}

TEST(Detector, hears_a_new_request_in_an_answer)
{
    Expectation order;
    order.kind = "slot";
    order.entity_types = {"order_id"};
    EXPECT_EQ(intent("卡密用不了 513260912103055427", order), "invalid_key");
}

TEST(Detector, hears_yes_and_no)
{
    Expectation confirm;
    confirm.kind = "confirm";
    EXPECT_EQ(intent("嗯", confirm), "affirm");
    EXPECT_EQ(intent("可以", confirm), "affirm");
    EXPECT_EQ(intent("好的 退吧", confirm), "affirm");
    EXPECT_EQ(intent("不是这单", confirm), "deny_correct");
}

TEST(Detector, abstains_where_nothing_fits)
{
    const Understanding nothing = kameng().understand("");
    EXPECT_TRUE(nothing.abstained);
    EXPECT_FALSE(nothing.intent.has_value());
    EXPECT_EQ(nothing.confidence_permille, 0);
    EXPECT_TRUE(kameng().understand("？？").abstained);
    for (const char* text : {"asdfghjkl", "阿斯顿发生的发生", "明天股市会涨吗"}) {
        const Understanding noise = kameng().understand(text);
        EXPECT_TRUE(noise.abstained || noise.intent == "out_of_scope") << text;
    }
}

TEST(Detector, knows_control_words_only_as_whole_messages)
{
    const auto control = [](const char* text) { return kameng().understand(text).control; };
    EXPECT_EQ(control("转人工!!!"), ControlWord::human);
    EXPECT_EQ(control("轉人工"), ControlWord::human);
    EXPECT_EQ(control("算了"), ControlWord::stop);
    EXPECT_EQ(control("不弄了吧"), ControlWord::stop);
    EXPECT_EQ(control("上一步"), ControlWord::back);
    EXPECT_EQ(control("重新开始"), ControlWord::restart);
    EXPECT_EQ(control("别转人工"), ControlWord::bot);
    EXPECT_EQ(control("算了 不转了"), ControlWord::bot);
    EXPECT_EQ(control("卡密用不了 转人工"), ControlWord::none);
    EXPECT_EQ(control("算了 我自己看看订单"), ControlWord::none);
}

TEST(Detector, takes_no_denied_wish_for_the_wish)
{
    for (const char* text :
         {"不要取消我的订单", "别取消", "别给我取消了", "先别给我退", "我不退款", "不退 我就要卡",
          "不想退了", "别转人工", "不要转人工 你来办", "我没有要取消", "没让你取消", "订单不要取消",
          "不需要退款", "退款先不用", "别叫人工", "不需要人工客服", "人工就不用了", "我不投诉",
          "不投诉了"})
        EXPECT_EQ(kameng().understand(text).intent, "deny_correct") << text;
    for (const char* text : {"怎么不转人工", "不要机器人 转人工", "不转人工就投诉"})
        EXPECT_TRUE(kameng().understand(text).has_flag("human_agent")) << text;
    for (const char* text : {"别叫人工", "不需要人工客服", "人工就不用了", "我不投诉"})
        EXPECT_TRUE(kameng().understand(text).flags.empty()) << text;
    EXPECT_TRUE(kameng().understand("不退钱就投诉").has_flag("escalate_complaint"));
    EXPECT_EQ(kameng().understand("能不能取消订单").intent, "cancel_order");
}

TEST(Detector, knows_what_is_wanted_from_what_is_not)
{
    const std::vector<std::pair<const char*, std::vector<std::string>>> wishes = {
        {"退款吧", {"refund"}},
        {"还是退款吧", {"refund"}},
        {"不要了还是退款吧", {"refund"}},
        {"可以退款吗", {"refund"}},
        {"快点退", {"refund"}},
        {"把钱退了", {"refund"}},
        {"钱退回来", {"refund"}},
        {"退我钱", {"refund"}},
        {"凭什么不退款", {"refund"}},
        {"你们不退款我就投诉", {"refund"}},
        {"我不退款", {}},
        {"不要退款", {}},
        {"先别退款", {}},
        {"我要换卡不退款", {"replace"}},
        {"不退款 换一张", {"replace"}},
        {"不换货了 退钱", {"refund"}},
        {"换对的", {"replace"}},
        {"换张能用的", {"replace"}},
        {"给我换卡", {"replace"}},
        {"补给我", {"resend"}},
        {"再发一张给我", {"resend"}},
        {"要么退钱要么换", {"refund", "replace"}},
        {"催一下", {"urge"}},
        {"退吧", {"refund"}},
        {"退掉", {"refund"}},
        {"钱还我", {"refund"}},
        {"退一半也行", {"refund"}},
        {"退回支付宝", {"refund"}},
        {"能退吗", {"refund"}},
        {"要不要退款", {"refund"}},
        {"不要补发 直接退", {"refund"}},
        {"不用换了 我要退", {"refund"}},
        {"不给我退款就投诉", {"refund"}},
        {"别给我退款", {}},
        {"我不是要退款", {}},
        {"不需要退款", {}},
        {"我没有要退款", {}},
        {"一直没有退款给我", {"refund"}},
        {"退款就不用了", {}},
        {"别退", {}},
        {"不要换", {}},
        {"先别换", {}},
        {"不用补了", {}},
        {"退款就不用了 补发就行", {"resend"}},
        {"不是要退款 我要换货", {"replace"}},
        {"换一张", {"replace"}},
        {"换新的", {"replace"}},
        {"能换吗", {"replace"}},
        {"换个好的", {"replace"}},
        {"发我新卡", {"replace"}},
        {"给我补上", {"resend"}},
        {"补一张", {"resend"}},
        {"再给一张", {"resend"}},
        {"重新给我一张", {"resend"}},
        {"退还是换都行", {"refund", "replace"}},
        {"换或者退都可以", {"replace", "refund"}},
        {"换一张或者退钱", {"replace", "refund"}},
    };
    for (const auto& [text, wanted] : wishes)
        EXPECT_EQ(kameng().understand(text).demand, wanted) << text;
}

TEST(Detector, takes_no_short_answer_for_other_business)
{
    Expectation picture;
    picture.kind = "evidence";
    for (const char* text :
         {"等一下", "稍等", "等会", "等等", "我找找", "马上", "我去截图", "马上发", "正在截图",
          "待会发你", "上传中", "等我截个图", "发了", "发过了", "不知道", "忘了", "我看看"}) {
        EXPECT_EQ(intent(text), "provide_info") << text;
        EXPECT_EQ(intent(text, picture), "provide_info") << text;
    }
    EXPECT_EQ(intent("好了", picture), "affirm");
    EXPECT_EQ(intent("等了三天了"), "late_delivery");
}

TEST(Detector, knows_a_wrong_number_and_a_right_card)
{
    for (const char* text : {"号码不对", "手机号不对"})
        EXPECT_EQ(intent(text), "deny_correct") << text;
    for (const char* text : {"换对的", "给我换个对的"})
        EXPECT_EQ(intent(text), "wrong_item") << text;
}

TEST(Detector, tells_questions_about_money_and_progress_apart)
{
    const auto pattern = [](const char* text) {
        for (const RankedIntent& ranked : kameng().understand(text).ranking)
            if (ranked.intent == "refund_policy_faq")
                for (const Term& term : ranked.why)
                    if (term.what.starts_with("refund_")) return term.what;
        return std::string();
    };
    const std::vector<std::pair<std::string, std::vector<const char*>>> asked = {
        {"refund_where", {"退到哪里", "退到哪", "钱退到哪", "退到哪儿去", "退款退到哪里"}},
        {"refund_when", {"多久到账", "几天到", "什么时候到账", "退款几天到账"}},
        {"refund_how_much", {"能退多少", "退多少钱", "退几成", "能退全款吗"}},
    };
    for (const auto& [name, texts] : asked)
        for (const char* text : texts) {
            EXPECT_EQ(intent(text), "refund_policy_faq") << text;
            EXPECT_EQ(pattern(text), name) << text;
        }
    for (const char* text :
         {"现在呢", "还没好吗", "多久能好", "好了没", "什么时候好", "进度怎么样", "到哪了"})
        EXPECT_EQ(intent(text), "query_order") << text;
    for (const char* text : {"怎么还不退", "催一下退款"})
        EXPECT_EQ(intent(text), "refund_status") << text;
    for (const char* text : {"我付了", "我付过钱了", "钱扣了", "重复付款", "扣了两次"})
        EXPECT_EQ(intent(text), "payment_issue") << text;
}

TEST(Detector, takes_few_words_as_they_fit_the_orders_stage)
{
    const auto at_stage = [](const std::string& text, const std::string& stage) {
        Expectation expectation;
        expectation.stage = stage;
        return kameng().understand(text, expectation).ranking.at(0).intent;
    };
    EXPECT_EQ(at_stage("没收到", "refunded"), "refund_not_received");
    EXPECT_EQ(at_stage("没收到", "delivered"), "not_arrived");
    EXPECT_EQ(at_stage("还没收到", "refunded"), "refund_not_received");
    EXPECT_EQ(at_stage("退了吧", "paid_undelivered"), "cancel_order");
    // What is plainly said is not bent by the stage.
    EXPECT_EQ(at_stage("卡密用不了", "refunded"), "invalid_key");
    EXPECT_EQ(at_stage("转人工", "delivered"), "human_agent");
}

TEST(Detector, explains_every_score)
{
    for (const char* text : {"卡密用不了 转人工", "513260912103055427", "在吗 取消订单 还没发货"})
        for (const RankedIntent& ranked : kameng().understand(text).ranking) {
            const int sum =
                std::accumulate(ranked.why.begin(), ranked.why.end(), 0,
                                [](int total, const Term& term) { return total + term.score; });
            EXPECT_EQ(sum, ranked.score) << text << " " << ranked.intent;
        }
    const Understanding found = kameng().understand("老板 卡密用不了");
    const Term& pattern = found.ranking.at(0).why.at(0);
    EXPECT_EQ(pattern.source, "pattern");
    EXPECT_EQ(pattern.what, "cannot_use");
    EXPECT_EQ(pattern.span, (Span{3, 8}));
}

TEST(Detector, ranks_at_most_five)
{
    const Understanding found = kameng().understand("卡密用不了 我要退款 还没发货 催一下 查订单");
    EXPECT_LE(found.ranking.size(), 5u);
    for (std::size_t i = 1; i < found.ranking.size(); ++i)
        EXPECT_GE(found.ranking[i - 1].score, found.ranking[i].score);
}

TEST(Detector, understands_alike_however_often_it_is_built)
{
    Problems problems;
    const auto again = Detector::build(read_pack_files("packs/kameng"), problems);
    ASSERT_NE(again, nullptr);
    for (const char* text :
         {"卡密用不了 转人工", "我那单咋样了", "退款多久到", "哈哈哈", "买错区了"})
        EXPECT_EQ(to_json(again->understand(text)), to_json(kameng().understand(text)));
}

TEST(Detector, survives_any_bytes_and_length)
{
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        std::string bytes;
        for (std::size_t i = random() % 200; i > 0; --i) bytes += static_cast<char>(random() % 256);
        const Understanding found = kameng().understand(bytes);
        EXPECT_EQ(understanding_from_json(nlohmann::json::parse(to_json(found).dump())), found);
    }
    std::string longest;
    while (longest.size() < 40000) longest += "卡密用不了98块 13812345678 ";
    EXPECT_EQ(kameng().understand(longest).intent, "invalid_key");
}

}  // namespace
}  // namespace intents
