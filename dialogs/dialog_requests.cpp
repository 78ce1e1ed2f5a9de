// One thing at a time: what a message asks for first is begun at once. A further thing, or a
// further order, waits in Conversation::requests until nothing else runs.
#include <algorithm>

#include "dialogs/answer.h"
#include "dialogs/dialog.h"
#include "dialogs/known_values.h"

namespace dialogs {

using intents::Understanding;

namespace {

constexpr std::size_t requests_max = 4;

std::vector<std::string> order_numbers(const Understanding& understanding)
{
    std::vector<std::string> numbers;
    for (const intents::Entity& entity : understanding.entities)
        if (entity.type == "order_id" && !contains(numbers, entity.value))
            numbers.push_back(entity.value);
    return numbers;
}

// The order number named in the clause, or nothing.
std::string order_in(const Understanding& understanding, const intents::Span& clause)
{
    for (const intents::Entity& entity : understanding.entities)
        if (entity.type == "order_id" && clause.start <= entity.span.start &&
            entity.span.end <= clause.end)
            return entity.value;
    return {};
}

void drop_order(Understanding& understanding, const std::string& number)
{
    std::erase_if(understanding.entities, [&](const intents::Entity& entity) {
        return entity.type == "order_id" && entity.value == number;
    });
}

}  // namespace

// Tickets and actions that changed something: what is asked of the same order may be done by them.
std::size_t Dialog::acts_so_far() const
{
    const auto& effects = conversation_.effects;
    const auto acts = std::count_if(effects.begin(), effects.end(), [](const Effect& effect) {
        return effect.action != "orders.lookup" && effect.action != "keys.check";
    });
    return conversation_.tickets.size() + static_cast<std::size_t>(acts);
}

void Dialog::forget_order()
{
    conversation_.order = nullptr;
    conversation_.memory.clear();
}

void Dialog::add_request(const std::string& intent, const std::string& order)
{
    const auto flow = program_.flow_of_intent.find(intent);
    if (flow == program_.flow_of_intent.end() || conversation_.requests.size() >= requests_max)
        return;
    Request request{flow->second, program_.flows.at(flow->second).slots_for(intent, nullptr),
                    acts_so_far()};
    if (!order.empty()) request.slots["order_id"] = order;
    conversation_.requests.push_back(std::move(request));
}

void Dialog::begin(const std::string& intent, const Understanding& understanding)
{
    const std::string& flow = program_.flow_of_intent.at(intent);
    const std::size_t waiting = conversation_.requests.size();
    Understanding first = understanding;  // less what belongs to the others
    const bool several_orders = order_numbers(first).size() > 1;
    for (const auto& second : understanding.secondary) {
        const std::string order = several_orders ? order_in(understanding, second.span) : "";
        const auto its_flow = program_.flow_of_intent.find(second.intent);
        const bool other = its_flow != program_.flow_of_intent.end() && its_flow->second != flow;
        if (!other && order.empty()) continue;
        add_request(second.intent, order);
        if (!order.empty()) drop_order(first, order);
    }
    // The same is wanted of every order that is named beside the first.
    std::vector<std::string> orders = order_numbers(first);
    for (std::size_t i = 1; i < orders.size(); ++i) {
        add_request(intent, orders[i]);
        drop_order(first, orders[i]);
    }
    if (conversation_.requests.size() > waiting)
        say("one_at_a_time", {{"flow", program_.flows.at(flow).title}});
    start_flow(flow, program_.flows.at(flow).slots_for(intent, &first), &first);
    began_with_ = &first;
    run_flows();
    began_with_ = nullptr;
}

// 还有这单也取消: the other order waits, the one at hand goes on.
bool Dialog::adds_order(const Understanding& understanding)
{
    static const std::vector<std::string> words = {"还有", "也", "另外", "另一单", "再取消"};
    const auto* order = understanding.first("order_id");
    const bool as_well = std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return understanding.text.find(word) != std::string::npos;
    });
    const Frame& root = conversation_.stack.front();
    const auto known = root.slots.find("order_id");
    const auto flow = program_.flow_of_intent.find(understanding.intent.value_or(""));
    if (!order || !as_well || known == root.slots.end() || known->second == order->value ||
        flow == program_.flow_of_intent.end() || flow->second != root.flow)
        return false;
    add_request(*understanding.intent, order->value);
    say("one_at_a_time", {{"flow", flow_of(root).title}});
    ask_again();
    return true;
}

// Whether the message is about something else than the flow that runs, and says so.
bool Dialog::asks_for_another_flow(const Understanding& understanding) const
{
    if (!is_plain(understanding)) return false;
    const auto flow = program_.flow_of_intent.find(*understanding.intent);
    return flow != program_.flow_of_intent.end() && !program_.flows.at(flow->second).returns &&
           flow->second != conversation_.stack.front().flow;
}

void Dialog::take_up_next_request()
{
    while (!conversation_.requests.empty() && conversation_.stack.empty() &&
           conversation_.owner == Owner::bot && !conversation_.awaiting) {
        const Request request = conversation_.requests.front();
        conversation_.requests.erase(conversation_.requests.begin());
        const bool own_order = request.slots.contains("order_id");
        if (!own_order && acts_so_far() > request.acts) continue;  // done with the first
        if (own_order) {
            conversation_.memory.erase("order_id");
            conversation_.memory.erase("pay_ref_tail");
        }
        say("next_request", {{"flow", program_.flows.at(request.flow).title}});
        start_flow(request.flow, request.slots, nullptr);
        run_flows();
    }
}

}  // namespace dialogs
