#include "bot/gateway/service.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "bot/gateway/embedded_orders.h"
#include "storage/database.h"
#include "tests/support/temporary_folder.h"

using namespace bot;
using namespace bot::gateway;
using nlohmann::json;

namespace {

using namespace std::chrono_literals;

const json order = {
    {"order_no", "513260912103055427"},
    {"stage", "paid_undelivered"},
    {"product", {{"title", "网易一卡通"}, {"class", "card_key"}}},
    {"amount_paid", 9800},
    {"created_at", "2026-09-12T10:00:00+08:00"},
    {"pay", {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T10:00:00+08:00"}}},
    {"contact", {{"phone", "13800001234"}, {"email", "Ming@qq.com"}}},
    {"access", {{"visitor", "user-1"}, {"query_password_hash", "aa11"}}}};

Request request_of(const std::string& method, const std::string& path, const json& body = nullptr,
                   const std::string& key = {})
{
    Request request;
    request.method = method;
    request.path = path;
    if (!body.is_null()) request.body = body.dump();
    if (!key.empty()) request.headers.emplace_back("Idempotency-Key", key);
    return request;
}

// A shop that loses its connection under an action, or before it.
class LostShop : public OrderSource {
public:
    ShopAbilities abilities() const override
    {
        return {"lost", {"lookup", "refund"}, {}, {}, {}, {}};
    }
    bool repeats_safely() const override { return false; }
    std::vector<json> lookup(const json&) override { throw NotReached("no route"); }
    storage::ActionResult perform(const std::string&, const std::string&, const json&,
                                  std::int64_t) override
    {
        ++asked;
        if (before) throw NotReached("no route");
        throw std::runtime_error("gone");
    }
    bool before = false;
    int asked = 0;
};

void limit_files(rlim_t bytes)
{
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
}

// A shop that does what it is asked while the journal's disk fills up.
class LastShop : public LostShop {
public:
    storage::ActionResult perform(const std::string&, const std::string&, const json&,
                                  std::int64_t) override
    {
        ++asked;
        limit_files(0);
        return {"ok", {{"refund", {{"id", "RF1"}, {"state", "succeeded"}}}}};
    }
};

class GatewayService : public testing::Test {
protected:
    GatewayService() { store_.put(order, 0); }

    Response get(const std::string& path)
    {
        return service_.answer(request_of("GET", path)).response;
    }
    Response post(const std::string& path, const json& body, const std::string& key = {})
    {
        return service_.answer(request_of("POST", path, body, key)).response;
    }
    Response lookup(const json& body) { return post("/v1/orders/lookup", body); }
    Response refund(const json& body, const std::string& key)
    {
        return post("/v1/orders/513260912103055427/refunds", body, key);
    }
    static json json_of(const Response& response) { return json::parse(response.body); }
    static std::string error_of(const Response& response)
    {
        return json_of(response).at("error").at("code");
    }

    TemporaryFolder folder_;
    storage::Database database_{folder_.path(), storage::Access::write};
    storage::OrderStore store_{database_, {}};
    EmbeddedOrders source_{store_, {}};
    Journal journal_{folder_.path() / "gateway.db", 0};
    LookupLimits limits_;
    dialogs::Time now_{1'800'000'000'000ms};
    Service service_{source_, journal_, limits_, true, [this] { return now_; }};
};

const json proven = {{"ref", "513260912103055427"},
                     {"proofs", {{{"type", "contact"}, {"value", "138-0000-1234"}}}}};

}  // namespace

TEST_F(GatewayService, says_what_the_shop_can_do)
{
    const json capabilities = json_of(get("/v1/capabilities"));
    EXPECT_EQ(capabilities["shop_system"], "embedded");
    EXPECT_EQ(capabilities["actions"], json({"lookup", "cancel", "refund", "resend", "key_check"}));
    EXPECT_EQ(capabilities["max_auto_refund"], 100000);
}

TEST_F(GatewayService, shows_an_order_masked_to_who_has_two_proofs)
{
    const json answer = json_of(lookup(proven));
    EXPECT_EQ(answer["found"], true);
    EXPECT_EQ(answer["match"], "exact");
    EXPECT_EQ(answer["orders"][0]["contact"]["phone"], "138****1234");
    EXPECT_EQ(answer["orders"][0]["pay"]["ref"], "****6707");
    EXPECT_FALSE(answer["orders"][0].contains("access"));
    for (const json& body : {json{{"ref", "5132609121O3O55427"}, {"contact", "ming@qq.com"}},
                             json{{"ref", "513260912103055427"},
                                  {"proof", {{"type", "session"}, {"value", "user-1"}}}},
                             json{{"tail", "055427"}, {"contact", "13800001234"}},
                             json{{"contact", "13800001234"},
                                  {"proofs", {{{"type", "pay_ref_tail"}, {"value", "956707"}}}}},
                             json{{"ref", "513260912103055427"},
                                  {"proofs", {{{"type", "query_pwd"}, {"value", "aa11"}}}}}})
        EXPECT_EQ(json_of(lookup(body))["orders"].size(), 1) << body;
}

TEST_F(GatewayService, answers_without_proof_the_same_whether_there_is_an_order_or_not)
{
    const Response there = lookup({{"ref", "513260912103055427"}});
    const Response not_there = lookup({{"ref", "513260912103055428"}});
    EXPECT_EQ(there.status, 200);
    EXPECT_EQ(json_of(there)["verified"], false);
    EXPECT_EQ(there.body, not_there.body);
    const auto foreign = request_of("POST", "/v1/orders/lookup",
                                    {{"ref", "513260912103055427"}, {"contact", "13900000000"}});
    const auto missing = request_of("POST", "/v1/orders/lookup",
                                    {{"ref", "513260912103055428"}, {"contact", "13900000001"}});
    const auto one = service_.answer(foreign), other = service_.answer(missing);
    EXPECT_EQ(one.response.body, other.response.body);
    EXPECT_EQ(json_of(one.response)["found"], false);
    EXPECT_TRUE(one.found_nothing && other.found_nothing);
}

TEST_F(GatewayService, lets_nobody_try_out_contacts_of_a_number_or_numbers_of_a_contact)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(
            lookup({{"ref", "513260912103055427"}, {"contact", "1390000000" + std::to_string(i)}})
                .status,
            200);
    const Response blocked = lookup(proven);  // even the right one
    EXPECT_EQ(error_of(blocked), "rate_limited");
    EXPECT_EQ(blocked.status, 429);
    ASSERT_FALSE(blocked.headers.empty());
    now_ += 11min;
    EXPECT_EQ(lookup(proven).status, 200);
    for (int i = 0; i < 5; ++i)
        lookup({{"ref", "99999999000" + std::to_string(i)}, {"contact", "13800001234"}});
    EXPECT_EQ(error_of(lookup(proven)), "rate_limited");
}

TEST_F(GatewayService, gives_several_orders_by_title_and_needs_more_than_a_payments_end)
{
    json second = order;
    second["order_no"] = "513260912103055999";
    store_.put(second, 1);
    const json answer = json_of(lookup({{"contact", "13800001234"}, {"tail", "956707"}}));
    ASSERT_EQ(answer["orders"].size(), 2);
    EXPECT_EQ(answer["orders"][0]["title"], "网易一卡通");
    EXPECT_FALSE(answer["orders"][0].contains("contact"));
    const json tail_twice = {{"tail", "956707"},
                             {"proofs", {{{"type", "pay_ref_tail"}, {"value", "956707"}}}}};
    EXPECT_EQ(json_of(lookup(tail_twice))["verified"], false);
}

TEST_F(GatewayService, refuses_what_is_no_lookup)
{
    for (const json& body : {json(1), json::array(), json{{"ref", 1}}, json{{"proof", "x"}},
                             json{{"proofs", {{{"type", "shoe_size"}, {"value", "42"}}}}},
                             json{{"ref", std::string(500, 'x')}}})
        EXPECT_EQ(lookup(body).status, 400) << body;
    Request broken = request_of("POST", "/v1/orders/lookup");
    broken.body = "{\"ref\":";
    EXPECT_EQ(service_.answer(broken).response.status, 400);
}

TEST_F(GatewayService, refunds_once_whatever_it_is_asked)
{
    const json body = {{"case_id", "c1"}, {"amount", 9800}, {"channel", "original"}};
    const Response first = refund(body, "main:5:refund:c1:1");
    ASSERT_EQ(first.status, 200);
    const json done = json_of(first);
    EXPECT_EQ(done["status"], "processing");
    EXPECT_EQ(refund(body, "main:5:refund:c1:1").body, first.body);
    EXPECT_EQ(error_of(refund({{"amount", 1}}, "main:5:refund:c1:1")), "idempotency_mismatch");
    EXPECT_EQ(error_of(refund(body, "main:5:refund:c2:1")), "refund_exists");
    EXPECT_EQ(error_of(post("/v1/orders/513260912103055427/cancel", json::object(), "k")),
              "refund_exists");
    const json state = json_of(get("/v1/refunds/" + done["refund_id"].get<std::string>()));
    EXPECT_EQ(state["status"], "processing");
    EXPECT_EQ(state["amount"], 9800);
    EXPECT_EQ(get("/v1/refunds/RF0000000000").status, 404);
}

TEST_F(GatewayService, needs_a_key_for_what_it_changes)
{
    EXPECT_EQ(refund({{"amount", 1}}, "").status, 400);
    EXPECT_EQ(refund({{"amount", 1}}, "two words").status, 400);
    EXPECT_EQ(refund({{"amount", 1}}, std::string(500, 'k')).status, 400);
    EXPECT_EQ(refund(json::array(), "k").status, 400);
    EXPECT_EQ(store_.get("513260912103055427")->contains("refund"), false);
}

TEST_F(GatewayService, says_when_the_order_has_changed_meanwhile)
{
    const json found = json_of(lookup(proven))["orders"][0];
    store_.put(order, 1);
    const Response late = post("/v1/orders/513260912103055427/cancel",
                               {{"case_id", "c1"}, {"if_version", found["version"]}}, "k1");
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(error_of(late), "state_changed");
    EXPECT_EQ(json_of(late)["error"]["order"]["order_no"], "513260912103055427");
    const json now = json_of(late)["error"]["order"]["version"];
    const Response done = post("/v1/orders/513260912103055427/cancel",
                               {{"case_id", "c1"}, {"if_version", now}}, "k2");
    EXPECT_EQ(done.status, 200);
    EXPECT_EQ(json_of(done)["stage"], "canceled");
    EXPECT_EQ(json_of(done)["refund"]["amount"], 9800);
}

TEST_F(GatewayService, sends_a_key_again_by_its_own_way)
{
    const Response sent = post("/v1/orders/513260912103055427/resend",
                               {{"case_id", "c1"}, {"mode", "notify_again"}}, "k1");
    EXPECT_EQ(json_of(sent)["delivered_to"], "Mi***@qq.com");
    EXPECT_FALSE(json_of(sent)["action_id"].get<std::string>().empty());
    EXPECT_EQ(post("/v1/orders/513260912103055427/resend", {{"mode", "shout"}}, "k2").status, 400);
}

TEST_F(GatewayService, finds_an_order_whose_number_is_written_with_percent_signs)
{
    json strange = order;
    strange["order_no"] = "A/1 号";
    store_.put(strange, 0);
    const Response sent =
        post("/v1/orders/A%2F1%20%E5%8F%B7/resend", {{"mode", "notify_again"}}, "k1");
    EXPECT_EQ(sent.status, 200);
    for (const char* path : {"/v1/orders/A%2/resend", "/v1/orders/A/1/resend", "/v1/orders//resend",
                             "/v1/orders/%zz/resend", "/v2/capabilities", "/v1/keys"})
        EXPECT_EQ(post(path, {{"mode", "notify_again"}}, "k9").status, 404) << path;
}

TEST_F(GatewayService, checks_keys_and_has_no_tickets)
{
    const json checked = json_of(post("/v1/keys/check", {{"order_id", "513260912103055427"}}));
    EXPECT_EQ(checked["state"], "unknown");
    EXPECT_EQ(checked["source"], "embedded");
    EXPECT_EQ(post("/v1/keys/check", {{"order_id", "none"}}).status, 404);
    EXPECT_EQ(post("/v1/keys/check", json::object()).status, 400);
    EXPECT_EQ(post("/v1/tickets", json::object(), "k").status, 501);
}

TEST_F(GatewayService, does_not_try_again_what_was_cut_off)
{
    LostShop lost;
    Service service(lost, journal_, limits_, true, [this] { return now_; });
    const Request request = request_of("POST", "/v1/orders/A/refunds", {{"amount", 1}}, "k1");
    EXPECT_EQ(service.answer(request).response.status, 202);
    EXPECT_EQ(error_of(service.answer(request).response), "provider_unknown");
    EXPECT_EQ(lost.asked, 1);
    const Request other = request_of("POST", "/v1/orders/A/refunds", {{"amount", 1}}, "k2");
    EXPECT_EQ(error_of(service.answer(other).response), "refund_exists");
    EXPECT_EQ(lost.asked, 1);
}

TEST_F(GatewayService, says_what_was_done_also_where_it_cannot_be_written_down)
{
    LastShop shop;
    Service service(shop, journal_, limits_, true, [this] { return now_; });
    const Request request = request_of("POST", "/v1/orders/A/refunds", {{"amount", 1}}, "k1");
    const Response done = service.answer(request).response;
    limit_files(RLIM_INFINITY);
    EXPECT_EQ(done.status, 200);
    EXPECT_EQ(json_of(done)["refund_id"], "RF1");
    EXPECT_EQ(error_of(service.answer(request).response), "in_progress");
    const Request other = request_of("POST", "/v1/orders/A/refunds", {{"amount", 1}}, "k2");
    EXPECT_EQ(error_of(service.answer(other).response), "refund_exists");
    EXPECT_EQ(shop.asked, 1);
}

TEST_F(GatewayService, may_be_asked_again_where_the_shop_was_never_reached)
{
    LostShop lost;
    lost.before = true;
    Service service(lost, journal_, limits_, true, [this] { return now_; });
    const Request request = request_of("POST", "/v1/orders/A/refunds", {{"amount", 1}}, "k1");
    EXPECT_EQ(service.answer(request).response.status, 503);
    EXPECT_EQ(service.answer(request).response.status, 503);
    EXPECT_EQ(lost.asked, 2);
    EXPECT_EQ(service.answer(request_of("POST", "/v1/orders/lookup", proven)).response.status, 503);
}
