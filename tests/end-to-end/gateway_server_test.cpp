// `kefu gateway` over its embedded store, asked as the bot asks: the whole contract over real
// sockets. One gateway for the tests that leave it as it is.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <memory>

#include "bot/clock.h"
#include "bot/gateway/gateway_client.h"
#include "storage/database.h"
#include "tests/end-to-end/kefu_process.h"
#include "tests/end-to-end/web_client.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;
using bot::gateway::SigningKey;
using nlohmann::json;

const SigningKey key{"kefu", {std::string(32, 'a')}};
const SigningKey new_key{"kefu", {std::string(32, 'b')}};  // of the same id, while it is replaced
constexpr const char* number = "513260912103055427";

const json order = {{"order_no", number},
                    {"stage", "paid_undelivered"},
                    {"product", {{"title", "网易一卡通"}, {"class", "card_key"}}},
                    {"amount_paid", 9800},
                    {"currency", "CNY"},
                    {"created_at", "-2h"},
                    {"pay", {{"ref", "2026091222001004680073956707"}, {"paid_at", "-2h"}}},
                    {"contact", {{"phone", "13800001234"}}}};

std::filesystem::path configuration(const std::filesystem::path& folder, const std::string& text)
{
    const auto file = folder / "gateway.yaml";
    std::ofstream(file) << text;
    ::chmod(file.c_str(), 0600);
    return file;
}

std::string good_configuration()
{
    return "system: embedded\ndata: orders\nkeys:\n  - id: kefu\n    secrets: [\"" +
           key.secrets[0] + "\", \"" + new_key.secrets[0] + "\"]\n";
}

HttpAnswer ask(std::uint16_t port, const std::string& method, const std::string& path,
               const json& body = nullptr, const std::string& idempotency_key = {},
               const SigningKey& signing = key, std::chrono::seconds off = 0s)
{
    bot::Request request;
    request.method = method;
    request.path = path;
    if (!body.is_null()) request.body = body.dump();
    HeaderList headers = bot::gateway::signed_headers(request, signing, bot::system_now() + off);
    if (!idempotency_key.empty()) headers.emplace_back("Idempotency-Key", idempotency_key);
    return http(port, method, path, headers, request.body);
}

std::filesystem::path folder_with_orders(const TemporaryFolder& folder)
{
    std::ofstream(folder.path() / "orders.json") << json::array({order}).dump();
    // The store is made by the gateway; a command fills it.
    Server::gateway(configuration(folder.path(), good_configuration()));
    const auto imported = run_kefu({"orders", "import", (folder.path() / "orders.json").string(),
                                    "--data", (folder.path() / "orders").string()});
    EXPECT_EQ(imported.exit_code, 0) << imported.errors;
    return folder.path() / "gateway.yaml";
}

class OrderGateway : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder = std::make_unique<TemporaryFolder>();
        server.reset(new Server(Server::gateway(folder_with_orders(*folder))));
        port = server->port();
    }
    static void TearDownTestSuite()
    {
        server.reset();
        folder.reset();
    }

    static inline std::unique_ptr<TemporaryFolder> folder;
    static inline std::unique_ptr<Server> server;
    static inline std::uint16_t port = 0;
};

std::string mistakes_in(const std::string& text)
{
    const TemporaryFolder folder;
    const auto finished =
        run_kefu({"gateway", "--config", configuration(folder.path(), text).string()});
    EXPECT_EQ(finished.exit_code, 1) << finished.output;
    return finished.errors;
}

}  // namespace

TEST_F(OrderGateway, answers_who_signs_and_nobody_else)
{
    EXPECT_EQ(ask(port, "GET", "/v1/capabilities").json()["shop_system"], "embedded");
    EXPECT_EQ(ask(port, "GET", "/v1/capabilities", nullptr, "", new_key).status, 200);
    const SigningKey wrong{"kefu", {std::string(32, 'x')}}, stranger{"other", key.secrets};
    for (const auto& answer : {http(port, "GET", "/v1/capabilities"),
                               ask(port, "GET", "/v1/capabilities", nullptr, "", wrong),
                               ask(port, "GET", "/v1/capabilities", nullptr, "", stranger),
                               ask(port, "GET", "/v1/capabilities", nullptr, "", key, -2min),
                               ask(port, "GET", "/v1/capabilities", nullptr, "", key, 2min),
                               http(port, "GET", "/"), http(port, "GET", "/metrics")}) {
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.json()["error"]["code"], "unauthorized");
    }
}

TEST_F(OrderGateway, does_not_take_a_request_twice)
{
    bot::Request request;
    request.method = "GET";
    request.path = "/v1/capabilities";
    const auto headers = bot::gateway::signed_headers(request, key, bot::system_now());
    EXPECT_EQ(http(port, "GET", request.path, headers).status, 200);
    EXPECT_EQ(http(port, "GET", request.path, headers).status, 401);
    EXPECT_EQ(http(port, "GET", request.path + "?a=1", headers).status, 401);
}

TEST_F(OrderGateway, takes_as_long_to_find_nothing_as_to_refuse_a_strangers_order)
{
    for (const char* ref : {number, "513260912103055428"}) {
        const auto before = std::chrono::steady_clock::now();
        const auto answer =
            ask(port, "POST", "/v1/orders/lookup", {{"ref", ref}, {"contact", "13900000000"}});
        EXPECT_EQ(answer.body, R"({"found":false,"orders":[]})");
        EXPECT_GE(std::chrono::steady_clock::now() - before, 95ms);
    }
}

TEST_F(OrderGateway, refuses_a_body_that_is_too_large)
{
    const auto answer = ask(port, "POST", "/v1/orders/lookup", {{"ref", std::string(70'000, 'x')}});
    EXPECT_EQ(answer.status, 413);
}

TEST_F(OrderGateway, carries_an_order_from_lookup_to_refund_and_keeps_it_over_a_power_cut)
{
    const TemporaryFolder own;
    const auto file = folder_with_orders(own);
    std::unique_ptr<Server> gateway(new Server(Server::gateway(file)));
    const auto found = ask(gateway->port(), "POST", "/v1/orders/lookup",
                           {{"ref", number}, {"contact", "13800001234"}, {"purpose", "refund"}});
    ASSERT_EQ(found.status, 200) << found.body;
    const json body = {{"case_id", "c1"},
                       {"amount", 9800},
                       {"channel", "original"},
                       {"rules", {"R22"}},
                       {"if_version", found.json()["orders"][0]["version"]}};
    const std::string path = std::string("/v1/orders/") + number + "/refunds";
    const auto done = ask(gateway->port(), "POST", path, body, "main:5:refund:c1:1");
    ASSERT_EQ(done.status, 200) << done.body;
    gateway->kill();
    gateway.reset(new Server(Server::gateway(file)));
    const auto again = ask(gateway->port(), "POST", path, body, "main:5:refund:c1:1");
    EXPECT_EQ(again.body, done.body);
    EXPECT_EQ(
        ask(gateway->port(), "POST", path, body, "main:5:refund:c2:1").json()["error"]["code"],
        "refund_exists");
    const std::string id = done.json()["refund_id"];
    EXPECT_EQ(ask(gateway->port(), "GET", "/v1/refunds/" + id).json()["status"], "processing");
    EXPECT_EQ(gateway->stop(), 0);
}

TEST_F(OrderGateway, is_understood_by_the_bots_own_client)
{
    const TemporaryFolder own;
    const Server gateway = Server::gateway(folder_with_orders(own));
    storage::Database database(own.path() / "bot", storage::Access::write);
    storage::SentActions sent(database);
    bot::gateway::GatewaySettings settings;
    settings.target.host = "127.0.0.1";
    settings.target.port = gateway.port();
    settings.target.private_addresses = true;
    settings.key = key;
    bot::gateway::GatewayClient client(settings, sent, bot::system_now);
    int effects = 0;
    const auto act = [&](const std::string& action, json parameters) {
        dialogs::Effect effect;
        effect.key = "c_1/" + std::to_string(++effects);
        effect.action = action;
        parameters["order_id"] = parameters.value("order_id", number);
        effect.parameters = std::move(parameters);
        return client.perform(effect);
    };
    const auto found = act("orders.lookup", {{"contact", "13800001234"}});
    ASSERT_EQ(found.outcome, "ok");
    const json seen = found.data.at("order");
    EXPECT_EQ(seen["stage"], "paid_undelivered");
    EXPECT_EQ(seen["contact"]["phone"], "138****1234");
    EXPECT_EQ(act("orders.lookup", {{"contact", "13900000000"}}).outcome, "not_found");
    EXPECT_EQ(act("orders.lookup", json::object()).outcome, "not_verified");
    EXPECT_EQ(act("keys.check", json::object()).data.at("state"), "unknown");
    const auto sent_again =
        act("orders.resend", {{"mode", "notify_again"}, {"if_version", seen["version"]}});
    EXPECT_EQ(sent_again.data.at("delivered_to"), "138****1234");
    EXPECT_EQ(act("orders.resend", {{"mode", "replace_key"}}).outcome, "ok");
    // The order has changed since it was seen.
    const auto late = act("orders.cancel", {{"if_version", seen["version"]}});
    ASSERT_EQ(late.outcome, "state_changed");
    const json now = late.data.at("order").at("version");
    EXPECT_EQ(act("orders.refund", {{"amount", 9800}, {"if_version", now}}).outcome,
              "already_replaced");
    EXPECT_EQ(act("orders.cancel", {{"if_version", now}}).outcome, "ok");
    EXPECT_EQ(act("orders.refund", {{"amount", 9800}}).outcome, "refund_exists");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "none"}}).outcome, "not_found");
}

TEST(GatewayConfiguration, names_every_mistake_by_its_line_with_what_to_do)
{
    const std::string errors = mistakes_in(
        "system: dujiaoko\nthreds: 4\nkeys:\n  - id: kefu\n    secrets: [short]\n"
        "fingerprint_secret: short\ndatabase: {name: shop, user: lookup, port: 99999}\n"
        "changes: {user: lookup}\n");
    for (const char* wanted :
         {"gateway.yaml:1:", "did you mean 'dujiaoka'", "gateway.yaml:2:", "did you mean 'threads'",
          "gateway.yaml:5:", "openssl rand", "gateway.yaml:6:", "1 to 65535",
          "this is the account that looks orders up"})
        EXPECT_NE(errors.find(wanted), std::string::npos) << wanted << " not in\n" << errors;
    EXPECT_NE(mistakes_in("").find("system"), std::string::npos);
    EXPECT_NE(mistakes_in("system: embedded\ndata: d\nkeys: []\n").find("nobody could sign"),
              std::string::npos);
}

TEST(GatewayConfiguration, is_for_its_owner_alone)
{
    const TemporaryFolder folder;
    const auto file = configuration(folder.path(), good_configuration());
    ::chmod(file.c_str(), 0644);
    const auto finished = run_kefu({"gateway", "--config", file.string()});
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_NE(finished.errors.find("chmod 600"), std::string::npos) << finished.errors;
}

TEST(GatewayConfiguration, lets_nobody_listen_in_the_clear)
{
    const TemporaryFolder folder;
    const auto file = configuration(folder.path(), good_configuration());
    const auto finished = run_kefu({"gateway", "--config", file.string(), "--listen", "0.0.0.0:0"});
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_NE(finished.errors.find("allow_remote"), std::string::npos) << finished.errors;
}

TEST(GatewayConfiguration, says_what_to_do_when_the_database_does_not_answer)
{
    const std::string errors = mistakes_in(
        "system: dujiaoka\nkeys:\n  - id: kefu\n    secrets: [" + key.secrets[0] +
        "]\nfingerprint_secret: " + std::string(32, 'f') +
        "\ndatabase: {socket: /nowhere/socket, name: shop, user: lookup, password: x}\n");
    EXPECT_NE(errors.find("docs/gateway-server.md"), std::string::npos) << errors;
}
