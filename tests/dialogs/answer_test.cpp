#include "dialogs/answer.h"

#include <gtest/gtest.h>

#include "dialogs/phrases.h"

using namespace dialogs;

namespace {

intents::Understanding said(const std::string& text, std::optional<std::string> intent = {})
{
    intents::Understanding understanding;
    understanding.text = text;
    understanding.intent = std::move(intent);
    return understanding;
}

Slot choice()
{
    Slot slot;
    slot.type = SlotType::choice;
    slot.options = {{"used", "已被使用"}, {"expired", "已过期"}, {"other", "其他提示"}};
    return slot;
}

}  // namespace

TEST(Answer, an_option_is_named_by_label_value_or_number)
{
    EXPECT_EQ(value_from_words(choice(), said("提示已被使用了")), "used");
    EXPECT_EQ(value_from_words(choice(), said("过期")), "expired");
    EXPECT_EQ(value_from_words(choice(), said("3")), "other");
    EXPECT_EQ(value_from_words(choice(), said("第二个")), "expired");
    EXPECT_EQ(value_from_words(choice(), said("不知道呀")), std::nullopt);
}

TEST(Answer, the_longest_label_wins)
{
    Slot slot;
    slot.type = SlotType::choice;
    slot.options = {{"no", "对"}, {"yes", "不对"}};
    EXPECT_EQ(value_from_words(slot, said("不对")), "yes");
}

// As understood by a pattern of the intent.
intents::Understanding worded(const std::string& text, const std::string& intent)
{
    auto understanding = said(text, intent);
    understanding.ranking = {{intent, 450, {{"pattern", "some", 450, {}}}}};
    return understanding;
}

TEST(Answer, cancel_says_yes_to_a_cancellation_only)
{
    EXPECT_EQ(yes_or_no(worded("取消", "cancel_order"), "cancel"), true);
    EXPECT_EQ(yes_or_no(worded("取消", "cancel_order"), "refund"), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("可以取消吗", "cancel_order"), "cancel"), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("是谁让你取消的", "cancel_order"), "cancel"), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("不要取消", "cancel_order"), "cancel"), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("取消错了", "cancel_order"), "cancel"), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("我确认取消", "cancel_order"), "cancel"), true);
}

TEST(Answer, everyday_words_say_yes_but_no_question_does)
{
    for (const char* yes : {"对啊", "要的", "好呀", "是滴", "是的谢谢", "好的，麻烦了", "必须的",
                            "那肯定啊", "当然", "行行行", "没问题", "赶紧的,可以"})
        EXPECT_EQ(yes_or_no(said(yes), ""), true) << yes;
    for (const char* unclear : {"嗯？", "行?", "对？", "确认？", "退？", "我要想想", "对了", "行了",
                                "好贵", "要是退到微信呢"})
        EXPECT_EQ(yes_or_no(said(unclear), "cancel"), std::nullopt) << unclear;
}

TEST(Answer, a_yes_is_worded_as_one_and_is_no_question)
{
    EXPECT_EQ(yes_or_no(worded("就这么办", "affirm"), ""), true);
    EXPECT_EQ(yes_or_no(said("好贵", "affirm"), ""), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("确认一下是全额吗", "affirm"), ""), std::nullopt);
    EXPECT_EQ(yes_or_no(worded("对了 我还有个问题", "affirm"), ""), std::nullopt);
}

TEST(Answer, yes_and_no_in_many_words)
{
    for (const char* yes : {"好的", "嗯", "可以!", "OK", " 确认 "})
        EXPECT_EQ(yes_or_no(said(yes), ""), true) << yes;
    for (const char* no : {"不用了", "不要", "算了", "先不"})
        EXPECT_EQ(yes_or_no(said(no), ""), false) << no;
    EXPECT_EQ(yes_or_no(said("什么时候到账"), ""), std::nullopt);
}

TEST(Answer, a_text_slot_takes_any_words_only_where_it_says_so)
{
    Slot slot;
    slot.type = SlotType::text;
    EXPECT_EQ(value_from_words(slot, said("页面写着秒发")), std::nullopt);
    slot.free_text = true;
    EXPECT_EQ(value_from_words(slot, said("页面写着秒发")), "页面写着秒发");
    slot.length_max = 3;
    EXPECT_EQ(value_from_words(slot, said("页面写着秒发")), std::nullopt);
}

TEST(Answer, a_word_that_is_denied_chooses_nothing)
{
    Slot slot;
    slot.type = SlotType::choice;
    slot.options = {{"cancel", "取消退款"}, {"urge", "帮我催一下"}};
    slot.words = {{"cancel", {"退"}}, {"urge", {"要卡"}}};
    EXPECT_EQ(value_from_words(slot, said("退吧")), "cancel");
    EXPECT_EQ(value_from_words(slot, said("不退")), std::nullopt);
    EXPECT_EQ(value_from_words(slot, said("不退,我就要卡")), "urge");
    EXPECT_EQ(value_from_words(slot, said("不想退,算了还是退")), "cancel");
}

TEST(Answer, wishing_again_what_is_asked_is_a_yes)
{
    auto wish = said("退款吧", "refund_unused");
    wish.demand = {"refund"};
    EXPECT_TRUE(insists_on(wish, {"refund"}));
    EXPECT_FALSE(insists_on(wish, {"replace", "resend"}));
    wish.text = "可以退款吗";
    EXPECT_FALSE(insists_on(wish, {"refund"}));
    wish.text = "退款的话我先想一想再说";
    EXPECT_FALSE(insists_on(wish, {"refund"}));
    EXPECT_FALSE(insists_on(said("退款或者换一张"), {"refund"}));
    EXPECT_TRUE(insists_on(said("行 那就换一张吧"), {"replace", "resend"}));
    EXPECT_TRUE(insists_on(said("把钱退给我"), {"refund"}));
    EXPECT_FALSE(insists_on(said("补钱"), {"replace", "resend"}));
    EXPECT_FALSE(insists_on(said("发了"), {"replace", "resend"}));
}

// What is done then is not what was wished for.
TEST(Answer, a_wish_with_a_condition_is_no_yes)
{
    for (const char* other :
         {"我要原路退", "原路退", "退款要原路", "我要退到支付宝", "我要退银行卡", "退一半就行",
          "我要退双倍", "退我80", "退？", "不退", "先别退"})
        EXPECT_FALSE(insists_on(said(other), {"refund", "cancel"})) << other;
}

TEST(Phrases, a_text_of_several_phrases_is_known)
{
    const Phrases phrases({"稍等", "我去截图", "OK"});
    EXPECT_TRUE(phrases.make_up("稍等"));
    EXPECT_TRUE(phrases.make_up("稍等, 我去截图!"));
    EXPECT_TRUE(phrases.make_up("ok。"));
    EXPECT_FALSE(phrases.make_up("稍等一下"));
    EXPECT_FALSE(phrases.make_up("稍等 我要退款"));
    EXPECT_FALSE(phrases.make_up(" , "));
    EXPECT_FALSE(phrases.make_up(""));
}
