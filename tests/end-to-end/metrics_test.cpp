// What an operator watches: readiness, metrics, and a dashboard that shows only what there is.
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

std::string metrics(std::uint16_t port)
{
    const HttpAnswer answer = http(port, "GET", "/metrics");
    EXPECT_EQ(answer.status, 200);
    return answer.body;
}

// The value of a line "name{labels} value"; -1 where there is none.
double value(const std::string& page, const std::string& name)
{
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + ' ')) return std::stod(line.substr(name.size() + 1));
    return -1;
}

// What has a TYPE, with the series that a histogram has.
std::set<std::string> names(const std::string& page)
{
    std::set<std::string> result;
    const std::regex type("# TYPE (\\S+) (\\S+)");
    for (auto match = std::sregex_iterator(page.begin(), page.end(), type);
         match != std::sregex_iterator(); ++match) {
        const std::string name = (*match)[1];
        if ((*match)[2] == "histogram")
            for (const char* series : {"_bucket", "_sum", "_count"}) result.insert(name + series);
        else
            result.insert(name);
    }
    return result;
}

TEST(Metrics, count_what_a_visitor_does)
{
    const TemporaryFolder data;
    Server server(data.path());
    Visitor visitor(server.port());
    EXPECT_EQ(visitor.say("m1", "转人工").at("t"), "ack");
    visitor.hear(R"("type":"queue")");
    EXPECT_EQ(visitor.say("m1", "转人工").at("t"), "ack");
    EXPECT_EQ(visitor.say("m2", "嗯嗯嗯咕噜噜").at("t"), "ack");
    EXPECT_EQ(visitor.send("m3", {{"type", "dance"}}).at("code"), "bad_request");
    EXPECT_EQ(upload(server.port(), visitor.token(), png()).status, 200);
    EXPECT_EQ(upload(server.port(), visitor.token(), "no picture").status, 415);
    for (int i = 0; i < 30; ++i) visitor.say("f" + std::to_string(i), "你好");

    const std::string page = metrics(server.port());
    EXPECT_EQ(value(page, "kefu_ready"), 1);
    EXPECT_GE(value(page, "kefu_messages_in_total{from=\"visitor\"}"), 3);
    EXPECT_GE(value(page, "kefu_messages_out_total{from=\"bot\"}"), 2);
    EXPECT_GE(value(page, "kefu_acks_total"), 3);
    EXPECT_EQ(value(page, "kefu_intents_total{intent=\"human_agent\"}"), 1);
    EXPECT_GE(value(page, "kefu_abstentions_total"), 0);
    EXPECT_EQ(value(page, "kefu_connections{kind=\"visitor\"}"), 1);
    EXPECT_EQ(value(page, "kefu_conversations{owner=\"queue\"}"), 1);
    EXPECT_EQ(value(page, "kefu_open_tickets"), 1);
    EXPECT_EQ(value(page, "kefu_overdue_tickets"), 0);
    EXPECT_EQ(value(page, "kefu_uploads_total{result=\"stored\"}"), 1);
    EXPECT_EQ(value(page, "kefu_uploads_total{result=\"refused\"}"), 1);
    EXPECT_EQ(value(page, "kefu_refusals_total{at=\"visitor\",code=\"bad_request\"}"), 1);
    EXPECT_GE(value(page, "kefu_refusals_total{at=\"visitor\",code=\"rate_limited\"}"), 1);
    EXPECT_GE(value(page, "kefu_commit_seconds_count"), 3);
    EXPECT_EQ(value(page, "kefu_commit_turns_bucket{le=\"+Inf\"}"),
              value(page, "kefu_commit_seconds_count"));
    EXPECT_EQ(page.find("咕噜"), std::string::npos);
}

TEST(Metrics, count_the_answers_of_the_order_system)
{
    const TemporaryFolder data;
    Server server(data.path());
    Visitor visitor(server.port());
    visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
    visitor.asked("contact");
    visitor.say("m2", "13800001234");
    visitor.hear("网易一卡通");
    EXPECT_GE(value(metrics(server.port()),
                    "kefu_actions_total{action=\"orders.lookup\",outcome=\"ok\"}"),
              1);
}

TEST(Metrics, are_for_this_machine_only)
{
    const TemporaryFolder data;
    const Server server(data.path());
    const auto asked_by = [&](const std::string& client) {
        return http(server.port(), "GET", "/metrics", {{"X-Forwarded-For", client}}).status;
    };
    EXPECT_EQ(asked_by("203.0.113.9"), 403);
    EXPECT_EQ(asked_by("127.0.0.1"), 403);
}

TEST(Readiness, ends_when_the_server_is_told_to_stop)
{
    const TemporaryFolder data;
    Server server(data.path());
    EXPECT_EQ(http(server.port(), "GET", "/readyz").status, 200);
    EXPECT_EQ(http(server.port(), "GET", "/readyz").json().at("status"), "ok");
    const std::uint16_t port = server.port();
    auto stopped = std::async(std::launch::async, [&] { return server.stop(); });
    bool said_so = false;
    try {
        while (!said_so) {
            said_so = http(port, "GET", "/readyz").status == 503;
            std::this_thread::sleep_for(2ms);
        }
    } catch (const std::runtime_error&) {
        // It is gone.
    }
    EXPECT_TRUE(said_so);
    EXPECT_EQ(stopped.get(), 0);
}

TEST(Dashboard, asks_only_for_metrics_that_there_are)
{
    const TemporaryFolder data;
    const Server server(data.path());
    const std::set<std::string> known = names(metrics(server.port()));
    std::ifstream file("docs/grafana/kefu.json");
    const json dashboard = json::parse(file);
    const std::regex name("kefu_[a-z_]+");
    std::set<std::string> shown;
    for (const json& panel : dashboard.at("panels"))
        for (const json& target : panel.at("targets")) {
            const std::string query = target.at("expr");
            for (auto match = std::sregex_iterator(query.begin(), query.end(), name);
                 match != std::sregex_iterator(); ++match) {
                EXPECT_TRUE(known.contains(match->str())) << query;
                shown.insert(match->str());
            }
        }
    // And a metric that nobody looks at is not worth counting.
    for (const std::string& one : known) {
        if (one.ends_with("_sum") || one.ends_with("_count")) continue;
        EXPECT_TRUE(shown.contains(one)) << one;
    }
}

}  // namespace
