#include "storage/order_store.h"

#include <gtest/gtest.h>

#include <thread>

#include "storage/database.h"
#include "tests/support/temporary_folder.h"

using namespace storage;
using nlohmann::json;

namespace {

class Orders : public testing::Test {
protected:
    Orders() : database_(folder_.path(), Access::write), store_(database_, {}) {}

    json order(const std::string& number, const std::string& stage, std::int64_t amount = 9800)
    {
        return {
            {"order_no", number},
            {"stage", stage},
            {"product", {{"title", "网易一卡通"}, {"class", "card_key"}}},
            {"amount_paid", amount},
            {"created_at", "2026-09-12T10:00:00+08:00"},
            {"pay",
             {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T10:00:00+08:00"}}},
            {"contact", {{"phone", "13800001234"}, {"email", "Ming@qq.com"}}},
            {"access", {{"visitor", "user-1"}, {"query_password_hash", "aa11"}}}};
    }

    ActionResult act(const std::string& action, const json& parameters,
                     std::int64_t now = 1'000'000)
    {
        return store_.perform("key-" + std::to_string(++keys_), action, parameters, now);
    }

    // How many customers have reported a bad key of this order's product, this one included.
    int report(const std::string& number, std::int64_t now)
    {
        return act("keys.check", {{"order_id", number}}, now).data.at("batch_reports");
    }

    TemporaryFolder folder_;
    Database database_;
    OrderStore store_;
    int keys_ = 0;
};

}  // namespace

TEST_F(Orders, are_shown_to_who_has_two_proofs)
{
    store_.put(order("513260912103055427", "delivered"), 0);
    const std::string number = "513260912103055427";
    for (const json& proofs :
         {json{{"order_id", number}, {"contact", "13800001234"}},
          json{{"order_id", number}, {"contact", "+86 138-0000-1234"}},
          json{{"order_id", number}, {"contact", "ming@QQ.com"}},
          json{{"order_id", number}, {"user", "user-1"}},
          json{{"order_id", number}, {"query_password_fingerprint", "aa11"}},
          json{{"order_id", number}, {"pay_ref_tail", "956707"}},
          json{{"contact", "13800001234"}, {"pay_ref_tail", "956707"}},
          json{{"order_id", "2026091222001004680073956707"}, {"contact", "13800001234"}}})
        EXPECT_EQ(act("orders.lookup", proofs).outcome, "ok") << proofs;
}

TEST_F(Orders, hide_whether_they_exist_from_everyone_else)
{
    store_.put(order("513260912103055427", "delivered"), 0);
    const ActionResult foreign =
        act("orders.lookup", {{"order_id", "513260912103055427"}, {"contact", "13900000000"}});
    const ActionResult missing =
        act("orders.lookup", {{"order_id", "513260912103055428"}, {"contact", "13900000000"}});
    EXPECT_EQ(foreign.outcome, "not_found");
    EXPECT_EQ(foreign.outcome, missing.outcome);
    EXPECT_EQ(foreign.data, missing.data);
    const ActionResult one = act("orders.lookup", {{"order_id", "513260912103055427"}});
    const ActionResult none = act("orders.lookup", {{"order_id", "000"}});
    EXPECT_EQ(one.outcome, "not_verified");
    EXPECT_EQ(one.data, none.data);
}

TEST_F(Orders, are_found_with_what_people_confuse)
{
    store_.put(order("K7Q2M9XP4ZB1C8RT", "delivered"), 0);
    for (const char* number :
         {"k7q2m9xp4zb1c8rt", "K7Q2-M9XP-4ZB1-C8RT", "K7Q2M9XP42BIC8RT", "K7QZM9XP4Z81C8RT"})
        EXPECT_EQ(act("orders.lookup", {{"order_id", number}, {"contact", "13800001234"}}).outcome,
                  "ok")
            << number;
    EXPECT_EQ(act("orders.lookup", {{"order_id", "K7Q2M9XP4ZB1C8RX"}, {"contact", "13800001234"}})
                  .outcome,
              "not_found");
}

TEST_F(Orders, are_found_by_the_last_six_of_their_number_or_payment_with_the_contact)
{
    store_.put(order("513260912103055427", "delivered"), 0);
    const auto found = [&](const json& proofs) { return act("orders.lookup", proofs).outcome; };
    for (const char* tail : {"055427", "103055427", "956707"})
        EXPECT_EQ(found({{"order_id", tail}, {"contact", "13800001234"}}), "ok") << tail;
    // Fewer say too little, and another number is another order, whoever asks.
    for (const char* other : {"5427", "055428", "056707"}) {
        EXPECT_EQ(found({{"order_id", other}, {"contact", "13800001234"}}), "not_found") << other;
        EXPECT_EQ(found({{"order_id", other}, {"contact", "13800001234"}, {"user", "user-1"}}),
                  "not_found")
            << other;
    }
    EXPECT_EQ(found({{"order_id", "055427"}, {"contact", "13900000000"}}), "not_found");
}

TEST_F(Orders, whose_number_ends_as_their_payment_need_a_second_proof)
{
    store_.put(order("513260912103956707", "delivered"), 0);
    EXPECT_NE(act("orders.lookup", {{"order_id", "956707"}, {"contact", "13900000000"}}).outcome,
              "ok");
}

TEST_F(Orders, of_one_contact_are_listed_only_with_a_second_proof_for_each)
{
    store_.put(order("1001", "delivered"), 0);
    store_.put(order("1002", "delivered"), 0);
    EXPECT_EQ(act("orders.lookup", {{"contact", "13800001234"}}).outcome, "not_verified");
    const ActionResult both =
        act("orders.lookup", {{"contact", "13800001234"}, {"pay_ref_tail", "956707"}});
    EXPECT_EQ(both.outcome, "multiple");
    EXPECT_EQ(both.data["orders"].size(), 2u);
}

TEST_F(Orders, come_without_contact_and_credentials)
{
    store_.put(order("1001", "delivered"), 0);
    const std::string seen =
        act("orders.lookup", {{"order_id", "1001"}, {"contact", "13800001234"}}).data.dump();
    for (const char* secret :
         {"13800001234", "Ming@qq.com", "aa11", "2026091222001004680073956707"})
        EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
    EXPECT_NE(seen.find("138****1234"), std::string::npos);
}

TEST_F(Orders, are_cancelled_once_and_the_money_goes_back)
{
    store_.put(order("1001", "paid_undelivered"), 0);
    const json request{{"order_id", "1001"}, {"if_version", "1"}};
    const ActionResult first = store_.perform("k", "orders.cancel", request, 5);
    ASSERT_EQ(first.outcome, "ok");
    EXPECT_EQ(first.data["refund"]["amount"], 9800);
    const ActionResult again = store_.perform("k", "orders.cancel", request, 6);
    EXPECT_EQ(again.data, first.data);
    EXPECT_EQ(store_.perform("k", "orders.cancel", {{"order_id", "1002"}}, 7).outcome,
              "idempotency_mismatch");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "1001"}}).outcome, "refund_exists");
    EXPECT_EQ(store_.get("1001")->at("stage"), "canceled");
}

TEST_F(Orders, that_changed_since_are_not_cancelled)
{
    store_.put(order("1001", "paid_undelivered"), 0);
    store_.put(order("1001", "delivered"), 1);
    const ActionResult result = act("orders.cancel", {{"order_id", "1001"}, {"if_version", "1"}});
    EXPECT_EQ(result.outcome, "state_changed");
    EXPECT_EQ(result.data["order"]["stage"], "delivered");
}

TEST_F(Orders, have_a_named_outcome_for_each_obstacle)
{
    store_.put(order("frozen", "frozen"), 0);
    store_.put(order("sent", "delivered"), 0);
    store_.put(order("big", "paid_undelivered", 100000), 0);
    json upstream = order("upstream", "paid_undelivered");
    upstream["upstream"] = {{"placed", true}, {"cancelable", false}};
    store_.put(upstream, 0);
    EXPECT_EQ(act("orders.cancel", {{"order_id", "frozen"}}).outcome, "frozen");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "sent"}}).outcome, "not_cancelable");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "big"}}).outcome, "over_auto_limit");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "upstream"}}).outcome, "upstream_not_cancelable");
    EXPECT_EQ(act("orders.cancel", {{"order_id", "none"}}).outcome, "not_found");
    EXPECT_EQ(act("orders.refund", {{"order_id", "sent"}, {"amount", 9801}}).outcome,
              "amount_exceeds");
    EXPECT_EQ(act("orders.refund", {{"order_id", "big"}, {"amount", 100000}}).outcome,
              "over_auto_limit");
    EXPECT_EQ(act("orders.refund",
                  {{"order_id", "big"}, {"amount", 100000}, {"over_limit_approved", true}})
                  .outcome,
              "ok");
}

TEST_F(Orders, malformed_requests_are_refused_not_fatal)
{
    store_.put(order("1001", "delivered"), 0);
    for (const json& parameters : {json(), json::array(), json("1001")})
        EXPECT_EQ(act("orders.refund", parameters).outcome, "bad_request");
    EXPECT_EQ(act("orders.refund", {{"order_id", "1001"}, {"amount", "all"}}).outcome,
              "bad_request");
    EXPECT_EQ(act("orders.refund", {{"order_id", "1001"}, {"amount", -5}}).outcome, "bad_request");
    EXPECT_EQ(act("orders.resend", {{"order_id", "1001"}, {"mode", "teleport"}}).outcome,
              "bad_request");
    EXPECT_EQ(act("orders.steal", {{"order_id", "1001"}}).outcome, "bad_request");
    EXPECT_EQ(act("orders.lookup", {{"order_id", 1001}, {"contact", {1}}}).outcome, "not_verified");
}

TEST_F(Orders, a_refund_and_a_replacement_exclude_each_other)
{
    store_.put(order("1001", "delivered"), 0);
    store_.put(order("1002", "delivered"), 0);
    EXPECT_EQ(act("orders.resend", {{"order_id", "1001"}, {"mode", "replace_key"}}).outcome, "ok");
    EXPECT_EQ(act("orders.refund", {{"order_id", "1001"}, {"amount", 9800}}).outcome,
              "already_replaced");
    EXPECT_EQ(act("orders.refund", {{"order_id", "1002"}, {"amount", 9800}}).outcome, "ok");
    EXPECT_EQ(act("orders.resend", {{"order_id", "1002"}, {"mode", "replace_key"}}).outcome,
              "refund_exists");
}

// However many visitors ask, each in a conversation of his own.
TEST_F(Orders, are_replaced_once_and_their_key_is_shown_as_often_as_asked)
{
    store_.put(order("1001", "delivered"), 0);
    EXPECT_EQ(act("orders.resend", {{"order_id", "1001"}, {"mode", "replace_key"}}).outcome, "ok");
    EXPECT_EQ(act("orders.resend", {{"order_id", "1001"}, {"mode", "replace_key"}}).outcome,
              "already_replaced");
    EXPECT_EQ(act("orders.resend", {{"order_id", "1001"}, {"mode", "notify_again"}}).outcome, "ok");
}

TEST_F(Orders, are_refunded_once_however_many_ask_at_the_same_time)
{
    store_.put(order("1001", "delivered"), 0);
    std::atomic<int> paid = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            if (store_
                    .perform("t" + std::to_string(i), "orders.refund",
                             {{"order_id", "1001"}, {"amount", 9800}}, 1)
                    .outcome == "ok")
                ++paid;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(paid, 1);
}

// D12
TEST_F(Orders, count_the_customers_who_report_bad_keys_of_one_product_within_half_an_hour)
{
    const auto sell = [&](const std::string& number, const std::string& phone,
                          const std::string& title = "网易一卡通") {
        json sold = order(number, "delivered");
        sold["contact"] = {{"phone", phone}};
        sold["product"]["title"] = title;
        store_.put(sold, 0);
    };
    sell("A1", "13800000001");
    sell("A2", "13800000001");  // the same customer's
    sell("B1", "13800000002");
    sell("C1", "13800000003");
    sell("D1", "13800000004", "盛大点券");
    constexpr std::int64_t minute = 60'000;
    EXPECT_EQ(report("A1", 100 * minute), 1);
    EXPECT_EQ(report("A2", 101 * minute), 1);
    EXPECT_EQ(report("D1", 102 * minute), 1);
    EXPECT_EQ(report("B1", 110 * minute), 2);
    EXPECT_EQ(report("C1", 120 * minute), 3);
    EXPECT_EQ(report("C1", 125 * minute), 3);
    EXPECT_EQ(report("B1", 141 * minute), 2) << "the first has been too long ago";
}
