// A visitor's socket against the real program.
#include <gtest/gtest.h>

#include "bot/random.h"
#include "bot/shop_file.h"
#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

class VisitorSocket : public testing::Test {
protected:
    TemporaryFolder data;
    Server server{data.path()};
    std::uint16_t port = server.port();
};

TEST_F(VisitorSocket, greets_a_new_visitor)
{
    Visitor visitor(port);
    EXPECT_EQ(visitor.welcome.at("owner"), "bot");
    EXPECT_EQ(visitor.welcome.at("limits").at("text"), 4000);
    const json greeting = visitor.hear();
    EXPECT_EQ(greeting.at("seq"), 1);
    EXPECT_EQ(greeting.at("from"), "bot");
    EXPECT_EQ(greeting.at("awaiting").at("kind"), "choice");
    EXPECT_FALSE(greeting.contains("input"));
    EXPECT_FALSE(greeting.contains("why"));
}

TEST_F(VisitorSocket, acknowledges_and_then_shows_a_message_to_every_tab)
{
    Visitor visitor(port);
    visitor.event(1);
    Visitor tab(port, visitor.token());
    EXPECT_EQ(tab.conv(), visitor.conv());
    tab.event(1);
    EXPECT_EQ(visitor.say("m1", "卡密用不了"), (json{{"t", "ack"}, {"cmid", "m1"}, {"seq", 2}}));
    for (Visitor* each : {&visitor, &tab}) {
        const json own = each->event(2);
        EXPECT_EQ(own.at("from"), "visitor");
        EXPECT_EQ(own.at("cmid"), "m1");
        EXPECT_EQ(own.at("body").at("text"), "卡密用不了");
        EXPECT_EQ(each->event(3).at("from"), "bot");
    }
}

TEST_F(VisitorSocket, takes_the_same_cmid_once)
{
    Visitor visitor(port);
    const json first = visitor.say("m1", "卡密用不了");
    EXPECT_EQ(visitor.say("m1", "卡密用不了"), first);
    const json other = visitor.say("m1", "别的话");
    EXPECT_EQ(other.at("code"), "conflict");
    EXPECT_EQ(other.at("cmid"), "m1");
    Visitor again(port, visitor.token());
    int messages = 0;
    for (std::uint64_t seq = 1; seq <= again.welcome.at("seq"); ++seq)
        messages += again.socket.receive_until("event").at("from") == "visitor";
    EXPECT_EQ(messages, 1);
}

TEST_F(VisitorSocket, resumes_exactly_after_what_the_client_has)
{
    Visitor visitor(port);
    visitor.say("m1", "卡密用不了");
    visitor.event(3);
    Visitor again(port, visitor.token(), {{"conv", visitor.conv()}, {"after", 2}});
    EXPECT_GE(again.welcome.at("seq"), 3);
    EXPECT_EQ(again.socket.receive().at("seq"), 3);
    Visitor up_to_date(port, visitor.token(),
                       {{"conv", visitor.conv()}, {"after", again.welcome.at("seq")}});
    EXPECT_TRUE(up_to_date.socket.silent_for(300ms));
}

TEST_F(VisitorSocket, resyncs_a_cursor_from_the_future_or_of_another_visitor)
{
    Visitor other(port);
    Visitor visitor(port);
    for (const json& resume :
         {json{{"conv", visitor.conv()}, {"after", 9999}},
          json{{"conv", visitor.conv()}, {"after", 9223372036854775807}},
          json{{"conv", other.conv()}, {"after", 0}}, json{{"conv", "c_nothing"}, {"after", 1}}}) {
        Visitor again(port, visitor.token(), resume);
        EXPECT_EQ(again.conv(), visitor.conv());
        EXPECT_EQ(again.socket.receive(),
                  (json{{"t", "resync"}, {"conv", visitor.conv()}, {"seq", 0}, {"pos", 0}}));
        EXPECT_EQ(again.socket.receive().at("seq"), 1);
    }
}

TEST_F(VisitorSocket, gives_a_forged_token_a_new_visitor)
{
    Visitor visitor(port);
    Visitor forged(port, std::string(64, 'a'));
    EXPECT_NE(forged.welcome.at("visitor"), visitor.welcome.at("visitor"));
    EXPECT_NE(forged.conv(), visitor.conv());
}

TEST_F(VisitorSocket, answers_nonsense_with_one_error_and_stays)
{
    Visitor visitor(port);
    visitor.event(1);
    std::string deep = R"({"t":"typing")";
    for (int i = 0; i < 3000; ++i) deep += R"(,"a":{"b":1)";
    for (const std::string& text :
         {std::string("hello"), std::string("[]"), std::string("{}"), deep,
          std::string(R"({"t":"welcome"})"), std::string(R"({"t":"event","seq":1,"body":{}})"),
          std::string(R"({"t":"claim","conv":"c_1","cmid":"1","epoch":1})"),
          std::string(R"({"t":"constructor"})"), std::string(R"({"t":"read","seq":1e999})"),
          std::string(R"({"t":"hello","token":null,"identity":null,"resume":null})")}) {
        visitor.socket.send_text(text);
        const json error = visitor.socket.receive();
        EXPECT_EQ(error.at("t"), "error");
        EXPECT_EQ(error.at("code"), "bad_request") << text.substr(0, 80);
    }
    visitor.socket.send_raw(2, "binary");
    EXPECT_EQ(visitor.socket.receive().at("code"), "bad_request");
    EXPECT_EQ(visitor.say("m1", "还在").at("t"), "ack");
}

TEST_F(VisitorSocket, wants_hello_first)
{
    WebSocket socket(port, "/ws");
    socket.send({{"t", "send"}, {"cmid", "m1"}, {"body", {{"type", "text"}, {"text", "你好"}}}});
    const json error = socket.receive();
    EXPECT_EQ(error.at("code"), "bad_request");
    EXPECT_EQ(error.at("cmid"), "m1");
}

TEST_F(VisitorSocket, refuses_more_than_4000_characters_and_takes_4000)
{
    Visitor visitor(port);
    std::string text;
    for (int i = 0; i < 4000; ++i) text += "卡";
    EXPECT_EQ(visitor.say("m1", text).at("t"), "ack");
    EXPECT_EQ(visitor.say("m2", text + "卡").at("code"), "too_large");
}

TEST_F(VisitorSocket, closes_on_bad_utf8_on_a_huge_frame_and_on_an_unmasked_one)
{
    Visitor bad_text(port);
    bad_text.socket.send_raw(1, "{\"t\":\"typing\xff\"}");
    EXPECT_EQ(bad_text.socket.wait_for_close(), 1007);
    Visitor huge(port);
    huge.socket.send_raw(1, std::string(70 * 1024, 'a'));
    EXPECT_EQ(huge.socket.wait_for_close(), 1009);
    Visitor unmasked(port);
    unmasked.socket.send_raw(1, R"({"t":"typing"})", false);
    EXPECT_EQ(unmasked.socket.wait_for_close(), 1002);
    Visitor fine(port);
    EXPECT_EQ(fine.say("m1", "你好").at("t"), "ack");
}

TEST_F(VisitorSocket, refuses_an_outdated_answer_and_says_what_is_asked_now)
{
    Visitor visitor(port);
    const std::string asked = visitor.event(1).at("awaiting").at("id");
    visitor.say("m1", "买的点卡用不了");
    const json error =
        visitor.send("m2", {{"type", "choice"}, {"value", "intent:human_agent"}, {"for", asked}});
    EXPECT_EQ(error.at("code"), "stale_answer");
    EXPECT_TRUE(error.at("awaiting").is_object()) << error;
}

TEST_F(VisitorSocket, slows_down_who_sends_too_much)
{
    Visitor visitor(port);
    json answer = json::object();
    for (int i = 0; i < 40 && answer.value("code", "") != "rate_limited"; ++i)
        answer = visitor.say("m" + std::to_string(i), "你好");
    EXPECT_EQ(answer.at("code"), "rate_limited");
    EXPECT_GE(answer.at("retry_after"), 1);
}

TEST_F(VisitorSocket, believes_the_shop_s_signature_only_and_once)
{
    const bot::Shop shop = bot::open_shop(data.path());
    const auto proof = [&](const std::string& user, std::int64_t expires, const std::string& nonce,
                           const std::string& secret, const std::string& name = "小李") {
        const std::string text = user + '\n' + std::to_string(expires) + '\n' + nonce + '\n' + name;
        return json{{"user", user},
                    {"name", name},
                    {"exp", expires},
                    {"nonce", nonce},
                    {"sig", bot::hmac_sha256_hex(secret, text)}};
    };
    const auto hello = [&](const json& identity, const json& token = nullptr,
                           const std::string& address = "192.0.2.1") {
        WebSocket socket(port, "/ws", {{"X-Forwarded-For", address}});
        socket.send(
            {{"t", "hello"}, {"token", token}, {"identity", identity}, {"resume", nullptr}});
        return socket.receive();
    };
    const std::int64_t later = 4'000'000'000;
    const std::string& secret = shop.identity_secret;
    const json first = hello(proof("u1", later, "n1", secret));
    EXPECT_EQ(first.at("t"), "welcome");
    // The same user on another device finds his conversation.
    EXPECT_EQ(hello(proof("u1", later, "n2", secret)).at("conv"), first.at("conv"));
    EXPECT_NE(hello(proof("u2", later, "n3", secret)).at("conv"), first.at("conv"));
    EXPECT_EQ(hello(proof("u1", later, "n4", "guess")).at("code"), "unauthorized");
    EXPECT_EQ(hello(proof("u1", later, "n4", "")).at("code"), "unauthorized");
    EXPECT_EQ(hello(proof("u1", 1, "n4", secret)).at("code"), "unauthorized");
    // One that somebody else has seen opens nothing; with the token it is not needed.
    const json used = proof("u1", later, "n1", secret);
    EXPECT_EQ(hello(used, nullptr, "192.0.2.2").at("code"), "unauthorized");
    EXPECT_EQ(hello(used, first.at("token"), "192.0.2.2").at("conv"), first.at("conv"));
    // The name is the shop's word too.
    json renamed = proof("u1", later, "n5", secret);
    renamed["name"] = "官方客服";
    EXPECT_EQ(hello(renamed).at("code"), "unauthorized");
    renamed.erase("name");
    EXPECT_EQ(hello(renamed).at("code"), "unauthorized");
}

TEST_F(VisitorSocket, shows_agents_a_name_without_what_is_hidden_in_it)
{
    const std::string secret = bot::open_shop(data.path()).identity_secret;
    const std::string name = "\u202e服客\u202c小\u200b李\u0007";
    const std::string text = "u1\n4000000000\nn1\n" + name;
    WebSocket socket(port, "/ws");
    socket.send({{"t", "hello"},
                 {"token", nullptr},
                 {"identity",
                  {{"user", "u1"},
                   {"name", name},
                   {"exp", 4'000'000'000},
                   {"nonce", "n1"},
                   {"sig", bot::hmac_sha256_hex(secret, text)}}},
                 {"resume", nullptr}});
    socket.send({{"t", "send"}, {"cmid", "m1"}, {"body", {{"type", "text"}, {"text", "你好"}}}});
    socket.receive_until("ack");
    Agent agent(port, log_in(port, "admin", server.admin_password()));
    EXPECT_EQ(agent.welcome.at("conversations")[0].at("name"), "服客小李");
}

TEST_F(VisitorSocket, lets_nobody_wait_for_a_reader_that_does_not_read)
{
    Visitor visitor(port);
    std::string text;
    for (int i = 0; i < 3900; ++i) text += "卡";
    for (int i = 0; i < 15; ++i)
        EXPECT_EQ(visitor.say("m" + std::to_string(i), text).at("t"), "ack");
    // An agent that asks for these 180 KB again and again and reads none of it.
    const Login login = log_in(port, "admin", server.admin_password());
    Agent agent(port, login);
    for (int i = 0; i < 150; ++i)
        agent.socket.send({{"t", "open"}, {"conv", visitor.conv()}, {"after", 0}});
    Visitor other(port);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(other.say("m1", "你好").at("t"), "ack");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
    EXPECT_TRUE(server.running());
}

}  // namespace
