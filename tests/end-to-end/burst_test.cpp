// A customer writes one thought in several messages, without a pause.
#include <gtest/gtest.h>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;

json text(const std::string& words) { return {{"type", "text"}, {"text", words}}; }

TEST(Burst, is_acknowledged_message_by_message_and_answered_once)
{
    const TemporaryFolder data;
    {
        Server server(data.path());
        Visitor visitor(server.port());
        visitor.event(1);  // the greeting
        const json first = visitor.send("m1", text("我那个账号"));
        const json second = visitor.send("m2", text("登不上"));
        EXPECT_EQ(first.at("seq"), 2);
        EXPECT_EQ(second.at("seq"), 3);  // nothing was said in between
        const json asked = visitor.asked("order_id");
        EXPECT_EQ(asked.at("seq"), 4);

        Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
        const json state = agent.open(visitor.conv());
        EXPECT_EQ(state.at("flow"), "service_problem");
    }
    const Finished replayed = run_kefu({"replay", "--data", data.path().string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output << replayed.errors;
}

TEST(Burst, that_does_not_go_on_is_answered_after_a_moment_also_behind_a_restart)
{
    const TemporaryFolder data;
    std::string conversation, token;
    {
        Server server(data.path());
        Visitor visitor(server.port());
        visitor.event(1);
        visitor.send("m1", text("我那个账号"));
        token = visitor.token();
        conversation = visitor.conv();
    }
    Server server(data.path());
    Visitor visitor(server.port(), token, {{"conv", conversation}, {"after", 2}});
    EXPECT_EQ(visitor.asked("menu").at("seq"), 3);
}

}  // namespace
