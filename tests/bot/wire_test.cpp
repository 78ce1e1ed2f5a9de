// What strangers send: bytes to frames, and every kind of nonsense to one error.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bot/agent_wire.h"
#include "bot/visitor_wire.h"

namespace {

using namespace bot;
using nlohmann::json;

template <class What>
What visitor_frame(const std::string& text)
{
    return std::get<What>(std::get<visitor::Frame>(visitor::read_frame(text)));
}

WireError visitor_error(const std::string& text)
{
    return std::get<WireError>(visitor::read_frame(text));
}

std::string send_text(const std::string& text)
{
    return json{{"t", "send"}, {"cmid", "m1"}, {"body", {{"type", "text"}, {"text", text}}}}.dump();
}

TEST(VisitorWire, reads_a_first_hello)
{
    const auto hello = visitor_frame<visitor::Hello>(
        R"({"t":"hello","token":null,"identity":null,"resume":null})");
    EXPECT_EQ(hello.token, "");
    EXPECT_FALSE(hello.identity);
    EXPECT_FALSE(hello.resume);
}

TEST(VisitorWire, reads_a_hello_that_resumes_with_an_identity)
{
    const auto hello = visitor_frame<visitor::Hello>(
        R"({"t":"hello","token":"k","identity":{"user":"u1","name":"小李","exp":99,"nonce":"n","sig":"ab"},
            "resume":{"conv":"c_1","after":12}})");
    EXPECT_EQ(hello.token, "k");
    EXPECT_EQ(hello.identity->user, "u1");
    EXPECT_EQ(hello.identity->expires_at, 99);
    EXPECT_EQ(hello.resume->conversation, "c_1");
    EXPECT_EQ(hello.resume->after, 12U);
}

TEST(VisitorWire, refuses_an_identity_that_brings_its_own_lines)
{
    EXPECT_EQ(visitor_error("{\"t\":\"hello\",\"identity\":{\"user\":\"u\\n1\",\"exp\":9,\"nonce\":"
                            "\"n\",\"sig\":\"a\"}}")
                  .code,
              "bad_request");
}

TEST(VisitorWire, reads_each_body)
{
    EXPECT_EQ(std::get<TextBody>(visitor_frame<visitor::Send>(send_text("卡密用不了")).body).text,
              "卡密用不了");
    const auto choice = visitor_frame<visitor::Send>(
        R"({"t":"send","cmid":"m","body":{"type":"choice","value":"yes","for":"a_1"}})");
    EXPECT_EQ(std::get<ChoiceBody>(choice.body).value, "yes");
    EXPECT_EQ(std::get<ChoiceBody>(choice.body).awaiting, "a_1");
    const auto image = visitor_frame<visitor::Send>(
        R"({"t":"send","cmid":"m","body":{"type":"image","blob":"b_1","evidence":"key_shot"}})");
    EXPECT_EQ(std::get<ImageBody>(image.body).evidence, "key_shot");
    const auto form = visitor_frame<visitor::Send>(
        R"({"t":"send","cmid":"m","body":{"type":"form","values":{"satisfaction":"5"}}})");
    EXPECT_EQ(std::get<FormBody>(form.body).values.at("satisfaction"), "5");
}

TEST(VisitorWire, says_too_large_only_beyond_4000_characters)
{
    std::string text;
    for (int i = 0; i < 4000; ++i) text += "卡";
    EXPECT_EQ(std::get<TextBody>(visitor_frame<visitor::Send>(send_text(text)).body).text, text);
    const WireError error = visitor_error(send_text(text + "卡"));
    EXPECT_EQ(error.code, "too_large");
    EXPECT_EQ(error.cmid, "m1");
}

TEST(VisitorWire, answers_every_kind_of_nonsense_with_bad_request)
{
    std::string deep;
    for (int i = 0; i < 2000; ++i) deep += R"({"a":)";
    for (const std::string& text : {
             std::string(),
             std::string("hello"),
             std::string("[]"),
             std::string("null"),
             std::string("{"),
             std::string(R"({"t":7})"),
             std::string(R"({"t":"welcome"})"),
             std::string(R"({"t":"event","seq":1})"),
             std::string(R"({"t":"ack"})"),
             std::string(R"({"t":"__proto__"})"),
             std::string(R"({"t":"send"})"),
             std::string(R"({"t":"send","cmid":"m"})"),
             std::string(R"({"t":"send","cmid":"m","body":{"type":"dance"}})"),
             std::string(R"({"t":"send","cmid":"","body":{"type":"text","text":"a"}})"),
             std::string(R"({"t":"send","cmid":["m"],"body":{"type":"text","text":"a"}})"),
             std::string(R"({"t":"send","cmid":"m","body":{"type":"text","text":"   "}})"),
             std::string(R"({"t":"send","cmid":"m","body":{"type":"text","text":1e999}})"),
             std::string(R"({"t":"read","seq":-1})"),
             std::string(R"({"t":"read","seq":9223372036854775808})"),
             std::string(R"({"t":"read","seq":1.5})"),
             std::string(R"({"t":"hello","token":0})"),
             std::string(R"({"t":"hello","resume":{"conv":"c","after":-1}})"),
             std::string(R"({"t":"typing","t":"hello"})"),
             std::string(R"({"t":"typing","a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}})"),
             deep,
         })
        EXPECT_EQ(visitor_error(text).code, "bad_request") << text.substr(0, 100);
}

TEST(VisitorWire, an_error_holds_the_protocol_s_fields_and_nothing_else)
{
    WireError error{"rate_limited", "慢一点", "m1", 3, {}, {}};
    EXPECT_EQ(json::parse(write_error(error)), (json{{"t", "error"},
                                                     {"code", "rate_limited"},
                                                     {"message", "慢一点"},
                                                     {"cmid", "m1"},
                                                     {"retry_after", 3}}));
    error = {"stale_answer", "过时", "m1", {}, {}, "null"};
    EXPECT_TRUE(json::parse(write_error(error)).at("awaiting").is_null());
}

TEST(VisitorWire, equal_bodies_are_canonically_equal)
{
    const auto one = visitor_frame<visitor::Send>(
        R"({"t":"send","cmid":"m","body":{"type":"choice","value":"a","for":"b"}})");
    const auto same = visitor_frame<visitor::Send>(
        R"({"body":{"for":"b","value":"a","type":"choice"},"cmid":"n","t":"send"})");
    const auto other = visitor_frame<visitor::Send>(
        R"({"t":"send","cmid":"m","body":{"type":"choice","value":"b","for":"a"}})");
    EXPECT_EQ(canonical(one.body), canonical(same.body));
    EXPECT_NE(canonical(one.body), canonical(other.body));
}

agent::FrameError agent_error(const std::string& text)
{
    return std::get<agent::FrameError>(agent::read_frame(text));
}

TEST(AgentWire, reads_every_act)
{
    for (const char* act : {"claim", "release", "hand_back", "resolve"}) {
        const auto frame = agent::read_frame(
            json{{"t", act}, {"conv", "c_1"}, {"cmid", "g1"}, {"epoch", 2}}.dump());
        const auto& read = std::get<agent::Act>(std::get<agent::Frame>(frame));
        EXPECT_EQ(dialogs::to_string(read.acted.act), act);
        EXPECT_EQ(read.acted.epoch, 2U);
        EXPECT_EQ(read.conversation, "c_1");
    }
}

TEST(AgentWire, wants_conv_cmid_and_epoch_with_every_act)
{
    EXPECT_EQ(agent_error(R"({"t":"claim","cmid":"g1","epoch":2})").error.code, "bad_request");
    EXPECT_EQ(agent_error(R"({"t":"claim","conv":"c_1","epoch":2})").error.code, "bad_request");
    const auto error = agent_error(R"({"t":"claim","conv":"c_1","cmid":"g1"})");
    EXPECT_EQ(error.conversation, "c_1");
    EXPECT_EQ(error.error.cmid, "g1");
}

TEST(AgentWire, takes_no_name_or_role_from_the_client)
{
    const auto frame = agent::read_frame(
        R"({"t":"claim","conv":"c_1","cmid":"g1","epoch":2,"agent":"g_other","name":"官方","role":"admin"})");
    const auto& read = std::get<agent::Act>(std::get<agent::Frame>(frame));
    EXPECT_EQ(read.acted.agent, "");
    EXPECT_EQ(read.acted.name, "");
}

TEST(AgentWire, lets_agents_send_text_and_pictures_only)
{
    const auto body = [](const std::string& body) {
        return R"({"t":"send","conv":"c_1","cmid":"g1","epoch":2,"body":)" + body + "}";
    };
    EXPECT_TRUE(std::holds_alternative<agent::Frame>(
        agent::read_frame(body(R"({"type":"text","text":"您好"})"))));
    EXPECT_TRUE(std::holds_alternative<agent::Frame>(
        agent::read_frame(body(R"({"type":"image","blob":"b_1"})"))));
    EXPECT_EQ(agent_error(body(R"({"type":"form","values":{"a":"b"}})")).error.code, "bad_request");
}

}  // namespace
