// Agents: logging in, the list, taking over and giving back.
#include <gtest/gtest.h>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

class Console : public testing::Test {
protected:
    TemporaryFolder data;
    std::unique_ptr<Server> server = std::make_unique<Server>(data.path());
    std::uint16_t port = server->port();
    Login admin() { return log_in(port, "admin", server->admin_password()); }

    // A second agent; the server has to be stopped for it, as one program writes at a time.
    std::string add_agent(const std::string& name)
    {
        const std::string password = server->admin_password();
        server->stop();
        const Finished added =
            run_kefu({"agent", "add", name, "--data", data.path().string(), "--password-stdin"},
                     "long enough 1\n");
        EXPECT_EQ(added.exit_code, 0) << added.errors;
        server = std::make_unique<Server>(data.path());
        port = server->port();
        return password;
    }
};

TEST_F(Console, lets_in_by_password_only)
{
    const auto attempt = [&](const std::string& body) {
        return http(port, "POST", "/api/v1/login", {{"Content-Type", "application/json"}}, body)
            .status;
    };
    EXPECT_EQ(attempt(R"({"name":"admin","password":"wrong"})"), 401);
    EXPECT_EQ(attempt(R"({"name":"nobody","password":"wrong"})"), 401);
    EXPECT_EQ(attempt(R"({"name":"admin","password":["0e123"]})"), 400);
    EXPECT_EQ(attempt(R"({"name":"admin"})"), 400);
    EXPECT_EQ(attempt("nonsense"), 400);
    const Login login = admin();
    EXPECT_EQ(login.agent.at("name"), "admin");
    const HeaderList cookie{{"Cookie", login.cookie}};
    EXPECT_EQ(http(port, "GET", "/api/v1/session", cookie).json().at("token"), login.token);
    EXPECT_EQ(http(port, "GET", "/api/v1/session").status, 401);
}

TEST_F(Console, stops_looking_at_passwords_after_five_failures)
{
    int status = 0;
    for (int i = 0; i < 6; ++i)
        status = http(port, "POST", "/api/v1/login", {}, R"({"name":"admin","password":"guess"})")
                     .status;
    EXPECT_EQ(status, 429);
    EXPECT_EQ(http(port, "POST", "/api/v1/login", {},
                   json{{"name", "admin"}, {"password", server->admin_password()}}.dump())
                  .status,
              429);
}

TEST_F(Console, sets_a_cookie_that_scripts_and_other_sites_cannot_use)
{
    const HttpAnswer answer =
        http(port, "POST", "/api/v1/login", {},
             json{{"name", "admin"}, {"password", server->admin_password()}}.dump());
    const std::string cookie = answer.headers.at("set-cookie");
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"})
        EXPECT_NE(cookie.find(part), std::string::npos) << part;
}

TEST_F(Console, opens_its_socket_for_its_own_origin_cookie_and_token_together)
{
    const Login login = admin();
    const HeaderList elsewhere{{"Cookie", login.cookie}, {"Origin", "http://evil.example"}};
    const HeaderList nowhere{{"Cookie", login.cookie}};
    const HeaderList stranger{{"Origin", origin(port)}};
    EXPECT_THROW(WebSocket(port, "/console/ws", elsewhere), std::runtime_error);
    EXPECT_THROW(WebSocket(port, "/console/ws", nowhere), std::runtime_error);
    EXPECT_THROW(WebSocket(port, "/console/ws", stranger), std::runtime_error);
    WebSocket socket(port, "/console/ws", {{"Cookie", login.cookie}, {"Origin", origin(port)}});
    socket.send({{"t", "open"}, {"conv", "c_1"}, {"after", 0}});
    EXPECT_EQ(socket.receive().at("code"), "bad_request");
    socket.send({{"t", "hello"}, {"token", "wrong"}, {"resume", nullptr}});
    EXPECT_EQ(socket.receive().at("code"), "unauthorized");
    EXPECT_EQ(socket.wait_for_close(), 1008);
}

TEST_F(Console, loses_its_socket_when_it_logs_out)
{
    const Login login = admin();
    Agent agent(port, login);
    EXPECT_EQ(http(port, "POST", "/api/v1/logout", {{"Cookie", login.cookie}}).status, 403);
    EXPECT_EQ(http(port, "POST", "/api/v1/logout",
                   {{"Cookie", login.cookie}, {"X-Kefu-Token", login.token}})
                  .status,
              204);
    EXPECT_EQ(agent.socket.wait_for_close(), 1008);
    EXPECT_EQ(http(port, "GET", "/api/v1/session", {{"Cookie", login.cookie}}).status, 401);
}

TEST_F(Console, shows_takes_over_answers_and_gives_back)
{
    Agent agent(port, admin());
    Visitor visitor(port);
    visitor.say("m1", "转人工");
    json row = json::object();
    while (row.value("owner", "") != "queue")
        row = agent.socket.receive_until("conversation").at("row");
    EXPECT_EQ(row.at("conv"), visitor.conv());
    EXPECT_FALSE(row.at("tickets").empty());

    const json state = agent.open(visitor.conv());
    EXPECT_EQ(state.at("owner"), "queue");
    EXPECT_FALSE(agent.events.empty());
    const std::uint64_t epoch = state.at("epoch");
    const json claimed =
        agent.act({{"t", "claim"}, {"conv", visitor.conv()}, {"cmid", "g1"}, {"epoch", epoch}});
    ASSERT_EQ(claimed.at("t"), "ack") << claimed;
    EXPECT_EQ(claimed.at("epoch"), epoch + 1);
    const json presence = visitor.socket.receive_until("presence");
    // The queue was announced before, perhaps.
    EXPECT_TRUE(presence.at("owner") == "queue" || presence.at("owner") == "agent");

    const json send{{"t", "send"},
                    {"conv", visitor.conv()},
                    {"cmid", "g2"},
                    {"epoch", epoch + 1},
                    {"body", {{"type", "text"}, {"text", "您好,我来处理"}}}};
    const json acked = agent.act(send);
    EXPECT_EQ(acked.at("t"), "ack");
    EXPECT_EQ(agent.act(send), acked);  // the same again: the old ack
    const json heard = visitor.hear("我来处理");
    EXPECT_EQ(heard.at("from"), "agent");
    EXPECT_EQ(heard.at("name"), "admin");

    visitor.say("m2", "我要退款");
    agent.socket.send({{"t", "typing"}, {"conv", visitor.conv()}});
    json typing;
    do typing = visitor.socket.receive_until("presence");
    while (typing.at("state") != "typing");
    EXPECT_EQ(typing.at("name"), "admin");

    const json note = agent.act({{"t", "note"},
                                 {"conv", visitor.conv()},
                                 {"cmid", "g3"},
                                 {"epoch", epoch + 1},
                                 {"text", "仅内部"}});
    EXPECT_EQ(note.at("t"), "ack");
    const json back = agent.act(
        {{"t", "hand_back"}, {"conv", visitor.conv()}, {"cmid", "g4"}, {"epoch", epoch + 1}});
    ASSERT_EQ(back.at("t"), "ack") << back;
    Visitor again(port, visitor.token());
    for (std::uint64_t seq = 1; seq <= again.welcome.at("seq"); ++seq)
        EXPECT_EQ(again.socket.receive_until("event").at("body").dump().find("仅内部"),
                  std::string::npos);
}

TEST_F(Console, keeps_the_bot_silent_while_an_agent_owns_the_conversation)
{
    Agent agent(port, admin());
    Visitor visitor(port);
    visitor.event(1);
    const json state = agent.open(visitor.conv());
    ASSERT_EQ(agent
                  .act({{"t", "claim"},
                        {"conv", visitor.conv()},
                        {"cmid", "g1"},
                        {"epoch", state.at("epoch")}})
                  .at("t"),
              "ack");
    const std::uint64_t seq = visitor.say("m1", "买的点卡用不了").at("seq");
    EXPECT_EQ(visitor.event(seq).at("from"), "visitor");
    EXPECT_TRUE(visitor.socket.silent_for(500ms));
}

TEST_F(Console, gives_a_conversation_to_one_of_two_agents)
{
    const std::string password = add_agent("小王");
    Agent one(port, log_in(port, "admin", password));
    Agent two(port, log_in(port, "小王", "long enough 1"));
    EXPECT_EQ(two.welcome.at("agents").size(), 2U);
    Visitor visitor(port);
    visitor.say("m1", "转人工");
    visitor.hear(R"("type":"queue")");
    const std::uint64_t epoch = one.open(visitor.conv()).at("epoch");
    EXPECT_EQ(two.open(visitor.conv()).at("epoch"), epoch);
    const json claim{{"t", "claim"}, {"conv", visitor.conv()}, {"cmid", "g1"}, {"epoch", epoch}};
    one.socket.send(claim);
    const json second = two.act(claim);
    json first;
    do first = one.socket.receive();
    while (first.at("t") != "ack" && first.at("t") != "error");
    const int won = (first.at("t") == "ack") + (second.at("t") == "ack");
    EXPECT_EQ(won, 1) << first << second;
    const json& lost = first.at("t") == "ack" ? second : first;
    EXPECT_EQ(lost.at("code"), "stale_epoch");
    EXPECT_EQ(lost.at("epoch"), epoch + 1);
}

TEST_F(Console, refuses_acts_on_what_is_not_there_or_not_mine)
{
    Agent agent(port, admin());
    EXPECT_EQ(
        agent.act({{"t", "claim"}, {"conv", "c_nothing"}, {"cmid", "g1"}, {"epoch", 1}}).at("code"),
        "not_found");
    Visitor visitor(port);
    visitor.event(1);
    const std::uint64_t epoch = agent.open(visitor.conv()).at("epoch");
    EXPECT_EQ(agent
                  .act({{"t", "send"},
                        {"conv", visitor.conv()},
                        {"cmid", "g2"},
                        {"epoch", epoch},
                        {"body", {{"type", "text"}, {"text", "抢答"}}}})
                  .at("code"),
              "forbidden");
    EXPECT_EQ(agent
                  .act({{"t", "approve"},
                        {"conv", visitor.conv()},
                        {"cmid", "g3"},
                        {"epoch", epoch},
                        {"ticket", "t_none"}})
                  .at("code"),
              "not_found");
    EXPECT_EQ(
        agent.act({{"t", "claim"}, {"conv", visitor.conv()}, {"cmid", "g4"}, {"epoch", epoch + 5}})
            .at("code"),
        "stale_epoch");
}

}  // namespace
