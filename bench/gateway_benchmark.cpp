// A look-up of an order of dujiaoka in a real MariaDB of 20,000 orders: the shop's statement alone,
// through the gateway's service, and by a signed HTTP request on a connection of its own, as the
// bot asks. The target: the gateway adds at most a millisecond to the statement.
#include <benchmark/benchmark.h>

#include <thread>

#include "bot/gateway/dujiaoka.h"
#include "bot/gateway/gateway_site.h"
#include "bot/gateway/shop_orders.h"
#include "bot/net/http_client.h"
#include "tests/bot/gateway/mariadb_server.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace bot;
using namespace bot::gateway;

const SigningKey key{"kefu", {std::string(32, 'a')}};
constexpr const char* number = "SN0000000000012345";

MariaDbServer& shop_database()
{
    static MariaDbServer& server = [&]() -> MariaDbServer& {
        MariaDbServer& fresh = MariaDbServer::shared();
        fresh.run(R"(
DROP DATABASE IF EXISTS bench; CREATE DATABASE bench CHARACTER SET utf8mb4; USE bench;
CREATE TABLE orders (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, order_sn VARCHAR(150) NOT NULL UNIQUE,
  goods_id INT NOT NULL, title VARCHAR(200) NOT NULL, type TINYINT NOT NULL DEFAULT 1,
  goods_price DECIMAL(10,2) NOT NULL, buy_amount INT NOT NULL DEFAULT 1,
  actual_price DECIMAL(10,2) NOT NULL, search_pwd VARCHAR(200) DEFAULT '',
  email VARCHAR(200) NOT NULL, info TEXT, trade_no VARCHAR(200) DEFAULT '',
  coupon_id INT NOT NULL DEFAULT 0, status TINYINT NOT NULL DEFAULT 1,
  created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL, deleted_at TIMESTAMP NULL);
INSERT INTO orders (order_sn, goods_id, title, goods_price, actual_price, email, info, status,
  created_at, updated_at)
SELECT CONCAT('SN', LPAD(seq, 16, '0')), 7, '网易一卡通', 50, 50, 'ming@qq.com', 'KEY', 4, NOW(),
  NOW() FROM seq_1_to_20000)");
        return fresh;
    }();
    return server;
}

Request lookup()
{
    Request request;
    request.method = "POST";
    request.path = "/v1/orders/lookup";
    request.body = R"({"ref":")" + std::string(number) + R"(","contact":"ming@qq.com"})";
    return request;
}

// The gateway over that shop, with one thread.
struct Gateway {
    TemporaryFolder folder;
    MariaDb database{shop_database().access("bench")};
    Dujiaoka shop{database, {.shop = "main", .fingerprint_secret = "secret", .classes = {}}};
    ShopOrders orders{shop, true};
    Journal journal{folder.path() / "gateway.db", 0};
    LookupLimits limits;
    Service service{orders, journal, limits, true, system_now};
};

void bare_statement(benchmark::State& state)
{
    MariaDb database(shop_database().access("bench"));
    for (auto _ : state) {
        const auto rows = database.query(
            "SELECT order_sn, goods_id, title, type, goods_price, buy_amount, actual_price,"
            " search_pwd, email, info, trade_no, status, created_at, updated_at FROM orders WHERE"
            " deleted_at IS NULL AND order_sn = ?",
            {number});
        if (rows.size() != 1) state.SkipWithError("no order");
    }
}
BENCHMARK(bare_statement)->UseRealTime();

void through_the_service(benchmark::State& state)
{
    Gateway gateway;
    const Request request = lookup();
    for (auto _ : state)
        if (gateway.service.answer(request).found_nothing) state.SkipWithError("no order");
}
BENCHMARK(through_the_service)->UseRealTime();

void through_http(benchmark::State& state)
{
    Gateway gateway;
    EventLoop loop;
    std::vector<Service> services{gateway.service};
    GatewaySite site(loop, {key}, services, system_now);
    Server server(loop, site, "127.0.0.1", 0, Limits{});
    HttpTarget target;
    target.host = "127.0.0.1";
    target.port = server.port();
    target.private_addresses = true;
    std::thread running([&] { loop.run(); });
    for (auto _ : state) {
        Request request = lookup();
        const Headers signature = signed_headers(request, key, system_now());
        request.headers.insert(request.headers.end(), signature.begin(), signature.end());
        if (ask(target, request, {}).response.status != 200) state.SkipWithError("no answer");
    }
    loop.stop();
    running.join();
}
BENCHMARK(through_http)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
