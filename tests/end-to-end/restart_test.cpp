// Nothing is lost: not by a power cut, and what is stored plays again to the same events.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

std::vector<json> transcript(Visitor& visitor)
{
    std::vector<json> events;
    while (events.size() < visitor.welcome.at("seq").get<std::size_t>())
        events.push_back(visitor.socket.receive_until("event"));
    return events;
}

Finished replay(const fs::path& data) { return run_kefu({"replay", "--data", data.string()}); }

TEST(Restart, after_a_power_cut_keeps_everything_that_was_acknowledged)
{
    const TemporaryFolder data;
    std::string token, password;
    std::vector<json> before;
    {
        Server server(data.path());
        password = server.admin_password();
        Visitor visitor(server.port());
        token = visitor.token();
        visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
        visitor.asked("contact");
        visitor.say("m2", "13800001234");
        visitor.hear("网易一卡通");
        Visitor other(server.port());
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(other.say("m" + std::to_string(i), "你好").at("t"), "ack");
        visitor.say("m3", "还是不行");
        Visitor reader(server.port(), token);
        before = transcript(reader);
        server.kill();
    }
    Server server(data.path());
    EXPECT_EQ(server.admin_password(), "");  // shown once
    EXPECT_NO_THROW(log_in(server.port(), "admin", password));
    Visitor again(server.port(), token);
    std::vector<json> after = transcript(again);
    ASSERT_GE(after.size(), before.size());
    after.resize(before.size());
    EXPECT_EQ(after, before);
    // A message that was taken before the cut is known after it.
    EXPECT_EQ(again.say("m2", "13800001234").at("t"), "ack");
    EXPECT_EQ(again.say("m2", "13900001234").at("code"), "conflict");
    EXPECT_EQ(again.say("m4", "转人工").at("t"), "ack");
    again.hear(R"("type":"queue")");
    EXPECT_EQ(server.stop(), 0);
    const Finished replayed = replay(data.path());
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
    EXPECT_NE(replayed.output.find("different: 0"), std::string::npos) << replayed.output;
}

TEST(Restart, plays_a_whole_case_again_to_the_same_events)
{
    const TemporaryFolder data;
    std::string conv;
    {
        Server server(data.path());
        Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
        Visitor visitor(server.port());
        conv = visitor.conv();
        visitor.say("m1", "帮我取消订单 624260912113055428");
        visitor.asked("contact");
        visitor.say("m2", "13800001235");
        json asked = visitor.hear();
        while (!asked.at("awaiting").is_object() || asked.at("awaiting").at("kind") != "confirm") {
            if (asked.at("awaiting").is_object() && !asked.at("awaiting").at("options").empty())
                visitor.send("o" + std::to_string(asked.at("seq").get<int>()),
                             {{"type", "choice"},
                              {"value", asked.at("awaiting").at("options").at(0).at("value")},
                              {"for", asked.at("awaiting").at("id")}});
            asked = visitor.hear();
        }
        EXPECT_EQ(asked.at("awaiting").at("action").at("name"), "cancel");
        visitor.send(
            "m3", {{"type", "choice"}, {"value", "yes"}, {"for", asked.at("awaiting").at("id")}});
        visitor.hear();
        const std::string blob = upload(server.port(), visitor.token(), png()).json().at("blob");
        visitor.send("m4", {{"type", "image"}, {"blob", blob}});
        visitor.say("m5", "我的密码是 ABCD-EFGH-1234-9K2L 谢谢");
        visitor.say("m6", "转人工");
        const std::uint64_t epoch = agent.open(conv).at("epoch");
        agent.act({{"t", "claim"}, {"conv", conv}, {"cmid", "g1"}, {"epoch", epoch}});
        agent.act({{"t", "send"},
                   {"conv", conv},
                   {"cmid", "g2"},
                   {"epoch", epoch + 1},
                   {"body", {{"type", "text"}, {"text", "已为您处理"}}}});
        EXPECT_EQ(
            agent.act({{"t", "resolve"}, {"conv", conv}, {"cmid", "g3"}, {"epoch", epoch + 1}})
                .at("t"),
            "ack");
        // While the server runs, the conversation can be shown.
        const Finished shown = run_kefu({"show", conv, "--json", "--data", data.path().string()});
        ASSERT_EQ(shown.exit_code, 0) << shown.errors;
        const json state = json::parse(shown.output);
        EXPECT_EQ(state.at("conv"), conv);
        EXPECT_EQ(state.at("effects").at(0).at("state"), "done");
        EXPECT_GE(state.at("transcript").size(), 8U);
        EXPECT_EQ(shown.output.find("EFGH-1234"), std::string::npos);
        server.kill();
    }
    const Finished replayed = replay(data.path());
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
    EXPECT_NE(replayed.output.find("identical: 1"), std::string::npos) << replayed.output;
    const Finished all = run_kefu({"show", "--all", "--json", "--data", data.path().string()});
    EXPECT_EQ(json::parse(all.output).at("conv"), conv);
}

}  // namespace
