// The server's limits against clients that want more, with limits that are soon reached.
#include "bot/net/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/end-to-end/web_client.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;
using end_to_end::http;
using end_to_end::HttpAnswer;
using end_to_end::Tcp;
using WebSocketClient = end_to_end::WebSocket;

// Says the same to everybody; a socket is sent a thousand large frames for each that it sends.
class SmallSite final : public Site {
public:
    std::uint64_t body_limit(const Request&) override { return 100; }
    Response too_large(const Request&) override { return Response::json(413, "{}"); }
    void handle(Request, Reply reply) override { reply(Response::json(200, "{}")); }
    std::variant<Response, Connect> upgrade(const Request&) override
    {
        return Connect([](Connection& connection) { return std::make_unique<Talker>(connection); });
    }

private:
    class Talker final : public Socket {
    public:
        explicit Talker(Connection& connection) : connection_(connection) {}
        void received(std::string_view, bool) override
        {
            const auto text =
                std::make_shared<const std::string>('"' + std::string(10'000, 'a') + '"');
            for (int i = 0; i < 1000; ++i) connection_.send(text);
        }

    private:
        Connection& connection_;
    };
};

class ServerLimits : public testing::Test {
protected:
    ServerLimits()
    {
        limits_.connections = 10;
        limits_.connections_of_address = 4;
        limits_.header_time = 1s;
        limits_.body_time = 1s;
        limits_.control_frames_per_minute = 20;
        limits_.queued_bytes = 20'000'000;
        limits_.all_queued_bytes = 15'000'000;
        server_ = std::make_unique<Server>(loop_, site_, "127.0.0.1", 0, limits_);
        port_ = server_->port();
        thread_ = std::thread([this] { loop_.run(); });
    }
    ~ServerLimits() override
    {
        loop_.stop();
        thread_.join();
        server_.reset();
    }

    std::unique_ptr<WebSocketClient> socket(const std::string& address)
    {
        return std::make_unique<WebSocketClient>(
            port_, "/ws", end_to_end::HeaderList{{"X-Forwarded-For", address}});
    }
    std::string refusal(const std::string& address)
    {
        try {
            socket(address);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    Limits limits_;
    SmallSite site_;
    EventLoop loop_;
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

TEST_F(ServerLimits, close_a_head_or_body_that_never_ends)
{
    Tcp head(port_), body(port_), silent(port_);
    head.write("GET / HTTP/1.1\r\nHost: x\r\n");
    body.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n");
    // A letter now and then keeps neither alive.
    for (int i = 0; i < 6; ++i) {
        std::this_thread::sleep_for(300ms);
        head.write("a");
        body.write("a");
    }
    EXPECT_EQ(head.read(100ms), "");
    EXPECT_EQ(body.read(100ms), "");
    EXPECT_EQ(silent.read(100ms), "");
}

TEST_F(ServerLimits, tell_who_is_too_many_when_to_come_again)
{
    std::vector<Tcp> idle;
    for (int i = 0; i < 10; ++i) idle.emplace_back(port_);
    const HttpAnswer answer = http(port_, "GET", "/");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.json().at("code"), "unavailable");
    EXPECT_TRUE(answer.headers.contains("retry-after"));
    idle.clear();
    for (int tries = 0; tries < 50 && http(port_, "GET", "/").status != 200; ++tries)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(http(port_, "GET", "/").status, 200);
}

TEST_F(ServerLimits, give_each_address_so_many_connections)
{
    std::vector<std::unique_ptr<WebSocketClient>> sockets;
    for (int i = 0; i < 4; ++i) sockets.push_back(socket("2001:db8::" + std::to_string(i + 1)));
    EXPECT_THAT(refusal("2001:db8::9"), testing::HasSubstr("429"));
    EXPECT_EQ(refusal("2001:db8:0:1::1"), "");
    sockets.clear();
    for (int tries = 0; tries < 50 && refusal("2001:db8::9") != ""; ++tries)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(refusal("2001:db8::9"), "");
}

TEST_F(ServerLimits, end_a_flood_of_pings)
{
    const auto flood = socket("192.0.2.1");
    for (int i = 0; i < 30; ++i) flood->send_raw(9, "a");
    EXPECT_EQ(flood->wait_for_close(), 1008);
}

TEST_F(ServerLimits, leave_slow_readers_less_while_too_much_waits_for_all_of_them)
{
    // 10 MB wait for the first, which it may; with the second's it is too much.
    const auto first = socket("192.0.2.1"), second = socket("192.0.2.2");
    const auto frames_of = [](WebSocketClient& one) {
        int count = 0;
        try {
            for (; count < 1000; ++count) one.receive(5s);
        } catch (const std::exception&) {
            // Closed: it may come again and resume.
        }
        return count;
    };
    first->send_text("go");
    second->send_text("go");
    std::this_thread::sleep_for(500ms);
    EXPECT_LT(frames_of(*second), 1000);
    EXPECT_EQ(frames_of(*first), 1000);
    EXPECT_EQ(http(port_, "GET", "/").status, 200);
}

}  // namespace
