// What the bot sends and what `kefu gateway` answers is the contract as docs/gateway.openapi.yaml
// writes it, and each understands the other.
#include <gtest/gtest.h>

#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "bot/gateway/contract.h"
#include "bot/gateway/embedded_orders.h"
#include "bot/gateway/gateway_calls.h"
#include "bot/gateway/service.h"
#include "storage/database.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/yaml_json.h"

using namespace bot;
using namespace bot::gateway;
using nlohmann::json;

namespace {

using namespace std::chrono_literals;

const json& contract()
{
    static const json document =
        to_json(YAML::LoadFile(PROJECT_FOLDER "/docs/gateway.openapi.yaml"));
    return document;
}

// What of `value` is not as `schema` (a schema of the contract) says; empty where all is.
std::string problems(const json& schema, const json& value)
{
    json document = schema;
    document["components"] = contract().at("components");
    valijson::Schema parsed;
    valijson::adapters::NlohmannJsonAdapter adapter(document);
    valijson::SchemaParser().populateSchema(adapter, parsed);
    valijson::Validator validator;
    valijson::ValidationResults results;
    valijson::adapters::NlohmannJsonAdapter target(value);
    if (validator.validate(parsed, target, &results)) return {};
    std::string text;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
        for (const std::string& part : error.context) text += part;
        text += ": " + error.description + "\n";
    }
    return text.empty() ? "not valid" : text;
}

const json& resolved(const json& node)
{
    if (!node.contains("$ref")) return node;
    return contract().at(json::json_pointer(node.at("$ref").get<std::string>().substr(1)));
}

// The operation that a request is for, by its path.
const json& operation_of(const Request& request)
{
    for (const auto& [shape, methods] : contract().at("paths").items()) {
        const std::size_t place = shape.find("{id}");
        const std::string head = shape.substr(0, place);
        const std::string tail = place == std::string::npos ? "" : shape.substr(place + 4);
        const bool is =
            place == std::string::npos
                ? request.path == shape
                : request.path.size() > head.size() + tail.size() &&
                      request.path.starts_with(head) && request.path.ends_with(tail) &&
                      request.path
                              .substr(head.size(), request.path.size() - head.size() - tail.size())
                              .find('/') == std::string::npos;
        const char* const method = request.method == "GET" ? "get" : "post";
        if (is && methods.contains(method)) return methods.at(method);
    }
    throw std::out_of_range("no operation for " + request.method + ' ' + request.path);
}

void expect_of_contract(const Request& request)
{
    const json& operation = operation_of(request);
    if (operation.contains("requestBody")) {
        const json& schema = operation["requestBody"]["content"]["application/json"]["schema"];
        EXPECT_EQ(problems(schema, json::parse(request.body)), "")
            << request.path << ' ' << request.body;
    }
    for (const json& one : operation.value("parameters", json::array())) {
        const json& parameter = resolved(one);
        if (parameter.at("in") != "header") continue;
        const std::string value{request.header(parameter.at("name").get<std::string>())};
        EXPECT_EQ(problems(parameter.at("schema"), value), "") << value;
    }
}

void expect_of_contract(const Request& request, const Response& response)
{
    const json& responses = operation_of(request).at("responses");
    const std::string status = std::to_string(response.status);
    const json& described =
        resolved(responses.contains(status) ? responses.at(status) : responses.at("default"));
    const json body = json::parse(response.body);
    EXPECT_EQ(problems(described["content"]["application/json"]["schema"], body), "")
        << request.path << ' ' << response.body;
    const std::string code = response.status == 200 ? "" : body.at("error").at("code");
    EXPECT_EQ(response.status, code.empty() ? 200 : status_of(code));
}

json order(const std::string& number, const std::string& stage)
{
    return {{"order_no", number},
            {"stage", stage},
            {"product", {{"title", "网易一卡通"}, {"class", "card_key"}}},
            {"amount_paid", 9800},
            {"created_at", "2026-09-12T10:00:00+08:00"},
            {"pay",
             {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T10:00:00+08:00"}}},
            {"contact", {{"phone", "13800001234"}, {"email", nullptr}}}};
}

class GatewayContract : public testing::Test {
protected:
    GatewayContract()
    {
        for (const char* number : {"513260912103055427", "513260912103055428"})
            store_.put(order(number, "paid_undelivered"), 0);
        store_.put(order("513260912103055429", "frozen"), 0);
    }

    // As the bot asks, over the contract, and back.
    storage::ActionResult perform(const std::string& action, json parameters,
                                  const std::string& key = "c_1/1/a#1")
    {
        const dialogs::Effect effect{key, action, std::move(parameters), "pending", {}};
        const auto request = request_for(effect, "shop-1");
        EXPECT_TRUE(request) << action;
        expect_of_contract(*request);
        const Response response = service_.answer(*request).response;
        expect_of_contract(*request, response);
        return read_answer(action, response, shop_, 1'800'000'000'000);
    }

    TemporaryFolder folder_;
    storage::Database database_{folder_.path(), storage::Access::write};
    storage::OrderStore store_{database_, {}};
    EmbeddedOrders source_{store_, {}};
    Journal journal_{folder_.path() / "gateway.db", 0};
    LookupLimits limits_;
    Service service_{source_, journal_, limits_, true,
                     [] { return dialogs::Time{1'800'000'000'000ms}; }};
    Capabilities shop_{"embedded", {"lookup", "cancel", "refund", "resend", "key_check"}, 100000};
};

TEST_F(GatewayContract, has_every_path_and_every_error)
{
    std::set<std::string> paths, codes;
    for (const auto& [path, methods] : contract().at("paths").items()) paths.insert(path);
    EXPECT_EQ(paths,
              (std::set<std::string>{std::string(capabilities_path), std::string(lookup_path),
                                     std::string(cancel_path), std::string(refunds_path),
                                     std::string(refund_path), std::string(resend_path),
                                     std::string(key_check_path)}));
    const json& error = contract().at("components").at("schemas").at("Refusal");
    for (const json& code : error["properties"]["error"]["properties"]["code"]["enum"])
        codes.insert(code.get<std::string>());
    std::set<std::string> known;
    for (const ErrorCode& code : error_codes) known.insert(std::string(code.name));
    EXPECT_EQ(codes, known);
}

TEST_F(GatewayContract, of_the_capabilities_is_read_as_it_is_answered)
{
    const Request request = capabilities_request();
    const Response response = service_.answer(request).response;
    expect_of_contract(request, response);
    const auto read = read_capabilities(response);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->can("refund"));
    EXPECT_EQ(read->max_auto_refund, 100000);
}

TEST_F(GatewayContract, of_a_lookup_holds_for_found_not_found_and_unproven)
{
    const json both{{"order_id", "513260912103055427"}, {"contact", "13800001234"}};
    const auto found = perform("orders.lookup", both);
    ASSERT_EQ(found.outcome, "ok");
    EXPECT_EQ(found.data["order"]["contact"]["phone"], "138****1234");
    EXPECT_EQ(
        perform("orders.lookup", {{"order_id", "513260912103055427"}, {"contact", "13900001234"}})
            .outcome,
        "not_found");
    EXPECT_EQ(perform("orders.lookup", {{"order_id", "513260912103055427"}}).outcome,
              "not_verified");
    EXPECT_EQ(
        perform("orders.lookup", {{"contact", "13800001234"}, {"pay_ref_tail", "956707"}}).outcome,
        "multiple");
    EXPECT_EQ(perform("orders.lookup", {{"order_id", "513260912103055427"},
                                        {"user", "user-1"},
                                        {"query_password_fingerprint", "aa11"},
                                        {"pay_ref_tail", "956707"},
                                        {"contact", "13800001234"}})
                  .outcome,
              "ok");
}

TEST_F(GatewayContract, of_what_changes_an_order_holds_for_done_and_refused)
{
    const json version{{"order_id", "513260912103055427"}, {"if_version", "1"}};
    json stale = version;
    stale["if_version"] = "0";
    stale["reason"] = "late";
    const auto raced = perform("orders.cancel", stale, "k1");
    EXPECT_EQ(raced.outcome, "state_changed");
    json refund = version;
    refund.update({{"amount", 9800}, {"channel", "balance"}, {"rules", {"R22"}}});
    const auto refunded = perform("orders.refund", refund, "k2");
    ASSERT_EQ(refunded.outcome, "ok");
    EXPECT_EQ(refunded.data["order"]["refund"]["amount"], 9800);
    EXPECT_EQ(refunded.data["order"]["stage"], "refunded");
    EXPECT_EQ(perform("orders.refund", refund, "k3").outcome, "refund_exists");
    EXPECT_EQ(perform("refunds.get", {{"refund_id", refunded.data["refund"]["id"]}}).outcome, "ok");
    EXPECT_EQ(perform("refunds.get", {{"refund_id", "RF0"}}).outcome, "not_found");

    const json other{{"order_id", "513260912103055428"}};
    json resend = other;
    resend["mode"] = "notify_again";
    EXPECT_EQ(perform("orders.resend", resend, "k4").outcome, "ok");
    EXPECT_EQ(perform("orders.cancel", other, "k5").outcome, "ok");
    EXPECT_EQ(perform("orders.cancel", {{"order_id", "513260912103055429"}}, "k6").outcome,
              "frozen");
    EXPECT_EQ(perform("orders.cancel", {{"order_id", "nobody's"}}, "k7").outcome, "not_found");
    const auto key = perform("keys.check", other);
    EXPECT_EQ(key.outcome, "ok");
    EXPECT_EQ(key.data["state"], "unknown");
}

// A schema that says nothing would find nothing.
TEST_F(GatewayContract, is_not_met_by_anything)
{
    const auto schema = [](const char* name) {
        return json{{"$ref", std::string("#/components/schemas/") + name}};
    };
    json wrong = order("1", "somewhere");
    wrong["version"] = "1";
    EXPECT_NE(problems(schema("Order"), wrong), "");
    EXPECT_NE(problems(schema("Order"), order("1", "delivered")), "");  // without its version
    EXPECT_NE(problems(schema("Refund"), {{"case_id", "c"}, {"amount", 0}}), "");
    EXPECT_NE(problems(schema("Refund"), {{"case_id", "c"}, {"amount", 1}, {"key", "ABCD"}}), "");
    EXPECT_NE(problems(schema("Refusal"), {{"error", {{"code", "x"}, {"message", ""}}}}), "");
    EXPECT_NE(problems(schema("Found"), json::object()), "");
}

}  // namespace
