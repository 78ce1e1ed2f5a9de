// dujiaoka's and acg-faka's tables with the columns of their own installers that a look-up reads,
// and an order for each state that does not mean what it says.
#include <gtest/gtest.h>

#include "bot/gateway/acg_faka.h"
#include "bot/gateway/dujiaoka.h"
#include "bot/random.h"
#include "intents/secrets.h"
#include "storage/orders_import.h"
#include "tests/bot/gateway/mariadb_server.h"

using namespace bot::gateway;
using nlohmann::json;

namespace {

const ShopSettings settings = {
    .shop = "main", .fingerprint_secret = "secret", .classes = {{"8", "topup"}}};

std::string fingerprint(const std::string& key) { return bot::hmac_sha256_hex("secret", key); }

// That no key, password or notice of a shop stands anywhere in what it was read into.
void expect_no_secret(const json& order)
{
    for (const char* secret : {"KEY-", "pass1", "抢走", "正在发货", "库存"})
        EXPECT_EQ(order.dump().find(secret), std::string::npos) << secret << " in " << order;
}

template <typename Shop>
json order_in(Shop& shop, const std::string& number)
{
    const auto found = shop.find(number);
    if (!found) return nullptr;
    expect_no_secret(*found);
    // The bot takes it for an order, and knows every field but the one that is for people.
    json known = storage::known_order(*found, 0).value_or(nullptr);
    known["approximate"] = found->at("approximate");
    EXPECT_EQ(known, *found);
    return *found;
}

class DujiaokaShop : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        MariaDbServer::shared().run(R"(
DROP DATABASE IF EXISTS dujiaoka; CREATE DATABASE dujiaoka CHARACTER SET utf8mb4; USE dujiaoka;
CREATE TABLE orders (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, order_sn VARCHAR(150) NOT NULL UNIQUE,
  goods_id INT NOT NULL, title VARCHAR(200) NOT NULL, type TINYINT NOT NULL DEFAULT 1,
  goods_price DECIMAL(10,2) NOT NULL, buy_amount INT NOT NULL DEFAULT 1,
  actual_price DECIMAL(10,2) NOT NULL, search_pwd VARCHAR(200) DEFAULT '',
  email VARCHAR(200) NOT NULL, info TEXT, trade_no VARCHAR(200) DEFAULT '',
  coupon_id INT NOT NULL DEFAULT 0,
  status TINYINT NOT NULL DEFAULT 1, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL,
  deleted_at TIMESTAMP NULL);
GRANT SELECT (order_sn, status, deleted_at, coupon_id), UPDATE (status, updated_at)
  ON dujiaoka.orders TO changing;
CREATE TABLE carmis (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, goods_id INT NOT NULL,
  status TINYINT NOT NULL DEFAULT 1, is_loop TINYINT NOT NULL DEFAULT 0,
  carmi TEXT CHARACTER SET utf8 COLLATE utf8_unicode_ci NOT NULL, deleted_at TIMESTAMP NULL,
  KEY idx_goods_id (goods_id));
INSERT INTO carmis (goods_id, status, is_loop, carmi) VALUES (7, 2, 0, 'KEY-1'), (7, 2, 0, 'KEY-2'),
  (7, 2, 0, 'KEY-2'), (7, 1, 0, 'KEY-2'), (7, 2, 0, 'key-1'), (9, 1, 1, 'KEY-L');
INSERT INTO orders (order_sn, goods_id, title, type, goods_price, buy_amount, actual_price,
  search_pwd, email, info, trade_no, status, created_at, updated_at, deleted_at) VALUES
('DONE', 7, '网易一卡通', 1, 50, 2, 98, 'pass1', 'ming@qq.com', 'KEY-1\r\nKEY-2', 'T1', 4,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('SHARED', 9, '会员共享号', 1, 50, 1, 50, '', 'li@qq.com', 'KEY-L', 'T7', 4,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('UNPAID', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', '', '', 1,
  '2026-09-12 10:30:55', '2026-09-12 10:30:55', NULL),
('BYHAND', 8, '代充', 2, 50, 1, 50, '', 'ming@qq.com', '账号: abc', 'T2', 2,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('BUSY', 8, '代充', 2, 50, 1, 50, '', 'ming@qq.com', '账号: abc', 'T2', 3,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('FILLED', 8, '代充', 2, 50, 1, 50, '', 'ming@qq.com', '账号: abc', 'T2', 4,
  '2026-09-12 10:30:55', '2026-09-12 12:00:00', NULL),
('SOLDOUT', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', '库存不足', 'T3', 6,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('FAILED', 8, '代充', 2, 50, 1, 50, '', 'ming@qq.com', '', 'T3', 5,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', NULL),
('LAPSED', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', '', '', -1,
  '2026-09-12 10:30:55', '2026-09-12 10:35:55', NULL),
('PAIDLATE', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', '', 'T4', -1,
  '2026-09-12 10:30:55', '2026-09-12 10:36:10', NULL),
('NEWSTATE', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', '', 'T5', 9,
  '2026-09-12 10:30:55', '2026-09-12 10:36:10', NULL),
('DELETED', 7, '网易一卡通', 1, 50, 1, 50, '', 'ming@qq.com', 'KEY-3', 'T6', 4,
  '2026-09-12 10:30:55', '2026-09-12 10:31:12', '2026-09-13 00:00:00');
)");
    }

    json order(const std::string& number) { return order_in(shop_, number); }

    MariaDb database_{MariaDbServer::shared().access("dujiaoka")};
    Dujiaoka shop_{database_, settings};
};

class AcgFakaShop : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        MariaDbServer::shared().run(R"(
DROP DATABASE IF EXISTS acg; CREATE DATABASE acg CHARACTER SET utf8mb4; USE acg;
CREATE TABLE my_commodity (id INT PRIMARY KEY, name VARCHAR(255) NOT NULL,
  delivery_way TINYINT NOT NULL, delivery_message VARCHAR(255), shared_id INT);
CREATE TABLE my_order (id INT PRIMARY KEY, trade_no CHAR(19) NOT NULL UNIQUE,
  amount DECIMAL(10,2) NOT NULL, commodity_id INT NOT NULL, card_num INT NOT NULL,
  create_time DATETIME NOT NULL, pay_time DATETIME, status TINYINT NOT NULL,
  delivery_status TINYINT NOT NULL, secret TEXT, password VARCHAR(100), contact VARCHAR(32));
CREATE TABLE my_card (id INT PRIMARY KEY, commodity_id INT NOT NULL, secret VARCHAR(760) NOT NULL,
  purchase_time DATETIME, order_id INT, status TINYINT NOT NULL);
INSERT INTO my_commodity VALUES (1, '腾讯视频周卡', 0, NULL, NULL), (2, '代练', 1, NULL, NULL),
  (3, '手工充值', 1, '客服十分钟内处理', NULL), (4, '上游直充', 1, NULL, 5);
INSERT INTO my_order VALUES
(1, 'DONE', 19.80, 1, 2, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1, 'KEY-1\nKEY-2',
  'pass1', '123456789'),
(2, 'NOCARD', 9.90, 1, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1,
  '很抱歉，有人在你付款之前抢走了商品，请联系客服。', '', 'ming@qq.com'),
(3, 'ONEOFTWO', 19.80, 1, 2, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1, 'KEY-3', '', 'a'),
(4, 'UNPAID', 9.90, 1, 1, '2026-09-12 10:30:55', NULL, 0, 0, NULL, '', 'a'),
(5, 'WAITING', 9.90, 2, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 0,
  '正在发货中，请耐心等待，如有疑问，请联系客服。', '', 'a'),
(6, 'BYHAND', 9.90, 2, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1, 'KEY-4', '', 'a'),
(7, 'MARKED', 9.90, 2, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1,
  '正在发货中，请耐心等待，如有疑问，请联系客服。', '', 'a'),
(8, 'OWNTEXT', 9.90, 3, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1,
  '客服十分钟内处理', '', 'a'),
(9, 'UPSTREAM', 9.90, 4, 1, '2026-09-12 10:30:55', '2026-09-12 10:31:10', 1, 1, 'KEY-5', '', 'a');
INSERT INTO my_card VALUES
(1, 1, 'KEY-1', '2026-09-12 10:31:11', 1, 1), (2, 1, 'KEY-2', '2026-09-12 10:31:12', 1, 1),
(3, 1, 'KEY-3', '2026-09-12 10:31:11', 3, 1), (4, 1, 'KEY-9', NULL, NULL, 0),
(5, 1, 'KEY-2', '2026-09-13 10:31:11', 77, 1), (6, 1, 'key-1', '2026-09-13 10:31:11', 77, 1);
)");
    }

    json order(const std::string& number) { return order_in(shop_, number); }
    std::string stage(const std::string& number) { return order(number).at("stage"); }

    MariaDb database_{MariaDbServer::shared().access("acg")};
    AcgFaka shop_{database_, settings, "my_"};
};

}  // namespace

TEST_F(DujiaokaShop, reads_an_order_with_its_money_times_and_contact)
{
    const json order = this->order("DONE");
    EXPECT_EQ(order["stage"], "delivered");
    EXPECT_EQ(order["amount_paid"], 9800);
    EXPECT_EQ(order["qty"], 2);
    EXPECT_EQ(order["product"]["title"], "网易一卡通");
    EXPECT_EQ(order["product"]["class"], "card_key");
    EXPECT_EQ(this->order("FILLED")["product"]["class"], "topup");  // as the settings say
    EXPECT_EQ(order["contact"]["email"], "ming@qq.com");
    EXPECT_EQ(order["created_at"], "2026-09-12T10:30:55+08:00");
    EXPECT_EQ(order["delivery"]["items"], 2);
}

TEST_F(DujiaokaShop, says_that_its_times_of_payment_and_delivery_are_approximate)
{
    EXPECT_EQ(order("DONE")["delivered_at"], "2026-09-12T10:31:12+08:00");
    EXPECT_EQ(order("DONE")["approximate"], json({"pay.paid_at", "delivered_at"}));
    EXPECT_EQ(order("UNPAID")["approximate"], json::array());
}

TEST_F(DujiaokaShop, gives_fingerprints_of_keys_and_of_the_password_only)
{
    const auto keys = shop_.keys("DONE");
    ASSERT_EQ(keys.size(), 2);
    EXPECT_EQ(keys[0].fingerprint, fingerprint("KEY-1"));
    EXPECT_EQ(keys[1].fingerprint, fingerprint("KEY-2"));
    EXPECT_EQ(keys[0].as_written, intents::fingerprint(U"key1"));  // as a customer may write it
    EXPECT_EQ(order("DONE")["access"]["query_password_hash"], intents::fingerprint(U"pass1"));
    EXPECT_TRUE(shop_.keys("FILLED").empty());
}

TEST_F(DujiaokaShop, tells_a_key_sold_twice_from_one_that_is_shared)
{
    EXPECT_EQ(shop_.keys("DONE").at(0).sold_times, 1);
    EXPECT_EQ(shop_.keys("DONE").at(1).sold_times, 2);
    EXPECT_FALSE(shop_.keys("DONE").at(1).loop);
    EXPECT_TRUE(shop_.keys("SHARED").at(0).loop);
}

TEST_F(DujiaokaShop, finds_orders_by_their_contact_and_payment)
{
    EXPECT_EQ(shop_.of_contact("li@qq.com").at(0)["order_no"], "SHARED");
    EXPECT_EQ(shop_.of_payment("T1").at(0)["order_no"], "DONE");
    EXPECT_TRUE(shop_.of_contact("").empty());
    EXPECT_TRUE(shop_.of_payment("").empty());
}

TEST_F(DujiaokaShop, takes_back_only_what_is_unpaid_and_only_through_the_second_account)
{
    MariaDbServer::shared().run(
        "INSERT INTO dujiaoka.orders (order_sn, goods_id, title, goods_price, actual_price, email,"
        " coupon_id, status, created_at) VALUES ('OPEN', 7, 'x', 1, 1, 'a@qq.com', 0, 1, NOW()),"
        " ('COUPON', 7, 'x', 1, 1, 'a@qq.com', 3, 1, NOW())");
    EXPECT_FALSE(shop_.cancel_unpaid("OPEN"));
    MariaDb changing(MariaDbServer::shared().changing("dujiaoka"), MariaDb::Session::changing);
    Dujiaoka shop(database_, settings, &changing);
    for (const char* number : {"DONE", "BYHAND", "LAPSED", "COUPON", "NONE", "%"})
        EXPECT_FALSE(shop.cancel_unpaid(number)) << number;
    EXPECT_TRUE(shop.cancel_unpaid("OPEN"));
    EXPECT_EQ(order("OPEN")["stage"], "expired");
    EXPECT_FALSE(shop.cancel_unpaid("OPEN"));
    EXPECT_EQ(order("DONE")["stage"], "delivered");
    EXPECT_EQ(order("COUPON")["stage"], "unpaid");
    EXPECT_THROW(changing.change("UPDATE orders SET actual_price = 0", {}), MariaDbError);
}

TEST_F(DujiaokaShop, has_delivered_a_manual_order_only_when_it_is_done)
{
    EXPECT_EQ(order("BYHAND")["stage"], "paid_undelivered");
    EXPECT_EQ(order("BUSY")["stage"], "paid_undelivered");
    EXPECT_EQ(order("FILLED")["stage"], "delivered");
}

TEST_F(DujiaokaShop, takes_no_notice_for_a_key)
{
    EXPECT_EQ(order("SOLDOUT")["stage"], "abnormal");
    EXPECT_TRUE(order("SOLDOUT")["delivered_at"].is_null());
    EXPECT_TRUE(shop_.keys("SOLDOUT").empty());
}

TEST_F(DujiaokaShop, knows_a_lapsed_order_that_was_paid_after_all)
{
    EXPECT_EQ(order("LAPSED")["stage"], "expired");
    EXPECT_TRUE(order("LAPSED")["pay"]["paid_at"].is_null());
    EXPECT_EQ(order("PAIDLATE")["stage"], "expired");
    EXPECT_FALSE(order("PAIDLATE")["pay"]["paid_at"].is_null());
}

TEST_F(DujiaokaShop, leaves_a_state_it_does_not_know_to_a_person)
{
    EXPECT_EQ(order("FAILED")["stage"], "abnormal");
    EXPECT_EQ(order("NEWSTATE")["stage"], "abnormal");
}

TEST_F(DujiaokaShop, finds_neither_deleted_orders_nor_parts_of_a_number)
{
    for (const char* number : {"DELETED", "DON", "%", "", "' OR 1=1 -- "})
        EXPECT_FALSE(shop_.find(number)) << number;
}

TEST_F(DujiaokaShop, changes_the_version_with_the_state)
{
    const std::string before = order("UNPAID")["version"];
    EXPECT_EQ(order("UNPAID")["version"], before);
    MariaDbServer::shared().run("UPDATE dujiaoka.orders SET status = -1 WHERE order_sn = 'UNPAID'");
    EXPECT_NE(order("UNPAID")["version"], before);
    MariaDbServer::shared().run("UPDATE dujiaoka.orders SET status = 1 WHERE order_sn = 'UNPAID'");
    EXPECT_EQ(order("UNPAID")["version"], before);
}

TEST_F(AcgFakaShop, reads_an_order_with_its_money_times_and_contact)
{
    const json order = this->order("DONE");
    EXPECT_EQ(order["stage"], "delivered");
    EXPECT_EQ(order["amount_paid"], 1980);
    EXPECT_EQ(order["pay"]["paid_at"], "2026-09-12T10:31:10+08:00");
    EXPECT_EQ(order["delivered_at"], "2026-09-12T10:31:12+08:00");
    EXPECT_EQ(order["approximate"], json({"delivered_at"}));
    EXPECT_EQ(order["contact"]["phone"], "123456789");
}

TEST_F(AcgFakaShop, gives_fingerprints_of_keys_and_how_often_they_were_sold)
{
    const auto keys = shop_.keys("DONE");
    ASSERT_EQ(keys.size(), 2);
    EXPECT_EQ(keys[0].fingerprint, fingerprint("KEY-1"));
    EXPECT_EQ(keys[0].sold_times, 1);
    EXPECT_EQ(keys[1].sold_times, 2);
    EXPECT_TRUE(shop_.keys("NOCARD").empty());
    EXPECT_EQ(shop_.of_contact("123456789").at(0)["order_no"], "DONE");
}

TEST_F(AcgFakaShop, has_not_delivered_what_it_marks_as_delivered_without_a_card)
{
    EXPECT_EQ(order("NOCARD")["raw_status"], "1,1");
    EXPECT_EQ(stage("NOCARD"), "abnormal");
    EXPECT_EQ(stage("ONEOFTWO"), "abnormal");
    EXPECT_TRUE(order("NOCARD")["delivered_at"].is_null());
}

TEST_F(AcgFakaShop, takes_a_placeholder_for_no_goods)
{
    EXPECT_EQ(stage("WAITING"), "paid_undelivered");
    EXPECT_EQ(stage("BYHAND"), "delivered");
    EXPECT_EQ(order("BYHAND")["product"]["class"], "other");
    EXPECT_EQ(stage("MARKED"), "abnormal");
    EXPECT_EQ(stage("OWNTEXT"), "abnormal");
}

TEST_F(AcgFakaShop, needs_no_card_for_goods_from_upstream)
{
    EXPECT_EQ(stage("UPSTREAM"), "delivered");
    EXPECT_EQ(order("UPSTREAM")["delivery"]["kind"], "auto");
}

TEST_F(AcgFakaShop, has_no_payment_for_an_unpaid_order)
{
    EXPECT_EQ(stage("UNPAID"), "unpaid");
    EXPECT_TRUE(order("UNPAID")["pay"]["paid_at"].is_null());
    EXPECT_FALSE(shop_.find("NONE"));
}

TEST_F(AcgFakaShop, refuses_a_prefix_that_could_be_more_than_a_name)
{
    EXPECT_THROW(AcgFaka(database_, settings, "a`; DROP"), std::invalid_argument);
}
