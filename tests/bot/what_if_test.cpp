#include "bot/what_if.h"

#include <gtest/gtest.h>

#include "bot/event_frames.h"
#include "dialogs/rehearsal.h"
#include "tests/support/pack_files.h"

namespace {

using namespace bot;
using dialogs::Pack;
using dialogs::Rehearsal;
using nlohmann::json;

using PackPointer = std::shared_ptr<const Pack>;

PackPointer load(const Pack::Files& files)
{
    intents::Problems problems;
    auto pack = Pack::load(files, problems);
    if (!pack) throw std::runtime_error(problems.to_text(false));
    return pack;
}

const Pack::Files& files()
{
    static const Pack::Files read = read_pack_files("packs/kameng");
    return read;
}

const Pack& today()
{
    static const PackPointer pack = load(files());
    return *pack;
}

// The pack with `words` replaced in one of its files.
PackPointer changed(const std::string& file, const std::string& words, const std::string& by)
{
    Pack::Files all = files();
    std::string& text = all.at(file);
    const auto at = text.find(words);
    if (at == std::string::npos) throw std::runtime_error(file + " has no " + words);
    text.replace(at, words.size(), by);
    return load(all);
}

const dialogs::Time noon = *dialogs::parse_rfc3339("2026-09-12T12:00:00+08:00");

// As the server would have stored it.
std::vector<storage::EventRow> stored(const std::vector<dialogs::Input>& inputs)
{
    std::vector<storage::EventRow> rows;
    dialogs::Conversation state;
    state.id = "c_1";
    state.pack = today().id();
    for (const dialogs::Input& input : inputs) {
        dialogs::Turn turn = dialogs::step(today(), state, input);
        for (auto& row : rows_of(turn, input.at, "0123").rows) rows.push_back(std::move(row));
        state = std::move(turn.after);
    }
    return rows;
}

// Somebody cancels an order that is not delivered yet.
std::vector<dialogs::Input> inputs_of_a_cancellation()
{
    const json order = {
        {"order_no", "513260912103055427"},
        {"stage", "paid_undelivered"},
        {"version", "7"},
        {"product", {{"title", "网易一卡通 100 元"}, {"class", "card_key"}}},
        {"qty", 1},
        {"amount_paid", 9800},
        {"pay",
         {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T11:00:00+08:00"}}},
        {"created_at", "2026-09-12T11:00:00+08:00"},
        {"contact", {{"phone", "13800001234"}}},
        {"upstream", {{"placed", false}, {"cancelable", true}}}};
    Rehearsal rehearsal(today(), noon, {order});
    rehearsal.visitor_says("在吗");
    rehearsal.visitor_says("取消订单 513260912103055427");
    rehearsal.visitor_says("13800001234");
    rehearsal.visitor_says("不想要了");
    std::vector<dialogs::Input> inputs = rehearsal.inputs();
    // The keys of actions begin with the conversation's name.
    for (dialogs::Input& input : inputs)
        if (auto* answer = std::get_if<dialogs::ActionAnswered>(&input.what))
            answer->key.replace(0, answer->key.find('/'), "c_1");
    return inputs;
}

std::vector<storage::EventRow> cancelled() { return stored(inputs_of_a_cancellation()); }

WhatIf what_if(const Pack& pack, const std::vector<storage::EventRow>& rows, bool again = false)
{
    WhatIf result(
        pack, [](const std::string& id) { return id == today().id() ? &today() : nullptr; }, again);
    result.take("c_1", today().id(), rows);
    return result;
}

TEST(WhatIf, the_same_pack_changes_nothing)
{
    const WhatIf same = what_if(today(), cancelled());
    EXPECT_EQ(same.counts().same, 1U);
    EXPECT_TRUE(same.groups().empty());
    const WhatIf again = what_if(today(), cancelled(), true);
    EXPECT_EQ(again.counts().same, 1U);
}

TEST(WhatIf, another_decision_is_named_with_its_rules_and_where_it_was_made)
{
    // Everything at or above one 元 goes to review.
    Pack::Files all = files();
    all["shop.yaml"] = "name: 小店\nparameters: {auto_refund_limit: 100}\n";
    const WhatIf result = what_if(*load(all), cancelled());
    ASSERT_EQ(result.groups().size(), 1U);
    const auto [difference, cause, count, example] = result.groups().front();
    EXPECT_EQ(difference.kind, "decision");
    EXPECT_EQ(difference.flow, "locate");
    EXPECT_EQ(difference.before.substr(0, difference.before.find(' ')), "AUTO_CANCEL");
    EXPECT_EQ(difference.after.substr(0, difference.after.find(' ')), "REVIEW");
    EXPECT_NE(difference.after.find("R7"), std::string::npos) << difference.after;
    EXPECT_EQ(cause, WhatIf::Cause::pack);
    EXPECT_EQ(count, 1U);
    EXPECT_EQ(example.conversation, "c_1");
    EXPECT_NE(example.before, example.after);
}

TEST(WhatIf, other_words_count_only_where_nothing_else_differs)
{
    const auto words = changed("replies/common.yaml", "在的，您说。", "我在，您说。");
    Pack::Files both = words->files();
    const WhatIf worded = what_if(*words, cancelled());
    ASSERT_EQ(worded.groups().size(), 1U);
    EXPECT_EQ(worded.groups().front().difference.kind, "wording");
    EXPECT_EQ(worded.groups().front().difference.before, "hello");
    EXPECT_EQ(worded.groups().front().example.input, "在吗");
    EXPECT_EQ(worded.counts().only_wording, 1U);

    both["shop.yaml"] = "name: 小店\nparameters: {auto_refund_limit: 100}\n";
    const WhatIf decided = what_if(*load(both), cancelled());
    ASSERT_EQ(decided.groups().size(), 1U);
    EXPECT_EQ(decided.groups().front().difference.kind, "decision");
    EXPECT_EQ(decided.counts().only_wording, 0U);
}

TEST(WhatIf, a_message_that_is_understood_differently_is_named_by_its_intents)
{
    auto inputs = inputs_of_a_cancellation();
    // As if "在吗" had been taken for a complaint then.
    auto& said = std::get<dialogs::Said>(inputs.at(1).what);
    said.understanding.intent = "late_delivery";
    const auto rows = stored(inputs);
    EXPECT_EQ(what_if(today(), rows).counts().same, 1U);
    const WhatIf again = what_if(today(), rows, true);
    ASSERT_EQ(again.groups().size(), 1U);
    EXPECT_EQ(again.groups().front().difference.kind, "understood");
    EXPECT_EQ(again.groups().front().difference.before, "late_delivery");
    EXPECT_EQ(again.groups().front().difference.after, "greet_thanks_bye");
}

TEST(WhatIf, what_the_program_does_otherwise_is_not_put_on_the_pack)
{
    auto rows = cancelled();
    // As if an earlier program had said something else.
    for (auto& row : rows)
        if (row.seq == 1) {
            json payload = json::parse(row.payload);
            payload["why"]["reply"] = "former_greeting";
            payload["body"]["text"] = "以前的话";
            row.payload = write(payload);
        }
    const WhatIf result = what_if(today(), rows);
    ASSERT_EQ(result.groups().size(), 1U);
    EXPECT_EQ(result.groups().front().cause, WhatIf::Cause::program);
    EXPECT_EQ(result.groups().front().difference.kind, "reply");
    EXPECT_EQ(result.groups().front().difference.before, "former_greeting");
    EXPECT_EQ(result.groups().front().difference.after, "greeting");
}

TEST(WhatIf, damaged_conversations_are_counted)
{
    auto rows = cancelled();
    rows[3].payload = "{";
    EXPECT_EQ(what_if(today(), rows).counts().damaged, 1U);
    rows = cancelled();
    rows.front().payload = "not json";
    EXPECT_EQ(what_if(today(), rows).counts().damaged, 1U);
    EXPECT_EQ(what_if(today(), {}).counts().same, 1U);
}

}  // namespace
