#include "bot/gateway/gateway_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "bot/gateway/contract.h"
#include "bot/json_field.h"
#include "bot/shop_file.h"
#include "dialogs/actions.h"
#include "storage/database.h"
#include "tests/support/scripted_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_server.h"

namespace {

using namespace bot;
using namespace bot::gateway;
using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;

const SigningKey shop_key{"shop-1", {"a secret of the shop, long enough"}};

json an_order()
{
    return {{"order_no", "DJ1"},   {"stage", "paid_undelivered"},
            {"version", "v7"},     {"product", {{"title", "网易一卡通"}, {"class", "card_key"}}},
            {"amount_paid", 9800}, {"created_at", "2026-09-12T10:30:55+08:00"}};
}

std::string capabilities(const std::vector<std::string>& actions = {"lookup", "cancel", "refund",
                                                                    "resend", "key_check"})
{
    return ScriptedServer::json(200, json{{"shop_system", "test"},
                                          {"actions", actions},
                                          {"refund_channels", {"balance"}},
                                          {"partial_refund", true},
                                          {"max_auto_refund", 50000},
                                          {"resend_modes", json::array()}}
                                         .dump());
}

std::string error(int status, const std::string& code)
{
    return ScriptedServer::json(status,
                                json{{"error", {{"code", code}, {"message", code}}}}.dump());
}

dialogs::Effect effect(const std::string& action, const std::string& key = "c_1/1/step#1")
{
    dialogs::Effect made;
    made.key = key;
    made.action = action;
    made.parameters = {{"order_id", "DJ1"}};
    if (action == "orders.lookup") made.parameters["contact"] = "13800001234";
    if (action == "orders.refund")
        made.parameters.update({{"amount", 9800}, {"channel", "balance"}, {"if_version", "v7"}});
    return made;
}

// The client, and a gateway that answers as the test says; capabilities by itself.
struct Pair {
    using Answer = ScriptedServer::Answer;
    explicit Pair(Answer answer, std::chrono::milliseconds timeout = 4s)
        : server([answer = std::move(answer)](const ScriptedServer::Heard& heard) {
              return heard.target == capabilities_path ? capabilities() : answer(heard);
          }),
          client(settings(timeout), sent, system_now)
    {
    }
    GatewaySettings settings(std::chrono::milliseconds timeout) const
    {
        GatewaySettings made;
        made.target.host = "127.0.0.1";
        made.target.port = server.port();
        made.target.private_addresses = true;
        made.key = shop_key;
        made.timeout = timeout;
        return made;
    }
    // Requests but those for the capabilities.
    std::vector<ScriptedServer::Heard> asked() const
    {
        auto all = server.heard();
        std::erase_if(all, [](const auto& one) { return one.target == capabilities_path; });
        return all;
    }
    std::string outcome(const std::string& action)
    {
        return client.perform(effect(action)).outcome;
    }

    TemporaryFolder folder;
    storage::Database database{folder.path(), storage::Access::write};
    storage::SentActions sent{database};
    ScriptedServer server;
    GatewayClient client;
};

TEST(GatewayClient, looks_an_order_up_with_a_signed_request)
{
    SignatureCheck check({shop_key});
    SignatureVerdict verdict{};
    Pair pair([&](const ScriptedServer::Heard& heard) {
        Request request;
        request.method = heard.method;
        request.path = heard.target;
        request.headers = heard.headers;
        request.body = heard.body;
        verdict = check.check(request, system_now());
        return ScriptedServer::json(
            200,
            json{{"found", true}, {"verified", true}, {"match", "exact"}, {"orders", {an_order()}}}
                .dump());
    });
    const auto result = pair.client.perform(effect("orders.lookup"));
    EXPECT_EQ(verdict, SignatureVerdict::good);
    ASSERT_EQ(result.outcome, "ok");
    EXPECT_EQ(result.data["order"]["order_no"], "DJ1");
    EXPECT_EQ(result.data["order"]["policy"]["max_auto_refund"], 50000);
    const json body = json::parse(pair.asked().at(0).body);
    EXPECT_EQ(body["ref"], "DJ1");
    EXPECT_EQ(body["contact"], "13800001234");
}

TEST(GatewayClient, refunds_once_under_a_key_of_its_own)
{
    Pair pair([](const ScriptedServer::Heard&) {
        json order = an_order();
        order["stage"] = "refunded";
        return ScriptedServer::json(
            200, json{{"refund_id", "RF1"}, {"status", "succeeded"}, {"order", order}}.dump());
    });
    EXPECT_EQ(pair.client.perform(effect("orders.refund")).outcome, "ok");
    // As after a restart: the answer is known, and nothing is sent.
    EXPECT_EQ(pair.client.perform(effect("orders.refund")).data["order"]["stage"], "refunded");
    ASSERT_EQ(pair.asked().size(), 1U);
    EXPECT_EQ(pair.asked()[0].target, "/v1/orders/DJ1/refunds");
    Request request;
    request.headers = pair.asked()[0].headers;
    EXPECT_EQ(request.header(idempotency_header), "shop-1:DJ1:refund:c_1%2F1%2Fstep%231");
    const json body = json::parse(pair.asked()[0].body);
    EXPECT_EQ(body["if_version"], "v7");
    EXPECT_EQ(body["amount"], 9800);
}

TEST(GatewayClient, has_an_outcome_for_every_error_of_the_contract)
{
    for (const char* action :
         {"orders.lookup", "orders.cancel", "orders.refund", "orders.resend", "keys.check"}) {
        const auto& outcomes = dialogs::find_action(action)->outcomes;
        for (const ErrorCode& code : error_codes) {
            Response response;
            response.status = code.status;
            response.body = json{{"error", {{"code", code.name}, {"message", ""}}}}.dump();
            const std::string outcome = read_answer(action, response, {}, 0).outcome;
            EXPECT_THAT(outcomes, testing::Contains(outcome)) << action << ' ' << code.name;
            EXPECT_NE(outcome, "ok") << action << ' ' << code.name;
            const bool money = dialogs::find_action(action)->moves_money;
            EXPECT_EQ(outcome == "unknown", money && code.name == "provider_unknown")
                << action << ' ' << code.name;
        }
    }
}

TEST(GatewayClient, tells_a_lost_race_with_the_order_as_it_is_now)
{
    Pair pair([](const ScriptedServer::Heard&) {
        json order = an_order();
        order["stage"] = "delivered";
        return ScriptedServer::json(
            412,
            json{{"error", {{"code", "state_changed"}, {"message", ""}, {"order", order}}}}.dump());
    });
    const auto result = pair.client.perform(effect("orders.cancel"));
    EXPECT_EQ(result.outcome, "state_changed");
    EXPECT_EQ(result.data["order"]["stage"], "delivered");
}

TEST(GatewayClient, offers_only_what_the_shop_has)
{
    ScriptedServer server([](const ScriptedServer::Heard& heard) {
        return heard.target == capabilities_path
                   ? capabilities({"lookup"})
                   : ScriptedServer::json(
                         200, json{{"found", true}, {"verified", true}, {"orders", {an_order()}}}
                                  .dump());
    });
    Pair pair([](const ScriptedServer::Heard&) { return std::string(); });
    GatewaySettings settings = pair.settings(4s);
    settings.target.port = server.port();
    GatewayClient client(settings, pair.sent, system_now);
    EXPECT_EQ(client.perform(effect("orders.refund")).outcome, "not_supported");
    EXPECT_EQ(client.perform(effect("keys.check")).outcome, "not_supported");
    // Whatever the sum, a person has to give it back: the policy reads that from the order.
    const auto found = client.perform(effect("orders.lookup"));
    EXPECT_EQ(found.data["order"]["policy"]["max_auto_refund"], 0);
    EXPECT_EQ(server.heard().size(), 2U);
}

// A refund whose answer does not come, breaks off, or means nothing, may have been done.
TEST(GatewayClient, calls_a_refund_without_a_clear_answer_unknown_and_never_sends_it_again)
{
    const std::string good = json{{"refund_id", "RF1"}, {"status", "succeeded"}}.dump();
    for (const std::string& answer :
         {std::string(), std::string("HTTP/1.1 200 OK\r\nContent-Len"),
          std::string("garbage\r\n\r\n"), ScriptedServer::json(200, "{"),
          ScriptedServer::json(200, "[]"), ScriptedServer::json(200, "{}"),
          ScriptedServer::json(200, R"({"refund_id":7})"),
          ScriptedServer::json(200, R"({"refund_id":"RF1","status":"perhaps"})"),
          ScriptedServer::json(200, R"({"refund_id":"RF1","status":"unknown"})"),
          ScriptedServer::json(500, good), ScriptedServer::json(502, "<html>"),
          ScriptedServer::json(503, ""), ScriptedServer::json(204, ""),
          ScriptedServer::json(400, R"({"error":{"code":"state_changed"}})"),
          ScriptedServer::json(409, R"({"error":"refund_exists"})"),
          ScriptedServer::json(302, good, "Location: http://169.254.169.254/\r\n"),
          ScriptedServer::json(200, "{\"refund_id\":\"" + std::string(2'000'000, 'x') + "\"}"),
          "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"}) {
        Pair pair([&](const ScriptedServer::Heard&) { return answer; });
        EXPECT_EQ(pair.outcome("orders.refund"), "unknown") << answer.substr(0, 100);
        EXPECT_EQ(pair.outcome("orders.refund"), "unknown") << answer.substr(0, 100);
        EXPECT_EQ(pair.asked().size(), 1U) << answer.substr(0, 100);
    }
}

TEST(GatewayClient, does_not_wait_for_a_slow_gateway)
{
    Pair pair(
        [](const ScriptedServer::Heard&) {
            std::this_thread::sleep_for(1s);
            return error(404, "not_found");
        },
        300ms);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(pair.outcome("orders.refund"), "unknown");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 900ms);
    EXPECT_EQ(pair.outcome("orders.lookup"), "timeout");
}

TEST(GatewayClient, does_a_refund_after_all_that_did_not_leave)
{
    // Nobody listens on the port of a server that is gone.
    Pair pair([](const ScriptedServer::Heard&) {
        return ScriptedServer::json(200,
                                    json{{"refund_id", "RF1"}, {"status", "succeeded"}}.dump());
    });
    GatewaySettings settings = pair.settings(1s);
    {
        ScriptedServer gone([](const ScriptedServer::Heard&) { return std::string(); });
        settings.target.port = gone.port();
    }
    GatewayClient nobody(settings, pair.sent, system_now);
    EXPECT_EQ(nobody.perform(effect("orders.refund")).outcome, "unavailable");
    EXPECT_EQ(pair.outcome("orders.refund"), "ok");
}

TEST(GatewayClient, asks_again_what_only_asks)
{
    int asked = 0;
    Pair pair([&](const ScriptedServer::Heard&) {
        return ++asked < 3 ? std::string() : error(404, "not_found");
    });
    EXPECT_EQ(pair.outcome("orders.lookup"), "not_found");
    EXPECT_EQ(asked, 3);
}

TEST(GatewayClient, leaves_a_gateway_alone_that_does_not_answer)
{
    Pair pair([](const ScriptedServer::Heard&) { return std::string(); });
    for (int i = 0; i < 5; ++i) pair.outcome("orders.lookup");
    EXPECT_FALSE(pair.client.is_asked());
    const int before = pair.server.connections();
    EXPECT_EQ(pair.client.perform(effect("orders.refund", "c_2/1/a#1")).outcome, "unavailable");
    EXPECT_EQ(pair.outcome("orders.lookup"), "unavailable");
    EXPECT_EQ(pair.server.connections(), before);
}

TEST(GatewayClient, does_not_crash_on_any_answer)
{
    const std::string good = json{
        {"found", true},
        {"verified", true},
        {"orders", {an_order()}},
        {"state", "used"}}.dump();
    std::mt19937 random(7);
    for (int round = 0; round < 4000; ++round) {
        std::string body = good;
        for (int i = 0; i < 1 + round % 4; ++i)
            body[random() % body.size()] = static_cast<char>(random() % 128);
        Response response;
        response.body = body;
        for (const char* action : {"orders.lookup", "orders.refund", "orders.cancel",
                                   "orders.resend", "keys.check", "refunds.get"}) {
            const auto result = read_answer(action, response, {}, 0);
            EXPECT_THAT(dialogs::find_action(action)->outcomes, testing::Contains(result.outcome));
        }
        read_capabilities(response);
    }
}

TEST(Addresses, of_the_open_internet_are_told_from_others)
{
    for (const char* address :
         {"1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "240e:b2::1"})
        EXPECT_TRUE(is_public_address(address)) << address;
    for (const char* address : {"127.0.0.1",
                                "10.1.2.3",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "169.254.169.254",
                                "100.64.0.1",
                                "0.0.0.0",
                                "224.0.0.1",
                                "255.255.255.255",
                                "198.18.0.1",
                                "::1",
                                "::",
                                "fe80::1",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "64:ff9b::7f00:1",
                                "2002:7f00:1::",
                                "2001::1",
                                "2001:db8::1",
                                "not an address",
                                ""})
        EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(HttpClient, reaches_private_addresses_only_where_they_are_allowed)
{
    ScriptedServer server(
        [](const ScriptedServer::Heard&) { return ScriptedServer::json(200, "{}"); });
    for (const char* host : {"127.0.0.1", "localhost", "::ffff:127.0.0.1"}) {
        HttpTarget target;
        target.host = host;
        target.port = server.port();
        const Asked refused = ask(target, capabilities_request(), {});
        EXPECT_EQ(refused.how, Asked::How::not_sent) << host;
        EXPECT_THAT(refused.error, HasSubstr("private")) << host;
    }
    EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, does_not_follow_a_redirect)
{
    ScriptedServer inside(
        [](const ScriptedServer::Heard&) { return ScriptedServer::json(200, "{}"); });
    ScriptedServer server([&](const ScriptedServer::Heard&) {
        return ScriptedServer::json(
            307, "", "Location: http://127.0.0.1:" + std::to_string(inside.port()) + "/\r\n");
    });
    HttpTarget target;
    target.host = "127.0.0.1";
    target.port = server.port();
    target.private_addresses = true;
    EXPECT_EQ(ask(target, capabilities_request(), {}).response.status, 307);
    EXPECT_EQ(inside.connections(), 0);
}

TEST(HttpClient, speaks_tls_with_whom_it_can_believe_only)
{
    const TemporaryFolder folder;
    const auto own = folder.path() / "own.pem", other = folder.path() / "other.pem";
    TlsServer server("localhost", own, capabilities());
    TlsServer impostor("gateway.example", other, capabilities());
    const auto how = [](const TlsServer& whom, const std::string& ca) {
        HttpTarget target;
        target.tls = true;
        target.host = "localhost";
        target.port = whom.port();
        target.private_addresses = true;
        target.ca_file = ca;
        return ask(target, capabilities_request(), {}).how;
    };
    EXPECT_EQ(how(server, own), Asked::How::answered);
    EXPECT_EQ(how(server, ""), Asked::How::not_sent);       // nobody vouches for it
    EXPECT_EQ(how(server, other), Asked::How::not_sent);    // somebody else does
    EXPECT_EQ(how(impostor, other), Asked::How::not_sent);  // another name's
    EXPECT_EQ(how(server, "/nowhere.pem"), Asked::How::not_sent);
    EXPECT_EQ(server.requests(), 1);
    EXPECT_EQ(impostor.requests(), 0);
}

// The settings in shop.yaml, with `lines` under gateway:.
std::string problems_of(const std::string& lines)
{
    intents::Problems problems;
    const std::string text = "name: 小店\ngateway:\n" + lines;
    const auto yaml = intents::Yaml::parse("shop.yaml", text, problems);
    read_gateway_settings(yaml.field("gateway"), ".");
    return problems.to_text(false);
}

TEST(GatewaySettings, are_checked_with_line_and_remedy)
{
    EXPECT_EQ(problems_of("  url: https://gateway.example.com\n  key: shop-1\n"), "");
    EXPECT_EQ(problems_of("  url: http://127.0.0.1:8090/\n  key: s\n  private_addresses: true\n"),
              "");
    EXPECT_EQ(problems_of("  url: http://[::1]:8090\n  key: s\n  private_addresses: true\n"), "");
    EXPECT_THAT(problems_of("  key: s\n"), HasSubstr("url"));
    EXPECT_THAT(problems_of("  url: https://a.example\n"), HasSubstr("key"));
    for (const char* url :
         {"gateway.example.com", "ftp://a.example", "https://", "https://a.example/x",
          "https://me:pass@a.example", "https://a.example?x=1", "https://a.example:0",
          "https://a.example:99999", "https://a.example:8x", "https://[::1", "https://[a.example]"})
        EXPECT_THAT(problems_of("  url: \"" + std::string(url) + "\"\n  key: s\n"),
                    HasSubstr("shop.yaml:3"))
            << url;
    EXPECT_THAT(problems_of("  url: http://gateway.example.com\n  key: s\n"),
                HasSubstr("in the clear"));
    EXPECT_THAT(problems_of("  url: https://192.168.1.7\n  key: s\n"),
                HasSubstr("private_addresses: true"));
    EXPECT_THAT(problems_of("  url: https://a.example\n  key: s\n  timeout_seconds: 9\n"),
                HasSubstr("shop.yaml:5"));
    EXPECT_THAT(problems_of("  url: https://a.example\n  key: s\n  ca: none.pem\n"),
                HasSubstr("none.pem"));
    EXPECT_THAT(problems_of("  url: https://a.example\n  keys: s\n"),
                HasSubstr("did you mean 'key'"));
}

}  // namespace
