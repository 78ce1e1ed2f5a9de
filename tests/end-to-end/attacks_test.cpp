// What an attacker sends (the attack cases 18 to 27, 44 and 47 of the desk; what other files test
// of them is not repeated here: origins and logins in console_test.cpp; cursors, cmids and slow
// readers in visitor_test.cpp; connection caps and slow heads in tests/bot/server_test.cpp; a full
// disk in tests/torture/). One server for all of it: nothing
// that is tried may spoil it for the next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>
#include <thread>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

class Attack : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        data = std::make_unique<TemporaryFolder>();
        server = std::make_unique<Server>(data->path());
        port = server->port();
    }
    static void TearDownTestSuite()
    {
        server.reset();
        data.reset();
    }
    // Somebody else is served as if nothing was.
    void TearDown() override
    {
        Visitor other(port);
        EXPECT_EQ(other.say("m1", "你好").at("t"), "ack");
        EXPECT_TRUE(server->running());
    }

    static std::unique_ptr<TemporaryFolder> data;
    static std::unique_ptr<Server> server;
    static std::uint16_t port;
};
std::unique_ptr<TemporaryFolder> Attack::data;
std::unique_ptr<Server> Attack::server;
std::uint16_t Attack::port;

// As the reverse proxy on this machine says.
HeaderList from(const std::string& address) { return {{"X-Forwarded-For", address}}; }

json hello(const json& token = nullptr)
{
    return {{"t", "hello"}, {"token", token}, {"identity", nullptr}, {"resume", nullptr}};
}

json message(const std::string& cmid, const std::string& text = "你好")
{
    return {{"t", "send"}, {"cmid", cmid}, {"body", {{"type", "text"}, {"text", text}}}};
}

TEST_F(Attack, a_visitor_that_plays_the_server_or_an_agent_gets_one_error_that_tells_nothing)
{
    const Visitor victim(port);
    Visitor visitor(port);
    visitor.event(1);
    std::vector<std::string> answers;
    for (const char* type :
         {"welcome",     "event",     "ack",          "error",     "presence",    "resync",
          "state",       "opened",    "conversation", "pack",      "pack_loaded", "claim",
          "release",     "hand_back", "transfer",     "note",      "resolve",     "approve",
          "reject",      "open",      "close",        "load_pack", "connect",     "disconnect",
          "newListener", "__proto__", "toString"}) {
        visitor.socket.send({{"t", type},
                             {"type", "agent"},
                             {"role", "admin"},
                             {"conv", victim.conv()},
                             {"cmid", "x"},
                             {"epoch", 1},
                             {"after", 0},
                             {"to", "g_1"}});
        const json error = visitor.socket.receive();
        EXPECT_EQ(error.at("t"), "error");
        EXPECT_EQ(error.at("code"), "bad_request") << type;
        answers.push_back(error.dump());
    }
    EXPECT_THAT(answers, testing::Each(answers.front()));
}

TEST_F(Attack, fields_that_name_another_conversation_or_role_mean_nothing)
{
    Visitor victim(port), visitor(port);
    victim.event(1);
    json mine = message("m1", "我的话");
    mine["conv"] = victim.conv();
    mine["from"] = "agent";
    mine["seq"] = 1;
    visitor.socket.send(mine);
    EXPECT_EQ(visitor.socket.receive_until("ack").at("cmid"), "m1");
    const json event = visitor.event(2);
    EXPECT_EQ(event.at("from"), "visitor");
    for (const char* type : {"typing", "read"}) {
        visitor.socket.send({{"t", type}, {"conv", victim.conv()}, {"seq", 1}});
        EXPECT_EQ(visitor.say(type, "你好").at("t"), "ack");
    }
    EXPECT_TRUE(victim.socket.silent_for(200ms));
}

TEST_F(Attack, bombs_of_fragments_and_compression_end_their_own_connection)
{
    Visitor fragments(port);
    for (int i = 0; i < 70; ++i)
        fragments.socket.send_raw(i == 0 ? 1 : 0, std::string(1024, 'a'), true, false);
    EXPECT_EQ(fragments.socket.wait_for_close(), 1009);
    Visitor compressed(port);  // which was never agreed upon
    compressed.socket.send_raw(1 | 0x40, std::string(100, 'a'));
    EXPECT_EQ(compressed.socket.wait_for_close(), 1002);
    Visitor reserved(port);
    reserved.socket.send_raw(5, "a");
    EXPECT_EQ(reserved.socket.wait_for_close(), 1002);
    Visitor control(port);
    control.socket.send_raw(9, std::string(126, 'a'));
    EXPECT_EQ(control.socket.wait_for_close(), 1002);
}

TEST_F(Attack, a_flood_of_pings_ends_its_own_connection)
{
    Visitor decent(port);
    for (int i = 0; i < 100; ++i) decent.socket.send_raw(9, "a");
    EXPECT_EQ(decent.say("m1", "你好").at("t"), "ack");
    Visitor flood(port);
    for (int i = 0; i < 200; ++i) flood.socket.send_raw(9, "a");
    EXPECT_EQ(flood.socket.wait_for_close(), 1008);
}

TEST_F(Attack, more_connections_do_not_let_a_visitor_say_more)
{
    Visitor first(port), second(port, first.token()), third(port, first.token());
    int taken = 0;
    json refused;
    for (int i = 0; i < 30; ++i)
        for (Visitor* one : {&first, &second, &third}) {
            const json answer =
                one->say("m" + std::to_string(i) + "of" + std::to_string(one - &first), "你好");
            if (answer.at("t") == "ack")
                ++taken;
            else
                refused = answer;
        }
    // 20 at once, and 2 for each second that this took.
    EXPECT_LT(taken, 60);
    ASSERT_TRUE(refused.is_object());
    EXPECT_EQ(refused.at("code"), "rate_limited");
    EXPECT_GE(refused.at("retry_after"), 1);
    // Nor does HTTP.
    const HttpAnswer posted =
        http(port, "POST", "/api/v1/conversations/" + first.conv() + "/messages",
             {{"Authorization", "Bearer " + first.token()}}, message("p1").dump());
    EXPECT_EQ(posted.status, 429);
    EXPECT_TRUE(posted.headers.contains("retry-after"));
}

TEST_F(Attack, a_conversation_has_so_many_sockets)
{
    const Visitor first(port);
    std::vector<std::unique_ptr<Visitor>> others;
    for (int i = 0; i < 19; ++i) others.push_back(std::make_unique<Visitor>(port, first.token()));
    WebSocket one_more(port, "/ws");
    one_more.send(hello(first.token()));
    const json error = one_more.receive();
    EXPECT_EQ(error.at("code"), "rate_limited");
    EXPECT_GE(error.at("retry_after"), 1);
    EXPECT_EQ(one_more.wait_for_close(), 1008);
    others.pop_back();
    for (int tries = 0; tries < 50; ++tries) {
        WebSocket again(port, "/ws");
        again.send(hello(first.token()));
        if (again.receive().at("t") == "welcome") return;
        std::this_thread::sleep_for(50ms);
    }
    FAIL() << "the place of a socket that is closed is not free";
}

TEST_F(Attack, an_address_that_asks_too_often_is_told_when_to_come_again)
{
    HttpAnswer answer;
    for (int i = 0; i < 1500 && answer.status != 429; ++i)
        answer = http(port, "GET", "/healthz", from("192.0.2.7"));
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.json().at("code"), "rate_limited");
    EXPECT_TRUE(answer.headers.contains("retry-after"));
    EXPECT_EQ(http(port, "GET", "/healthz", from("192.0.2.8")).status, 200);
    EXPECT_EQ(http(port, "GET", "/healthz").status, 200);
}

// The greeting alone is nothing for agents.
TEST_F(Attack, visits_without_a_word_are_no_rows_of_the_agents_list)
{
    static TemporaryFolder folder;
    Server own(folder.path());
    std::vector<std::unique_ptr<Visitor>> silent;
    for (int i = 0; i < 5; ++i) silent.push_back(std::make_unique<Visitor>(own.port()));
    Visitor speaks(own.port());
    EXPECT_EQ(speaks.say("m1", "你好").at("t"), "ack");
    const Login login = log_in(own.port(), "admin", own.admin_password());
    Agent agent(own.port(), login);
    ASSERT_EQ(agent.welcome.at("conversations").size(), 1U);
    EXPECT_EQ(agent.welcome.at("conversations")[0].at("conv"), speaks.conv());
    EXPECT_EQ(silent.front()->say("m1", "我来了").at("t"), "ack");
    EXPECT_EQ(agent.socket.receive_until("conversation").at("row").at("conv"),
              silent.front()->conv());
    own.kill();
    const Server later(folder.path());
    Agent again(later.port(), log_in(later.port(), "admin", own.admin_password()));
    EXPECT_EQ(again.welcome.at("conversations").size(), 2U);
}

TEST_F(Attack, what_comes_right_behind_hello_is_taken_after_the_welcome_as_far_as_there_is_room)
{
    WebSocket socket(port, "/ws");
    socket.send(hello());
    for (int i = 0; i < 18; ++i) socket.send(message("m" + std::to_string(i)));
    EXPECT_EQ(socket.receive().at("t"), "welcome");
    for (int i = 0; i < 18; ++i)
        EXPECT_EQ(socket.receive_until("ack").at("cmid"), "m" + std::to_string(i));

    WebSocket refused(port, "/ws");
    json wrong = hello();
    wrong["identity"] = {
        {"user", "u1"}, {"name", "x"}, {"exp", 4'000'000'000}, {"nonce", "n"}, {"sig", "no"}};
    refused.send(wrong);
    refused.send(message("m1"));
    EXPECT_EQ(refused.receive().at("code"), "unauthorized");
    const json error = refused.receive();
    EXPECT_EQ(error.at("code"), "bad_request");
    EXPECT_EQ(error.at("cmid"), "m1");
}

// Case 47: no more files can be opened; connections that there are go on, and new ones come in
// again once some are closed.
TEST_F(Attack, running_out_of_files_harms_nobody_who_is_there)
{
    static TemporaryFolder folder;
    rlimit all{};
    ::getrlimit(RLIMIT_NOFILE, &all);
    const rlimit few{60, all.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    Server own(folder.path());
    ::setrlimit(RLIMIT_NOFILE, &all);
    Visitor early(own.port());
    std::vector<Tcp> many;
    for (int i = 0; i < 100; ++i) many.emplace_back(own.port());
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(early.say("m" + std::to_string(i), "卡密用不了").at("t"), "ack");
    many.clear();
    Visitor late(own.port());
    EXPECT_EQ(late.say("m1", "你好").at("t"), "ack");
    EXPECT_EQ(own.stop(), 0);
}

}  // namespace
