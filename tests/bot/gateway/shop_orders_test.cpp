// The contract's actions over the databases of dujiaoka and acg-faka, from the configuration on.
#include "bot/gateway/shop_orders.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "bot/gateway/dujiaoka.h"
#include "bot/gateway/opened_shop.h"
#include "bot/language.h"
#include "intents/secrets.h"
#include "tests/bot/gateway/mariadb_server.h"
#include "tests/support/temporary_folder.h"

using namespace bot::gateway;
using nlohmann::json;

namespace {

class OwnShop : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        MariaDbServer::shared().run(R"(
DROP DATABASE IF EXISTS own_shop; CREATE DATABASE own_shop CHARACTER SET utf8mb4; USE own_shop;
CREATE TABLE orders (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, order_sn VARCHAR(150) NOT NULL UNIQUE,
  goods_id INT NOT NULL, title VARCHAR(200) NOT NULL, type TINYINT NOT NULL DEFAULT 1,
  goods_price DECIMAL(10,2) NOT NULL, buy_amount INT NOT NULL DEFAULT 1,
  actual_price DECIMAL(10,2) NOT NULL, search_pwd VARCHAR(200) DEFAULT '',
  email VARCHAR(200) NOT NULL, buy_ip VARCHAR(50), info TEXT, trade_no VARCHAR(200) DEFAULT '',
  coupon_id INT NOT NULL DEFAULT 0,
  status TINYINT NOT NULL DEFAULT 1, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL,
  deleted_at TIMESTAMP NULL);
GRANT SELECT (order_sn, status, deleted_at, coupon_id), UPDATE (status, updated_at)
  ON own_shop.orders TO changing;
CREATE TABLE carmis (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, goods_id INT NOT NULL,
  status TINYINT NOT NULL DEFAULT 1, is_loop TINYINT NOT NULL DEFAULT 0, carmi TEXT NOT NULL);
INSERT INTO carmis (goods_id, status, carmi) VALUES (7, 2, 'KEY-1'), (7, 2, 'KEY-2'), (7, 2, 'KEY-2');
INSERT INTO orders (order_sn, goods_id, title, goods_price, buy_amount, actual_price, search_pwd,
  email, info, trade_no, status, created_at, updated_at) VALUES
('K7P2Q9ZR4M1X8T5B', 7, '网易一卡通', 50, 2, 98, 'pass1', 'ming@qq.com', 'KEY-1\nKEY-2',
  '2026091222001004680073956707', 4, '2026-09-12 10:30:55', '2026-09-12 10:31:12'),
('SECOND0000000001', 7, '网易一卡通', 50, 1, 50, '', 'ming@qq.com', 'KEY-3',
  '2026091222001004680073111222', 4, '2026-09-13 10:30:55', '2026-09-13 10:31:12'),
('AAAA000000000001', 7, '网易一卡通', 50, 1, 50, '', 'li@qq.com', '', '', 1,
  '2026-09-12 10:30:55', '2026-09-12 10:30:55'),
('COUPON0000000001', 7, '网易一卡通', 50, 1, 50, '', 'li@qq.com', '', '', 1,
  '2026-09-12 10:30:55', '2026-09-12 10:30:55');
UPDATE orders SET coupon_id = 3 WHERE order_sn = 'COUPON0000000001';
)");
    }

    std::size_t found(const json& parameters) { return orders_.lookup(parameters).size(); }
    storage::ActionResult act(const std::string& action, const json& parameters)
    {
        return orders_.perform("k", action, parameters, 1'800'000'000'000);
    }

    ShopSettings settings_{.shop = "main", .fingerprint_secret = "secret", .classes = {}};
    MariaDb database_{MariaDbServer::shared().access("own_shop")};
    MariaDb changing_{MariaDbServer::shared().changing("own_shop"), MariaDb::Session::changing};
    Dujiaoka shop_{database_, settings_, &changing_};
    ShopOrders orders_{shop_, true};
};

constexpr const char* number = "K7P2Q9ZR4M1X8T5B";

}  // namespace

TEST_F(OwnShop, shows_an_order_to_who_has_two_proofs_however_he_writes_them)
{
    const std::string password = intents::fingerprint(U"Pass 1");
    for (const json& parameters :
         {json{{"order_id", number}, {"contact", "ming@qq.com"}},
          json{{"order_id", "k7p2-q9zr-4m1x-8t5b"}, {"contact", " Ming@QQ.com"}},
          json{{"order_id", "K7P2Q9ZR4MIX8T5B"}, {"contact", "ming@qq.com"}},  // I for 1
          json{{"order_id", "1X8T5B"}, {"contact", "ming@qq.com"}},
          json{{"order_id", "956707"}, {"contact", "ming@qq.com"}},
          json{{"contact", "ming@qq.com"}, {"pay_ref_tail", "956707"}},
          json{{"order_id", number}, {"pay_ref_tail", "956707"}},
          json{{"order_id", number}, {"query_password_fingerprint", password}},
          json{{"pay_ref", "2026091222001004680073956707"},
               {"query_password_fingerprint", password}}}) {
        const auto own = orders_.lookup(parameters);
        ASSERT_EQ(own.size(), 1) << parameters;
        EXPECT_EQ(own[0]["order_no"], number);
        EXPECT_EQ(own[0]["contact"]["email"], "mi***@qq.com");
        EXPECT_FALSE(own[0].contains("access"));
    }
}

TEST_F(OwnShop, shows_nothing_to_anybody_else)
{
    for (const json& parameters :
         {json{{"order_id", number}}, json{{"contact", "ming@qq.com"}},
          json{{"order_id", number}, {"contact", "li@qq.com"}},
          json{{"order_id", number}, {"pay_ref_tail", "111111"}},
          json{{"order_id", number}, {"query_password_fingerprint", "00"}},
          json{{"order_id", "X8T5B"}, {"contact", "ming@qq.com"}},  // too short an end
          json{{"order_id", "%"}, {"contact", "ming@qq.com"}},
          json{{"order_id", ""}, {"contact", ""}}, json::object()})
        EXPECT_EQ(found(parameters), 0) << parameters;
    ShopOrders guessable(shop_, false);
    EXPECT_TRUE(guessable.lookup({{"order_id", number}, {"contact", "ming@qq.com"}}).empty());
}

TEST_F(OwnShop, knows_a_key_that_was_sold_twice_without_saying_it)
{
    const auto checked = act("keys.check", {{"order_id", number}});
    EXPECT_EQ(checked.outcome, "ok");
    EXPECT_EQ(checked.data["sold_times"], 2);
    EXPECT_EQ(checked.data["state"], "unknown");
    EXPECT_EQ(checked.data.dump().find("KEY"), std::string::npos);
    EXPECT_EQ(act("keys.check", {{"order_id", number}, {"index", 0}}).data["sold_times"], 1);
    EXPECT_EQ(act("keys.check", {{"order_id", number}, {"index", 9}}).outcome, "not_found");
    const std::string written = intents::fingerprint(U"key 1");
    EXPECT_EQ(act("keys.check", {{"order_id", number}, {"key_fp", written}}).data["sold_times"], 1);
    EXPECT_EQ(act("keys.check", {{"order_id", number}, {"key_fp", "00"}}).outcome, "not_found");
    EXPECT_EQ(act("keys.check", {{"order_id", "NONE"}}).outcome, "not_found");
}

TEST_F(OwnShop, cancels_what_is_unpaid_and_as_it_was_seen)
{
    const std::string open = "AAAA000000000001";
    EXPECT_EQ(act("orders.cancel", {{"order_id", open}, {"if_version", "older"}}).outcome,
              "state_changed");
    const std::string version = shop_.find(open)->at("version");
    const auto done = act("orders.cancel", {{"order_id", open}, {"if_version", version}});
    EXPECT_EQ(done.outcome, "ok");
    EXPECT_EQ(done.data["order"]["stage"], "expired");
    EXPECT_EQ(act("orders.cancel", {{"order_id", open}}).outcome, "not_cancelable");
    EXPECT_EQ(act("orders.cancel", {{"order_id", number}}).outcome, "not_cancelable");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "COUPON0000000001"}}).outcome, "not_cancelable");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "NONE"}}).outcome, "not_found");
}

TEST_F(OwnShop, offers_no_more_than_its_system_can_do)
{
    EXPECT_EQ(orders_.abilities().actions,
              (std::vector<std::string>{"lookup", "key_check", "cancel"}));
    EXPECT_TRUE(orders_.abilities().refund_channels.empty());
    EXPECT_EQ(act("orders.refund", {{"order_id", number}, {"amount", 1}}).outcome, "not_supported");
    EXPECT_EQ(act("orders.resend", {{"order_id", number}}).outcome, "not_supported");
    Dujiaoka looking_only(database_, settings_);
    ShopOrders orders(looking_only, true);
    EXPECT_EQ(orders.perform("k", "orders.cancel", {{"order_id", number}}, 0).outcome,
              "not_supported");
}

TEST_F(OwnShop, says_that_nothing_was_done_when_the_shop_has_no_such_table)
{
    MariaDb elsewhere(MariaDbServer::shared().access("mysql"));
    Dujiaoka shop(elsewhere, settings_);
    ShopOrders orders(shop, true);
    EXPECT_THROW(orders.lookup({{"order_id", number}, {"contact", "x"}}), NotReached);
    EXPECT_THROW(orders.perform("k", "keys.check", {{"order_id", number}}, 0), NotReached);
}

TEST_F(OwnShop, knows_that_a_refused_change_did_nothing_and_outlives_a_lost_connection)
{
    MariaDbServer::shared().run(
        "INSERT INTO own_shop.orders (order_sn, goods_id, title, goods_price, actual_price, email,"
        " status) VALUES ('AAAA000000000003', 7, 'x', 1, 1, 'a@qq.com', 1)");
    const json parameters = {{"order_id", "AAAA000000000003"}};
    MariaDb without_rights(MariaDbServer::shared().access("own_shop"), MariaDb::Session::changing);
    Dujiaoka refusing(database_, settings_, &without_rights);
    EXPECT_THROW(ShopOrders(refusing, true).perform("k", "orders.cancel", parameters, 0),
                 NotReached);
    EXPECT_EQ(shop_.find("AAAA000000000003")->at("stage"), "unpaid");
    for (MariaDb* session : {&database_, &changing_})
        MariaDbServer::shared().run(
            "KILL " + *session->query("SELECT CONNECTION_ID() AS id", {}).at(0).at("id"));
    EXPECT_EQ(act("orders.cancel", parameters).outcome, "ok");
}

TEST_F(OwnShop, needs_no_more_rights_than_the_operators_page_grants)
{
    std::stringstream page;
    page << std::ifstream(PROJECT_FOLDER "/docs/gateway-server.md").rdbuf();
    const std::string text = page.str();
    for (std::size_t at = text.find("```sql"); at != std::string::npos;
         at = text.find("```sql", at + 1)) {
        const std::string block = text.substr(at + 6, text.find("```", at + 6) - at - 6);
        if (block.find("acg_") == std::string::npos)
            MariaDbServer::shared().run(
                std::regex_replace(block, std::regex("shop\\."), "own_shop."));
    }
    auto looking = MariaDbServer::shared().access("own_shop"), changing = looking;
    looking.user = "kefu_lookup";
    looking.password = "CHANGE-ME-1";
    changing.user = "kefu_changes";
    changing.password = "CHANGE-ME-2";
    MariaDb database(looking), second(changing, MariaDb::Session::changing);
    Dujiaoka shop(database, settings_, &second);
    ShopOrders orders(shop, true);
    EXPECT_EQ(orders.lookup({{"order_id", number}, {"contact", "ming@qq.com"}}).size(), 1);
    EXPECT_EQ(orders.perform("k", "keys.check", {{"order_id", number}}, 0).outcome, "ok");
    MariaDbServer::shared().run(
        "INSERT INTO own_shop.orders (order_sn, goods_id, title, goods_price, actual_price, email,"
        " status) VALUES ('AAAA000000000002', 7, 'x', 1, 1, 'a@qq.com', 1)");
    EXPECT_EQ(orders.perform("k", "orders.cancel", {{"order_id", "AAAA000000000002"}}, 0).outcome,
              "ok");
    EXPECT_THROW(database.query("SELECT buy_ip FROM orders", {}), MariaDbError);
}

TEST_F(OwnShop, is_opened_as_its_configuration_says)
{
    const TemporaryFolder folder;
    const auto access = MariaDbServer::shared().access("own_shop");
    const auto open = [&](const std::string& database) {
        const auto file = folder.path() / "gateway.yaml";
        std::ofstream(file) << "system: dujiaoka\nthreads: 2\nfingerprint_secret: "
                            << std::string(32, 'f') << "\nkeys:\n  - id: kefu\n    secrets: ["
                            << std::string(32, 's') << "]\ndatabase: {socket: " << access.socket
                            << ", name: " << database << ", user: lookup, password: look}\n"
                            << "changes: {user: changing, password: change}\n";
        ::chmod(file.c_str(), 0600);
        return OpenedShop(read_gateway_file(file));
    };
    const OpenedShop shop = open("own_shop");
    ASSERT_EQ(shop.sources().size(), 2);
    EXPECT_EQ(shop.sources()[1]->lookup({{"order_id", number}, {"contact", "ming@qq.com"}}).size(),
              1);
    EXPECT_THROW(open("connection_of_nobody"), bot::Failure);
}
