// step() through the real pack: what must hold in every conversation.
#include "dialogs/step.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "dialogs/pack_test.h"
#include "dialogs/rehearsal.h"
#include "tests/support/pack_files.h"

using namespace dialogs;
using nlohmann::json;

namespace {

const Pack::Files& files()
{
    static const Pack::Files read = read_pack_files("packs/kameng");
    return read;
}

const Pack& pack()
{
    static const std::shared_ptr<const Pack> loaded = [] {
        intents::Problems problems;
        auto result = Pack::load(files(), problems);
        if (!result) throw std::runtime_error(problems.to_text(false));
        return result;
    }();
    return *loaded;
}

const Time noon = *parse_rfc3339("2026-09-12T12:00:00+08:00");

json order(const std::string& stage = "delivered")
{
    return {{"order_no", "513260912103055427"},
            {"stage", stage},
            {"version", "7"},
            {"product", {{"title", "网易一卡通 100 元"}, {"class", "card_key"}}},
            {"qty", 1},
            {"amount_paid", 9800},
            {"pay",
             {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T07:00:00+08:00"}}},
            {"created_at", "2026-09-12T07:00:00+08:00"},
            {"delivered_at", stage == "delivered" ? json("2026-09-12T07:00:10+08:00") : json()},
            {"facts", {{"key_check", "unknown"}}},
            {"contact", {{"phone", "13800001234"}}},
            {"upstream", {{"placed", false}, {"cancelable", true}}}};
}

// Every input again from the beginning: the same events and the same state.
void expect_replays_equal(const Rehearsal& rehearsal)
{
    Conversation conversation;
    conversation.id = rehearsal.conversation().id;
    conversation.pack = rehearsal.conversation().pack;
    std::vector<Event> events;
    for (const Input& input : rehearsal.inputs()) {
        Turn turn = step(pack(), std::move(conversation), input_from_json(to_json(input)));
        ASSERT_FALSE(turn.refused);
        conversation = std::move(turn.after);
        for (Event& event : turn.events) events.push_back(std::move(event));
    }
    ASSERT_EQ(events.size(), rehearsal.log().size());
    for (std::size_t i = 0; i < events.size(); ++i)
        EXPECT_EQ(to_json(events[i]), to_json(rehearsal.log()[i])) << "event " << i;
    EXPECT_EQ(to_json(conversation), to_json(rehearsal.conversation()));
}

}  // namespace

TEST(PackKameng, its_conversations_come_out_as_written)
{
    intents::Problems problems;
    const PackTestReport report = run_pack_tests(pack(), files(), problems);
    EXPECT_TRUE(problems.empty()) << problems.to_text(false);
    EXPECT_GT(report.passed, 20);
    for (const std::string& failure : report.failures) ADD_FAILURE() << failure;
}

TEST(Step, every_random_conversation_is_numbered_without_gaps_and_replays_equal)
{
    const std::vector<std::string> sayings = {"卡密用不了",
                                              "订单号513260912103055427",
                                              "13800001234",
                                              "转人工",
                                              "算了",
                                              "好的",
                                              "不要",
                                              "1",
                                              "提示已被使用",
                                              "取消订单",
                                              "怎么还不发货",
                                              "asdf",
                                              "我那个账号",
                                              "登不上",
                                              "你们退款规则是啥",
                                              "什么垃圾店",
                                              "重来",
                                              "上一步",
                                              "退款",
                                              "再等等",
                                              "没有",
                                              "换个单 513260912103055428",
                                              "12315",
                                              "查下单",
                                              "在吗",
                                              "显示充值成功 话费没到",
                                              "继续刚才的",
                                              "还有个问题",
                                              "谢谢",
                                              "退款没收到",
                                              "我要投诉",
                                              "等一下",
                                              "不转了",
                                              "别转人工",
                                              "换一张",
                                              "还是退款吧",
                                              "不退了 换一张",
                                              "退到哪里",
                                              "多久到账",
                                              "现在呢",
                                              "发重复了",
                                              "拍错了",
                                              "和页面说的不一样",
                                              "租的号登不上",
                                              "微信转账买的 没发货",
                                              "淘宝买的",
                                              "有人让我刷单",
                                              "两单都取消 513260912103055427 513260912103055428",
                                              "还有这单也取消 513260912103055428",
                                              "513260912103055428用不了 13800001234",
                                              "2026091222001004680073956707",
                                              ""};
    std::mt19937 random(20260912);
    const auto pick = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    const std::vector<std::string> stages = {
        "delivered", "paid_undelivered", "unpaid",         "refunded",       "frozen",
        "abnormal",  "service_started",  "refund_pending", "refund_rejected"};
    const std::vector<std::string> outcomes = {"ok", "timeout", "not_found", "state_changed"};
    for (int round = 0; round < 200; ++round) {
        json second = order(stages[pick(stages.size())]);
        second["order_no"] = "513260912103055428";
        second["product"]["class"] = round % 2 == 0 ? "topup" : "custom_service";
        Rehearsal rehearsal(pack(), noon, {order(stages[pick(stages.size())]), second});
        if (pick(3) == 0) rehearsal.force("orders.cancel", outcomes[pick(outcomes.size())]);
        if (pick(3) == 0) rehearsal.force("orders.lookup", outcomes[pick(outcomes.size())]);
        for (int act = 0; act < 14; ++act) {
            const std::size_t kind = pick(13);
            const auto& awaiting = rehearsal.conversation().awaiting;
            if (kind < 6)
                rehearsal.visitor_says(sayings[pick(sayings.size())]);
            else if (kind == 6 && awaiting && !awaiting->options.empty())
                rehearsal.visitor_chooses(awaiting->options[pick(awaiting->options.size())].value);
            else if (kind == 7)
                rehearsal.visitor_sends_image();
            else if (kind == 8)
                rehearsal.wait(std::chrono::minutes(pick(40)));
            else if (kind == 9)
                rehearsal.agent(static_cast<AgentAct>(pick(9)), "好的");
            else if (kind == 10)
                rehearsal.visitor_begins(sayings[pick(sayings.size())]);
            else
                rehearsal.visitor_says("513260912103055427 13800001234");
            const Conversation& now = rehearsal.conversation();
            // Always an answer or an owner: the bot waits for something, or has nothing left to do.
            if (now.owner == Owner::bot && !now.stack.empty()) {
                EXPECT_TRUE(now.awaiting) << "round " << round;
            }
        }
        std::uint64_t seq = 0;
        for (const Event& event : rehearsal.log())
            if (event.seq) {
                EXPECT_EQ(*event.seq, ++seq);
            }
        EXPECT_EQ(conversation_from_json(to_json(rehearsal.conversation())),
                  rehearsal.conversation());
        expect_replays_equal(rehearsal);
        if (HasFailure()) return;
    }
}

TEST(Step, an_outdated_button_is_refused_with_the_current_question)
{
    Rehearsal rehearsal(pack(), noon, {order("paid_undelivered")});
    Conversation before = rehearsal.conversation();
    Turn turn = step(pack(), before, {noon, Chose{"m1", "intent:cancel_order", "a_999"}, 0});
    ASSERT_TRUE(turn.refused);
    EXPECT_EQ(turn.refused->code, "stale_answer");
    EXPECT_EQ(turn.refused->awaiting, to_json(*before.awaiting));
    EXPECT_TRUE(turn.events.empty());
}

TEST(Step, a_value_that_was_not_offered_is_refused)
{
    Rehearsal rehearsal(pack(), noon, {order("paid_undelivered")});
    rehearsal.visitor_chooses("intent:give_me_money");
    ASSERT_TRUE(rehearsal.refused());
    EXPECT_EQ(rehearsal.refused()->code, "bad_request");
}

TEST(Step, free_text_cannot_forge_a_confirmation_by_template_syntax)
{
    Rehearsal rehearsal(pack(), noon, {order("paid_undelivered")});
    rehearsal.visitor_says(
        "取消订单 513260912103055427 13800001234 {decision.refund} yes confirm=true");
    for (const std::string& text : rehearsal.heard())
        EXPECT_EQ(text.find("{"), text.rfind("[card] {") == 0 ? 7 : text.find("{"));
    for (const Effect& effect : rehearsal.conversation().effects)
        EXPECT_NE(effect.action, "orders.cancel");
}

TEST(Step, an_agent_with_an_old_epoch_is_refused)
{
    Rehearsal rehearsal(pack(), noon, {});
    rehearsal.visitor_says("转人工");
    Conversation queued = rehearsal.conversation();
    AgentActed claim;
    claim.act = AgentAct::claim;
    claim.agent = "g_1";
    claim.name = "小王";
    claim.epoch = queued.epoch;
    Turn first = step(pack(), queued, {noon, claim, 0});
    ASSERT_FALSE(first.refused);
    claim.agent = "g_2";
    Turn second = step(pack(), first.after, {noon, claim, 0});
    ASSERT_TRUE(second.refused);
    EXPECT_EQ(second.refused->code, "stale_epoch");
}

TEST(Step, what_is_said_while_an_action_runs_is_heard_afterwards)
{
    Conversation conversation;
    conversation.id = "c_1";
    conversation = step(pack(), conversation, {noon, Opened{"v", "web", "", "", ""}, 0}).after;
    const auto say = [&](const std::string& text) {
        Turn turn = step(
            pack(), conversation,
            {noon,
             Said{text, pack().detector().understand(text, expectation(pack(), conversation))}, 0});
        conversation = turn.after;
        return turn;
    };
    say("取消订单 513260912103055427 13800001234");
    ASSERT_EQ(conversation.effects.back().state, "pending");
    say("转人工");
    EXPECT_EQ(conversation.owner, Owner::bot);
    Turn turn =
        step(pack(), conversation,
             {noon,
              ActionAnswered{
                  conversation.effects.back().key, "ok", {{"order", order("paid_undelivered")}}},
              0});
    EXPECT_EQ(turn.after.owner, Owner::queue);
}

// An agent may have taken over, or the customer given up, before it is known that nothing is known.
TEST(Step, money_that_may_have_moved_is_an_urgent_case_whoever_speaks)
{
    Rehearsal rehearsal(pack(), noon, {});
    rehearsal.visitor_says("转人工");
    Conversation conversation = rehearsal.conversation();
    AgentActed claim;
    claim.act = AgentAct::claim;
    claim.agent = "g_1";
    claim.name = "小王";
    claim.epoch = conversation.epoch;
    conversation = step(pack(), conversation, {noon, claim, 0}).after;
    for (const char* outcome : {"unknown", "timeout"}) {
        Conversation before = conversation;
        Effect refund;
        refund.key = before.id + "/9/refund#1";
        refund.action = "orders.refund";
        before.effects.push_back(refund);
        const std::size_t tickets = before.tickets.size();
        const Conversation after =
            step(pack(), before, {noon, ActionAnswered{refund.key, outcome, nullptr}, 0}).after;
        EXPECT_EQ(after.effects.back().state, "unknown");
        ASSERT_EQ(after.tickets.size(), tickets + 1) << outcome;
        EXPECT_EQ(after.tickets.back().priority, "P0");
        EXPECT_EQ(after.tickets.back().queue, "risk");
        before.effects.back().action = "orders.lookup";
        EXPECT_EQ(step(pack(), before, {noon, ActionAnswered{refund.key, "timeout", nullptr}, 0})
                      .after.tickets.size(),
                  tickets);
    }
}

// 好的 that was typed while the order was looked up is no yes to what is asked then.
TEST(Step, a_yes_said_before_the_question_confirms_nothing)
{
    for (const std::string early : {"好的", "是的", "退款吧", "取消"}) {
        Conversation conversation;
        conversation.id = "c_1";
        conversation = step(pack(), conversation, {noon, Opened{"v", "web", "", "", ""}, 0}).after;
        const auto say = [&](const std::string& text) {
            const auto understood =
                pack().detector().understand(text, expectation(pack(), conversation));
            conversation = step(pack(), conversation, {noon, Said{text, understood}, 0}).after;
        };
        say("取消订单 513260912103055427 13800001234");
        say(early);
        const std::string lookup = conversation.effects.back().key;
        conversation =
            step(pack(), conversation,
                 {noon, ActionAnswered{lookup, "ok", {{"order", order("paid_undelivered")}}}, 0})
                .after;
        ASSERT_TRUE(conversation.awaiting) << early;
        EXPECT_EQ(conversation.awaiting->kind, "confirm") << early;
        EXPECT_EQ(conversation.effects.back().action, "orders.lookup") << early;
        say("好的");
        EXPECT_EQ(conversation.effects.back().action, "orders.cancel") << early;
    }
}

TEST(Step, a_step_that_broke_off_is_set_aside_for_a_human_with_what_was_written)
{
    Conversation before;
    before.id = "c_1";
    before = step(pack(), before, {noon, Opened{"v", "web", "", "", ""}, 0}).after;
    const auto understanding =
        pack().detector().understand("取消订单 513260912103055427 13800001234", {});
    before = step(pack(), before, {noon, Said{"m1", understanding}, 0}).after;
    ASSERT_EQ(before.effects.back().state, "pending");
    json impossible = order("paid_undelivered");
    impossible["product"]["class"] = "house";
    const Input input{noon,
                      ActionAnswered{before.effects.back().key, "ok", {{"order", impossible}}}, 0};
    EXPECT_THROW(step(pack(), before, input), std::exception);

    const Input set_aside{noon, Failed{to_json(input)}, 0};
    const Turn turn = step(pack(), before, input_from_json(to_json(set_aside)));
    EXPECT_EQ(turn.after.owner, Owner::queue);
    EXPECT_EQ(turn.after.tickets.size(), 1u);
    EXPECT_EQ(turn.after.effects.back().state, "done");
    EXPECT_EQ(turn.events.front().input.value("type", ""), "failed");

    // What the visitor wrote stays in the conversation, under his own id.
    const Turn kept =
        step(pack(), before, {noon, Failed{to_json({noon, Said{"m2", understanding}, 0})}, 0});
    EXPECT_EQ(kept.events.front().cmid, "m2");
    EXPECT_EQ(kept.after.owner, Owner::queue);
    // An agent at work is not replaced.
    Conversation claimed = turn.after;
    claimed.owner = Owner::agent;
    EXPECT_EQ(
        step(pack(), claimed, {noon, Failed{to_json({noon, Said{"m3", understanding}, 0})}, 0})
            .after.owner,
        Owner::agent);
}

TEST(Step, what_is_said_beside_a_question_leaves_its_buttons)
{
    Rehearsal rehearsal(pack(), noon, {order("paid_undelivered")});
    rehearsal.visitor_says("取消订单 513260912103055427 13800001234");
    const Awaiting asked = *rehearsal.conversation().awaiting;
    rehearsal.visitor_says("还有个问题");
    EXPECT_EQ(rehearsal.log().back().awaiting, to_json(asked));
    rehearsal.visitor_chooses("yes");
    EXPECT_EQ(rehearsal.conversation().effects.back().action, "orders.cancel");
}

TEST(Step, a_rating_is_checked_and_reopens_nothing)
{
    Rehearsal rehearsal(pack(), noon, {});
    rehearsal.visitor_says("转人工");
    rehearsal.agent(AgentAct::claim);
    rehearsal.agent(AgentAct::resolve);
    const Conversation closed = rehearsal.conversation();
    ASSERT_TRUE(closed.closed);
    const auto rate = [&](std::map<std::string, std::string> values) {
        return step(pack(), closed, {noon, SentForm{"m", std::move(values)}, 0});
    };
    const Turn rated = rate({{"satisfaction", "5"}});
    ASSERT_FALSE(rated.refused);
    EXPECT_TRUE(rated.after.closed);
    EXPECT_EQ(rated.after.collected.at("satisfaction"), "5");
    for (const auto& values : std::vector<std::map<std::string, std::string>>{
             {},
             {{"satisfaction", "6"}},
             {{"satisfaction", "great"}},
             {{"order_id", "513260912103055427"}},
             {{"satisfaction", "5"}, {"demand", "refund"}}}) {
        const Turn refused = rate(values);
        ASSERT_TRUE(refused.refused);
        EXPECT_EQ(refused.refused->code, "bad_request");
    }
}

TEST(Step, an_answer_of_an_action_that_came_twice_is_ignored)
{
    Rehearsal rehearsal(pack(), noon, {order("paid_undelivered")});
    rehearsal.visitor_says("取消订单 513260912103055427 13800001234");
    const std::string key = rehearsal.conversation().effects.back().key;
    EXPECT_TRUE(step(pack(), rehearsal.conversation(), {noon, ActionAnswered{key, "ok", {}}, 0})
                    .events.empty());
}
