// An agent asks why the bot said that.
#include <gtest/gtest.h>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;

// The first of a list whose `name` is that.
json with(const json& list, const std::string& name, const json& value)
{
    for (const json& one : list)
        if (one.is_object() && one.value(name, json()) == value) return one;
    ADD_FAILURE() << "none has " << name << " " << value << ": " << list.dump(1);
    return json::object();
}

TEST(Why, is_told_for_each_turn_by_what_was_understood_considered_and_done)
{
    const TemporaryFolder data;
    Server server(data.path());
    Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
    Visitor visitor(server.port());
    visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
    visitor.asked("contact");
    visitor.say("m2", "13800001234");
    visitor.asked("tried");
    visitor.say("m3", "还是不行");
    visitor.asked("key_fault");
    visitor.say("m4", "转人工");
    visitor.hear(R"("type":"queue")");

    const std::string folder = data.path().string();
    const Finished shown = run_kefu({"show", visitor.conv(), "--why", "--json", "--data", folder});
    ASSERT_EQ(shown.exit_code, 0) << shown.errors;
    const json turns = json::parse(shown.output).at("turns");
    EXPECT_EQ(turns.at(0).at("type"), "opened");
    EXPECT_TRUE(turns.at(0).at("understood").is_null());

    const json asked = with(turns, "text", "买的点卡用不了 订单号513260912103055427");
    EXPECT_EQ(asked.at("awaited"), (json{{"kind", "choice"}, {"name", "menu"}}));
    const json& understood = asked.at("understood");
    EXPECT_EQ(understood.at("intent"), "invalid_key");
    EXPECT_GT(understood.at("confidence"), 0.5);
    EXPECT_EQ(with(understood.at("terms"), "source", "keyword").at("words"), "用不了");
    EXPECT_FALSE(understood.at("considered").empty());
    EXPECT_EQ(with(understood.at("entities"), "type", "order_id").at("value"),
              "513260912103055427");
    EXPECT_EQ(asked.at("taken"), "another_matter");
    EXPECT_EQ(asked.at("not").at(0), "guard");
    EXPECT_EQ(asked.at("not").back(), "demand");
    const json reply = with(asked.at("done"), "reply", "ask_contact");
    EXPECT_TRUE(reply.at("step").get<std::string>().starts_with("locate/")) << reply;
    EXPECT_EQ(reply.at("rules"), (json{"D5"}));

    EXPECT_EQ(with(turns, "text", "13800001234").at("taken"), "answer");
    const json answered = with(turns, "text", "还是不行");
    EXPECT_EQ(answered.at("awaited").at("name"), "tried");
    EXPECT_EQ(answered.at("taken"), "answer");
    EXPECT_EQ(with(turns, "text", "转人工").at("taken"), "guard");
    EXPECT_FALSE(with(turns, "type", "action_answered").at("done").empty());

    // The same for people.
    const Finished printed = run_kefu({"show", visitor.conv(), "--why", "--data", folder});
    EXPECT_EQ(printed.exit_code, 0) << printed.errors;
    for (const char* part :
         {"understood as  invalid_key", "keyword 用不了", "considered     ",
          "order_id 513260912103055427\n",
          "taken as       another matter; it is not: a danger, or a wish for a human, ",
          "taken as       the answer to the open question", "asked before   slot contact",
          "reply ask_contact, at locate/"})
        EXPECT_NE(printed.output.find(part), std::string::npos) << part << '\n' << printed.output;

    // And for the agent, at once; the visitor sees nothing of it.
    agent.open(visitor.conv());
    const json heard = with(agent.events, "cmid", "m3");
    EXPECT_EQ(heard.at("why"), (json{{"taken", "answer"}}));
    EXPECT_TRUE(heard.at("understanding").contains("ranking"));
    Visitor again(server.port(), visitor.token());
    for (std::uint64_t seq = 1; seq <= again.welcome.at("seq"); ++seq)
        EXPECT_FALSE(again.socket.receive_until("event").contains("why"));

    EXPECT_EQ(server.stop(), 0);
    const Finished replayed = run_kefu({"replay", "--data", folder});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
}

}  // namespace
