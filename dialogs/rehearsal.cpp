#include "dialogs/rehearsal.h"

#include <algorithm>

#include "dialogs/json_fields.h"

namespace dialogs {

using nlohmann::json;

namespace {

// After it the next message is a new thought.
constexpr auto writing_pause = std::chrono::seconds(3);

}  // namespace

Rehearsal::Rehearsal(const Pack& pack, Time now, std::vector<json> orders)
    : pack_(pack), now_(now), orders_(std::move(orders))
{
    conversation_.id = "c_rehearsal";
    conversation_.pack = pack.id();
    put({now_, Opened{"v_rehearsal", "terminal", "", "", ""}, 0});
}

void Rehearsal::force(const std::string& action, const std::string& outcome)
{
    forced_[action].push_back(outcome);
}

std::string Rehearsal::next_cmid() { return "m" + std::to_string(++messages_); }

void Rehearsal::visitor_begins(const std::string& text)
{
    heard_.clear();
    put({now_, said(pack_, conversation_, now_, next_cmid(), text), 0});
}

void Rehearsal::visitor_says(const std::string& text)
{
    visitor_begins(text);
    if (conversation_.fragment) pass(writing_pause);
}

void Rehearsal::visitor_chooses(const std::string& value)
{
    heard_.clear();
    put({now_, Chose{next_cmid(), value, conversation_.awaiting ? conversation_.awaiting->id : ""},
         0});
}

void Rehearsal::visitor_sends_image(const std::string& item, PictureFacts picture)
{
    heard_.clear();
    const std::string blob = "b_" + std::to_string(++blobs_);
    put({now_, SentImage{next_cmid(), blob, item, "image/png", 1000, std::move(picture)}, 0});
}

void Rehearsal::agent(AgentAct act, const std::string& text)
{
    heard_.clear();
    AgentActed acted;
    acted.act = act;
    acted.agent = "g_rehearsal";
    acted.name = "小王";
    acted.cmid = next_cmid();
    acted.epoch = conversation_.epoch;
    acted.text = text;
    for (const Ticket& ticket : conversation_.tickets)
        if (ticket.kind == "review") acted.ticket = ticket.id;
    put({now_, acted, 0});
}

void Rehearsal::wait(std::chrono::milliseconds time)
{
    heard_.clear();
    pass(time);
}

void Rehearsal::pass(std::chrono::milliseconds time)
{
    const Time until = now_ + time;
    while (true) {
        const auto next =
            std::min_element(conversation_.timers.begin(), conversation_.timers.end(),
                             [](const Timer& a, const Timer& b) { return a.due < b.due; });
        if (next == conversation_.timers.end() || next->due > until) break;
        now_ = std::max(now_, next->due);
        put({now_, TimerDue{next->id}, 0});
    }
    now_ = until;
}

void Rehearsal::put(Input input)
{
    Turn turn = step(pack_, conversation_, input);
    refused_ = turn.refused;
    if (turn.events.empty()) return;
    inputs_.push_back(std::move(input));
    conversation_ = std::move(turn.after);
    for (Event& event : turn.events) {
        if (event.seq && event.from != "visitor") {
            const std::string type = event.body.value("type", "");
            heard_.push_back(type == "text" ? event.body.value("text", "")
                                            : "[" + type + "] " + event.body.dump());
        }
        log_.push_back(std::move(event));
    }
    run_actions();
}

void Rehearsal::run_actions()
{
    const auto pending =
        std::find_if(conversation_.effects.begin(), conversation_.effects.end(),
                     [](const Effect& effect) { return effect.state == "pending"; });
    if (pending == conversation_.effects.end()) return;
    const Effect effect = *pending;
    auto [outcome, data] = perform(effect);
    put({now_, ActionAnswered{effect.key, outcome, std::move(data)}, 0});
}

std::pair<std::string, json> Rehearsal::perform(const Effect& effect)
{
    if (auto& forced = forced_[effect.action]; !forced.empty()) {
        const std::string outcome = forced.front();
        forced.pop_front();
        if (outcome != "ok") return {outcome, nullptr};
    }
    const std::string order_no = get<std::string>(effect.parameters, "order_id");
    const auto order = std::find_if(orders_.begin(), orders_.end(), [&](const json& one) {
        return get<std::string>(one, "order_no") == order_no;
    });
    if (effect.action == "orders.lookup") {
        const std::string contact = get<std::string>(effect.parameters, "contact");
        if (order_no.empty() || (contact.empty() && !effect.parameters.contains("pay_ref_tail")))
            return {"not_verified", {{"hint", {"contact"}}}};
        if (order == orders_.end()) return {"not_found", nullptr};
        const json owner = order->value("contact", json::object());
        const std::string ref = get<std::string>(order->value("pay", json::object()), "ref");
        const std::string tail = get<std::string>(effect.parameters, "pay_ref_tail");
        const bool own = (!contact.empty() && (contact == get<std::string>(owner, "phone") ||
                                               contact == get<std::string>(owner, "email"))) ||
                         (tail.size() == 6 && ref.ends_with(tail));
        return own ? std::pair<std::string, json>{"ok", {{"order", *order}}}
                   : std::pair<std::string, json>{"not_found", nullptr};
    }
    if (order == orders_.end()) return {"not_found", nullptr};
    if (effect.action == "keys.check") {
        const json facts = order->value("facts", json::object());
        return {"ok",
                {{"state", get<std::string>(facts, "key_check", "unknown")},
                 {"used_before_reveal", get<bool>(facts, "used_before_reveal")},
                 {"batch_reports", get<int>(facts, "batch_reports", 1)}}};
    }
    if (effect.action == "refunds.get") return {"ok", {{"refund", get_json(*order, "refund")}}};
    if (effect.action == "orders.resend")
        return {"ok", {{"delivered_to", "138****1234"}, {"order", *order}}};
    // cancel and refund
    (*order)["stage"] = effect.action == "orders.cancel" ? "canceled" : "refunded";
    (*order)["refund"] = {
        {"id", "RF1"},
        {"state", "succeeded"},
        {"amount", effect.parameters.value("amount", order->value("amount_paid", json(0)))},
        {"channel", "balance"},
        {"requested_at", to_rfc3339(now_)},
        {"finished_at", to_rfc3339(now_)}};
    return {"ok", {{"order", *order}, {"refund", (*order)["refund"]}}};
}

}  // namespace dialogs
