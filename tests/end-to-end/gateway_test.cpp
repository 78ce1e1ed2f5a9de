// The program against the order gateway of a shop: refunds that are cut off in the middle.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "tests/end-to-end/people.h"
#include "tests/support/scripted_server.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;

// A shop behind its gateway: every order there is asked for, its key never existed, and it counts
// what it pays back. It takes any signature; tests/bot/gateway_client_test.cpp checks those.
class Shop {
public:
    // What it pays back of an order, all in all; how often.
    int refunds(const std::string& order) const
    {
        std::lock_guard lock(mutex_);
        const auto found = refunds_.find(order);
        return found == refunds_.end() ? 0 : found->second;
    }
    std::uint16_t port() const { return server_.port(); }
    // How long it thinks before it pays, and before it says that it has.
    std::atomic<int> before_ms = 0, after_ms = 0;

private:
    std::string answer(const ScriptedServer::Heard& heard)
    {
        const auto is = [&](const char* part) {
            return heard.target.find(part) != std::string::npos;
        };
        if (is("/capabilities"))
            return reply({{"shop_system", "test"},
                          {"actions", {"lookup", "refund", "cancel", "resend", "key_check"}},
                          {"max_auto_refund", 50000}});
        const json body = json::parse(heard.body);
        if (is("/lookup"))
            return reply({{"found", true},
                          {"verified", true},
                          {"match", "exact"},
                          {"orders", {order(body.at("ref"), "delivered")}}});
        if (is("/keys/check")) return reply({{"state", "not_exist"}});
        const std::string number = heard.target.substr(std::string("/v1/orders/").size(), 18);
        std::this_thread::sleep_for(std::chrono::milliseconds(before_ms));
        {
            std::lock_guard lock(mutex_);
            ++refunds_[number];
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(after_ms));
        json paid = order(number, "refunded");
        paid["refund"] = {{"id", "RF" + number},
                          {"state", "succeeded"},
                          {"amount", 3000},
                          {"channel", "balance"},
                          {"requested_at", paid["created_at"]},
                          {"finished_at", paid["created_at"]}};
        return reply({{"refund_id", "RF" + number},
                      {"status", "succeeded"},
                      {"channel", "balance"},
                      {"order", paid}});
    }
    static std::string reply(const json& body) { return ScriptedServer::json(200, body.dump()); }
    static json order(const std::string& number, const std::string& stage)
    {
        const std::string at = "2026-09-12T10:30:55+08:00";
        return {{"order_no", number},
                {"stage", stage},
                {"version", "1"},
                {"product", {{"title", "盛大点券"}, {"class", "card_key"}}},
                {"amount_paid", 3000},
                {"created_at", at},
                {"delivered_at", at},
                {"pay", {{"paid_at", at}}},
                {"facts", {{"key_check", "not_exist"}}}};
    }

    mutable std::mutex mutex_;  // of refunds_
    std::map<std::string, int> refunds_;
    ScriptedServer server_{[this](const ScriptedServer::Heard& heard) { return answer(heard); }};
};

void behind_gateway(const std::filesystem::path& data, std::uint16_t port)
{
    std::ofstream(data / "shop.yaml") << "name: 小店\nhours: {open: \"00:00\", close: \"24:00\"}\n"
                                         "gateway: {url: \"http://127.0.0.1:"
                                      << port << "\", key: shop-1, private_addresses: true}\n";
    std::ofstream(data / "secrets.yaml")
        << "identity: " << std::string(64, 'a') << "\nserver: " << std::string(64, 'b')
        << "\ngateway: " << std::string(64, 'c') << '\n';
}

// The state of the refund in that conversation; empty where there is none.
json refund_of(const json& shown)
{
    for (const json& effect : shown.at("effects"))
        if (effect.at("action") == "orders.refund") return effect.at("state");
    return "";
}

bool has_urgent_ticket(const json& shown)
{
    for (const json& ticket : shown.at("tickets"))
        if (ticket.at("priority") == "P0" && ticket.at("state") == "open") return true;
    return false;
}

json show(const std::filesystem::path& data, const std::string& conv)
{
    return json::parse(run_kefu({"show", conv, "--json", "--data", data.string()}).output);
}

// Waits until no action of the conversation is under way.
json settled(const std::filesystem::path& data, const std::string& conv)
{
    for (int i = 0; i < 200; ++i) {
        const json shown = show(data, conv);
        if (refund_of(shown) != "pending") return shown;
        std::this_thread::sleep_for(50ms);
    }
    throw std::runtime_error("the refund is still under way");
}

TEST(Gateway, refunds_that_are_cut_off_are_never_paid_twice_and_never_lost)
{
    const int kills = std::getenv("KEFU_LONG") ? 100 : 5;
    const TemporaryFolder data;
    Shop shop;
    behind_gateway(data.path(), shop.port());
    std::mt19937 random(11);
    std::map<std::string, int> ends;
    auto server = std::make_unique<Server>(data.path());
    for (int round = 0; round < kills; ++round) {
        // Killed before it is sent, while the shop thinks, after it has paid, after the answer.
        shop.before_ms = static_cast<int>(random() % 3) * 20;
        shop.after_ms = static_cast<int>(random() % 3) * 20;
        const std::string order = std::to_string(513260912103100000 + round);
        Visitor visitor(server->port());
        visitor.say("m1", "卡密无效 " + order + " 13800001234");
        visitor.asked("demand");
        visitor.say("m2", "退款");
        const json confirm = visitor.asked("refund").at("awaiting");
        visitor.socket.send(
            {{"t", "send"},
             {"cmid", "m3"},
             {"body", {{"type", "choice"}, {"value", "yes"}, {"for", confirm.at("id")}}}});
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 80));
        server->kill();
        shop.before_ms = shop.after_ms = 0;
        server = std::make_unique<Server>(data.path());
        const json shown = settled(data.path(), visitor.conv());
        const std::string state = refund_of(shown);
        ++ends[state];
        const int paid = shop.refunds(order);
        EXPECT_LE(paid, 1) << order;
        EXPECT_TRUE(state != "done" || paid == 1) << order;
        EXPECT_TRUE(state != "unknown" || has_urgent_ticket(shown)) << shown;
        EXPECT_TRUE(!state.empty() || paid == 0) << order;
        EXPECT_NE(state, "failed") << shown;
    }
    std::string text;
    for (const auto& [state, count] : ends)
        text += (state.empty() ? "not begun" : state) + ": " + std::to_string(count) + "  ";
    RecordProperty("ends", text);
    std::cout << text << '\n';
}

}  // namespace
