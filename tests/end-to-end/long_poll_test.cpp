// A visitor behind a proxy that breaks WebSockets: the same conversation over plain requests.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

class LongPoll : public testing::Test {
protected:
    HttpAnswer post(const std::string& path, const json& body, const std::string& token)
    {
        return http(server_.port(), "POST", "/api/v1/conversations" + path,
                    {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                    body.dump());
    }
    HttpAnswer say(const std::string& cmid, const std::string& text)
    {
        return post("/" + conv_ + "/messages",
                    {{"t", "send"}, {"cmid", cmid}, {"body", {{"type", "text"}, {"text", text}}}},
                    token_);
    }
    HttpAnswer events(const std::string& query)
    {
        return http(server_.port(), "GET", "/api/v1/conversations/" + conv_ + "/events" + query,
                    {{"Authorization", "Bearer " + token_}});
    }
    void SetUp() override
    {
        const HttpAnswer hello = post(
            "", {{"t", "hello"}, {"token", nullptr}, {"identity", nullptr}, {"resume", nullptr}},
            "");
        ASSERT_EQ(hello.status, 200) << hello.body;
        conv_ = hello.json().at("conv");
        token_ = hello.json().at("token");
    }

    TemporaryFolder data_;
    Server server_{data_.path()};
    std::string conv_, token_;
};

TEST_F(LongPoll, has_the_same_conversation_as_the_socket)
{
    Visitor tab(server_.port(), token_);
    EXPECT_EQ(tab.conv(), conv_);
    EXPECT_EQ(say("p1", "你好").json().at("t"), "ack");
    EXPECT_EQ(tab.event(2).at("cmid"), "p1");
    const json all = events("?after=0").json();
    ASSERT_GE(all.at("events").size(), 3U);
    for (std::size_t i = 0; i < all.at("events").size(); ++i)
        EXPECT_EQ(all.at("events")[i].at("seq"), i + 1);
    EXPECT_EQ(all.at("seq"), all.at("events").size());
    EXPECT_EQ(events("").body, events("?after=0").body);
}

TEST_F(LongPoll, answers_as_soon_as_something_happens)
{
    auto waiting = std::async(std::launch::async, [&] { return events("?after=1"); });
    EXPECT_EQ(waiting.wait_for(300ms), std::future_status::timeout);
    const HttpAnswer page = http(server_.port(), "GET", "/metrics");
    EXPECT_NE(page.body.find("kefu_connections{kind=\"poll\"} 1\n"), std::string::npos);
    EXPECT_EQ(say("p1", "你好").status, 200);
    ASSERT_EQ(waiting.wait_for(5s), std::future_status::ready);
    const json heard = waiting.get().json();
    ASSERT_GE(heard.at("events").size(), 2U);
    EXPECT_EQ(heard.at("events")[0].at("cmid"), "p1");
}

TEST_F(LongPoll, takes_a_message_once)
{
    const HttpAnswer first = say("p1", "你好");
    const HttpAnswer again = say("p1", "你好");
    EXPECT_EQ(first.body, again.body);
    const HttpAnswer other = say("p1", "别的");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(other.json().at("code"), "conflict");
    EXPECT_EQ(other.json().at("cmid"), "p1");
}

TEST_F(LongPoll, refuses_strangers_and_nonsense)
{
    const std::string own = token_;
    token_ = "nobody";
    EXPECT_EQ(say("p1", "你好").status, 401);
    EXPECT_EQ(events("?after=0").status, 401);
    token_ = Visitor(server_.port()).token();
    EXPECT_EQ(say("p1", "你好").status, 404);
    EXPECT_EQ(events("?after=0").status, 404);
    token_ = own;
    EXPECT_EQ(events("?after=-1").status, 400);
    EXPECT_EQ(events("?after=9x").status, 400);
    EXPECT_EQ(events("?before=9").status, 400);
    EXPECT_EQ(post("/" + conv_ + "/messages", {{"t", "typing"}}, token_).status, 400);
    EXPECT_EQ(post("/" + conv_ + "/messages", {{"t", "send"}}, token_).status, 400);
    EXPECT_EQ(post("", {{"t", "send"}}, token_).status, 400);
    EXPECT_EQ(post("/" + conv_ + "/nothing", {{"t", "send"}}, token_).status, 404);
    const HttpAnswer large = say("p1", std::string(70'000, 'a'));
    EXPECT_EQ(large.status, 413);
    const json ahead = events("?after=99").json();
    EXPECT_EQ(ahead.at("events")[0].at("t"), "resync");
}

TEST_F(LongPoll, is_limited_like_the_socket)
{
    int refused = 0;
    for (int i = 0; i < 30; ++i) {
        const HttpAnswer answer = say("p" + std::to_string(i), "你好");
        if (answer.status == 200) continue;
        ++refused;
        EXPECT_EQ(answer.status, 429);
        EXPECT_EQ(answer.json().at("code"), "rate_limited");
        EXPECT_TRUE(answer.headers.contains("retry-after"));
    }
    EXPECT_GE(refused, 1);
}

TEST_F(LongPoll, does_not_keep_the_server_from_stopping)
{
    auto waiting = std::async(std::launch::async, [&]() -> int {
        try {
            return events("?after=1").status;
        } catch (const std::runtime_error&) {
            return 0;
        }
    });
    EXPECT_EQ(waiting.wait_for(200ms), std::future_status::timeout);
    EXPECT_EQ(server_.stop(), 0);
    EXPECT_EQ(waiting.get(), 0);
}

}  // namespace
