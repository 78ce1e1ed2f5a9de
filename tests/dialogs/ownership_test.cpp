// Who speaks, in every order of what can happen: a customer, two agents that each know the present
// owner's epoch or an older one, the server that releases for either of them when he is gone, two
// answers of the order system that the bot waits for, and every timer. All states that differ in
// what ownership depends on are visited, from each all that can happen is tried through step(), and
// in each turn the rules of ownership hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <iostream>
#include <set>

#include "dialogs/step.h"
#include "tests/support/pack_files.h"

using namespace dialogs;
using nlohmann::json;

namespace {

const Time noon = *parse_rfc3339("2026-09-12T12:00:00+08:00");

const Pack& shop_pack()
{
    static const std::shared_ptr<const Pack> loaded = [] {
        intents::Problems problems;
        auto result = Pack::load(read_pack_files("packs/kameng"), problems);
        if (!result) throw std::runtime_error(problems.to_text(false));
        return result;
    }();
    return *loaded;
}

// What ownership depends on; not the numbers that only grow.
std::string key_of(const Conversation& conversation)
{
    json key{to_string(conversation.owner), conversation.agent, conversation.closed,
             conversation.queued_at.has_value(), conversation.stack.empty()};
    key.push_back(conversation.awaiting ? conversation.awaiting->kind : "");
    std::set<std::string> timers, tickets;
    for (const Timer& timer : conversation.timers)
        timers.insert(timer.id.starts_with("ticket ") ? "ticket" : timer.id);
    for (const Ticket& ticket : conversation.tickets)
        tickets.insert(ticket.kind == "handoff" ? ticket.state : ticket.kind);
    key.push_back(timers);
    key.push_back(tickets);
    const auto pending = std::count_if(conversation.effects.begin(), conversation.effects.end(),
                                       [](const Effect& one) { return one.state == "pending"; });
    key.push_back(std::min<std::ptrdiff_t>(pending, 2));
    key.push_back(!conversation.deferred.empty());
    return key.dump();
}

struct Happening {
    std::string name;
    Input input;
};

std::vector<Happening> all_that_can_happen(const Conversation& now)
{
    const Time later = now.last_heard + std::chrono::hours(1);
    std::vector<Happening> all;
    const auto add = [&](const std::string& name, decltype(Input::what) what, Time at) {
        all.push_back({name, {at, std::move(what), 0}});
    };
    static const std::vector<intents::Understanding> understood = [] {
        std::vector<intents::Understanding> result;
        for (const char* text : {"转人工", "取消订单 513260912103055427 13800001234"})
            result.push_back(shop_pack().detector().understand(text, {}));
        return result;
    }();
    for (const auto& one : understood)
        add(one.text, Said{"m" + std::to_string(now.seq + 1), one}, later);
    const std::vector<std::pair<std::string, std::string>> agents = {{"g_1", "g_2"},
                                                                     {"g_2", "g_1"}};
    for (const auto& [agent, colleague] : agents)
        for (const auto act : {AgentAct::claim, AgentAct::send, AgentAct::release,
                               AgentAct::hand_back, AgentAct::transfer, AgentAct::resolve})
            for (const bool gone : {false, true})
                for (const std::uint64_t old : {0, 1}) {
                    if (gone && act != AgentAct::release) continue;
                    AgentActed acted;
                    acted.act = act;
                    acted.agent = agent;
                    acted.name = agent;
                    acted.cmid = "m" + std::to_string(now.turns + 1);
                    acted.epoch = now.epoch - old;
                    acted.to = act == AgentAct::transfer ? colleague : "";
                    acted.text = gone ? agent_gone : act == AgentAct::send ? "您好" : colleague;
                    add(agent + ' ' + to_string(act) + (old ? " late" : "") + (gone ? " gone" : ""),
                        acted, later);
                }
    for (const Timer& timer : now.timers) add("timer " + timer.id, TimerDue{timer.id}, timer.due);
    for (const Effect& effect : now.effects)
        if (effect.state == "pending")
            add(effect.action, ActionAnswered{effect.key, "timeout", nullptr}, later);
    return all;
}

void check(const Conversation& before, const Happening& what, const Turn& turn)
{
    const Conversation& after = turn.after;
    const auto* acted = std::get_if<AgentActed>(&what.input.what);
    const bool late = acted && acted->epoch != before.epoch;
    if (turn.refused || late) {
        EXPECT_TRUE(turn.refused) << "an act under an old epoch was taken";
        EXPECT_TRUE(turn.events.empty());
        return;
    }
    // The epoch counts the owners, and nothing else.
    const bool changed = before.owner != after.owner || before.agent != after.agent;
    const auto owners = std::count_if(turn.events.begin(), turn.events.end(),
                                      [](const Event& event) { return event.type == "owner"; });
    EXPECT_EQ(after.epoch, before.epoch + static_cast<std::uint64_t>(owners));
    if (changed) {
        EXPECT_GT(owners, 0);
    }
    // An agent's word is his who owns it; the bot is silent while an agent does, but for what goes
    // with his own act.
    for (const Event& event : turn.events) {
        if (event.type != "message") continue;
        if (event.from == "agent") {
            ASSERT_TRUE(acted);
            EXPECT_EQ(before.owner, Owner::agent);
            EXPECT_EQ(before.agent, acted->agent);
        }
        if (event.from == "bot" && before.owner == Owner::agent) {
            EXPECT_TRUE(acted) << "the bot talks in between";
        }
    }
    // Only an agent's act, or the release for one who is gone, takes it from an agent.
    if (before.owner == Owner::agent && changed) {
        ASSERT_TRUE(acted);
        EXPECT_EQ(acted->agent, before.agent);
    }
    EXPECT_EQ(after.owner == Owner::agent, !after.agent.empty());
    EXPECT_EQ(after.owner == Owner::queue, after.queued_at.has_value());
    // Of two that claim at the same time one gets it.
    if (acted && acted->act == AgentAct::claim) {
        Happening second = what;
        std::get<AgentActed>(second.input.what).agent = acted->agent == "g_1" ? "g_2" : "g_1";
        EXPECT_TRUE(step(shop_pack(), after, second.input).refused);
    }
}

}  // namespace

TEST(Ownership, holds_in_every_order_of_what_two_agents_a_customer_the_bot_and_timers_do)
{
    Conversation first;
    first.id = "c_1";
    first.pack = shop_pack().id();
    first = step(shop_pack(), first, {noon, Opened{"v", "web", "", "", ""}, 0}).after;
    std::set<std::string> seen{key_of(first)};
    std::deque<std::pair<Conversation, std::string>> left{{first, "opened"}};
    std::set<std::string> owners;
    std::size_t turns = 0;
    while (!left.empty()) {
        const auto [before, way] = std::move(left.front());
        left.pop_front();
        owners.insert(to_string(before.owner) + before.agent);
        for (const Happening& what : all_that_can_happen(before)) {
            const std::string further = way + ", " + what.name;
            SCOPED_TRACE(further);
            Turn turn = step(shop_pack(), before, what.input);
            ++turns;
            check(before, what, turn);
            if (testing::Test::HasFailure()) return;
            if (turn.refused || !seen.insert(key_of(turn.after)).second) continue;
            ASSERT_LT(seen.size(), 20'000U) << "the states do not end";
            left.emplace_back(std::move(turn.after), further);
        }
    }
    EXPECT_EQ(owners, (std::set<std::string>{"bot", "queue", "agentg_1", "agentg_2"}));
    std::cout << seen.size() << " states, " << turns << " turns\n";
}
