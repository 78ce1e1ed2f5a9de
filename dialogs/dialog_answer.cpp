// What a visitor answers to the question that is open, and what is changed of earlier answers.
#include <algorithm>

#include "dialogs/answer.h"
#include "dialogs/dialog.h"
#include "dialogs/known_values.h"

namespace dialogs {

bool Dialog::answer_awaited(const intents::Understanding& understanding)
{
    // The words on a button are the button.
    for (const Option& option : conversation_.awaiting->options)
        if (same_words(option.label, understanding.text)) {
            hear_choice({"", option.value, conversation_.awaiting->id});
            return true;
        }
    const std::string kind = conversation_.awaiting->kind;
    if (kind == "confirm") return answer_confirm(understanding);
    if (kind == "evidence") return answer_evidence(understanding);
    Frame& frame = conversation_.stack.back();
    return answer_collect(frame, step_of(frame), understanding);
}

bool Dialog::answer_collect(Frame& frame, const Step& step,
                            const intents::Understanding& understanding)
{
    if (step.kind != StepKind::collect) return false;
    const std::string before = frame.slots.contains(step.name) ? frame.slots.at(step.name) : "";
    const Slot& slot = flow_of(frame).slots.at(step.name);
    fill_slots(understanding);
    const auto is_set = [&](const std::string& name) {
        const auto found = frame.slots.find(name);
        return found != frame.slots.end() && !found->second.empty();
    };
    bool answered =
        is_set(step.name) || std::any_of(step.accept.begin(), step.accept.end(), is_set);
    if (!answered)
        if (const auto value = value_from_words(slot, understanding)) {
            set_slot(frame, step.name, *value);
            answered = true;
        }
    if (!answered && slot.type == SlotType::text && says_cannot(understanding)) {
        fail_answer(frame, step);
        return true;
    }
    if (!answered) return false;
    conversation_.misunderstood_in_a_row = 0;
    // A question in the same message is answered too, before the flow goes on. A free answer is the
    // whole message.
    if (const std::string* answer = slot.free_text ? nullptr : answer_to(understanding);
        answer && understanding.intent != courtesy && is_plain(understanding))
        say(*answer);
    go(conversation_.stack.back(), step.next);
    run_flows();
    return true;
}

// What a demand must be to be the same wish as the confirm's.
std::vector<std::string> Dialog::wanted_by(const Step& confirm) const
{
    if (confirm.name == "resend") return {"replace", "resend"};
    if (confirm.name != "review") return {"refund"};  // a cancellation pays back
    const auto& slots = conversation_.stack.back().slots;
    const auto demand = slots.find("demand");
    return demand == slots.end() ? std::vector<std::string>{} : std::vector{demand->second};
}

// Yes or no to the confirm that is open; nothing where the message says neither.
std::optional<bool> Dialog::confirmed(const intents::Understanding& understanding) const
{
    const Step& step = step_of(conversation_.stack.back());
    if (const auto answer =
            yes_or_no(understanding, conversation_.awaiting->action.value("name", "")))
        return answer;
    // Where a confirm can be refused by a protest, 我要退款 may be one.
    if (step.refusals.empty() && insists_on(understanding, wanted_by(step))) return true;
    if (understanding.intent && contains(step.refusals, *understanding.intent)) return false;
    return std::nullopt;
}

bool Dialog::answer_confirm(const intents::Understanding& understanding)
{
    if (change_demand(understanding)) return true;
    const Step& step = step_of(conversation_.stack.back());
    // 我要原路退 is no yes to another way, nor a no to the refund.
    if (!step.other_wish.empty() &&
        (understanding.first("refund_target") || understanding.first("amount"))) {
        say(step.other_wish);
        bad_turn(understanding);
        return true;
    }
    const auto answer = confirmed(understanding);
    if (!answer) return false;
    conversation_.misunderstood_in_a_row = 0;
    if (understanding.control == intents::ControlWord::stop)
        conversation_.memory["paused"] = conversation_.stack.front().flow;
    take_edge(step_of(conversation_.stack.back()), *answer ? "yes" : "no");
    run_flows();
    return true;
}

// 还是退款吧 where an exchange was agreed: the wish is replaced, and the flow goes on from where it
// was asked. Elsewhere it is only noted, and the open question put again.
bool Dialog::change_demand(const intents::Understanding& understanding)
{
    Frame& frame = conversation_.stack.back();
    const auto known = frame.slots.find("demand");
    if (known == frame.slots.end() || understanding.demand.empty() ||
        contains(understanding.demand, known->second))
        return false;
    const Flow& flow = flow_of(frame);
    const auto wish = value_from_entities(flow.slots.at("demand"), understanding);
    if (!wish) return false;
    std::string asked_at;  // the last place before this one that asks for it
    for (const Step& step : flow.steps) {
        if (step.id == frame.step) break;
        if (step.kind == StepKind::collect && step.name == "demand") asked_at = step.id;
    }
    const bool at_confirm = conversation_.awaiting->kind == "confirm";
    if (at_confirm && asked_at.empty()) return false;
    for (Frame& one : conversation_.stack)
        if (one.slots.contains("demand")) set_slot(one, "demand", *wish);
    conversation_.misunderstood_in_a_row = 0;
    if (!at_confirm) {
        say("corrected");
        ask_again();
        return true;
    }
    go(frame, asked_at);
    run_flows();
    return true;
}

bool Dialog::answer_evidence(const intents::Understanding& understanding)
{
    const bool filled = fill_slots(understanding) > 0;
    if (change_demand(understanding)) return true;
    const std::string* const answer = answer_to(understanding);
    if (filled && !answer && !understanding.demand.empty()) {
        say("demand_noted");
        ask_again();
        return true;
    }
    const bool none = says_has_none(understanding);
    // How it is done, the words of the picture that is missing say better than the pack's answer.
    const auto& answers = program_.settings.answers;
    const auto how = answers.find("evidence_help");
    const bool asks_how = how != answers.end() && answer == &how->second;
    if (!none && !asks_how && answer) return false;
    if (none || asks_how || says_cannot(understanding) || !understanding.intent ||
        *understanding.intent == "deny_correct" || *understanding.intent == "provide_info" ||
        *understanding.intent == "affirm") {
        Frame& frame = conversation_.stack.back();
        fail_answer(frame, step_of(frame));
        return true;
    }
    return false;
}

int Dialog::fill_slots(const intents::Understanding& understanding)
{
    int filled = 0;
    for (auto frame = conversation_.stack.rbegin(); frame != conversation_.stack.rend(); ++frame)
        for (const auto& [name, slot] : flow_of(*frame).slots) {
            if (const auto known = frame->slots.find(name);
                known != frame->slots.end() && !known->second.empty())
                continue;
            if (const auto value = value_from_entities(slot, understanding)) {
                set_slot(*frame, name, *value);
                ++filled;
            }
        }
    return filled;
}

// 退款 said within a complaint is what is wanted of it, not another request.
bool Dialog::take_demand(const intents::Understanding& understanding)
{
    if (conversation_.stack.empty() || understanding.demand.empty() || !understanding.intent)
        return false;
    const Flow& root = flow_of(conversation_.stack.front());
    const auto demand = root.slots.find("demand");
    const std::string& intent = *understanding.intent;
    if (demand == root.slots.end() || root.triggered_by(intent)) return false;
    const bool asks_for_it = intent == "cancel_order" || intent == "refund_unused" ||
                             (says_little_but_demand(understanding) &&
                              value_from_entities(demand->second, understanding));
    if (!asks_for_it) return false;
    fill_slots(understanding);
    say("demand_noted");
    ask_again();
    return true;
}

// The slot that the open question asks for, or null.
const Slot* Dialog::asked_slot() const
{
    if (!conversation_.awaiting || conversation_.stack.empty()) return nullptr;
    const auto& slots = flow_of(conversation_.stack.back()).slots;
    const auto slot = slots.find(conversation_.awaiting->name);
    return slot == slots.end() ? nullptr : &slot->second;
}

bool Dialog::correct(const intents::Understanding& understanding)
{
    if (conversation_.stack.empty()) return false;
    // Another order number or contact than the one given: the flow starts over with it.
    Frame& root = conversation_.stack.front();
    const bool asked_for_contact =
        conversation_.awaiting && conversation_.awaiting->name == "contact";
    // A contact is the answer where one is asked for, and so may a payment's number be.
    if (asked_for_contact && !understanding.first("order_id")) return false;
    if (const Slot* asked = asked_slot();
        asked && !understanding.first("order_id") &&
        (asked->free_text || value_from_entities(*asked, understanding)))
        return false;
    std::map<std::string, std::string> given;
    bool changed = false;
    for (const char* name : {"order_id", "contact"}) {
        const auto slot = flow_of(root).slots.find(name);
        if (slot == flow_of(root).slots.end()) continue;
        const auto value = value_from_entities(slot->second, understanding);
        if (!value) continue;
        given[name] = *value;
        const bool asked = asked_for_contact && slot->first == "contact";
        const auto before = root.slots.find(name);
        changed = changed || (!asked && before != root.slots.end() && before->second != *value);
    }
    if (!changed) return false;
    // The order at hand is known to be the customer's; another contact is not of it.
    if (!given.contains("order_id") && conversation_.order.is_object())
        return note_contact_of_next_order(given.at("contact"));
    if (asks_for_another_flow(understanding)) {
        // Another order with another problem: that one first, then this one again.
        const Request interrupted{root.flow, root.slots, acts_so_far()};
        conversation_.requests.insert(conversation_.requests.begin(), interrupted);
        forget_order();
        if (const auto contact = interrupted.slots.find("contact");
            contact != interrupted.slots.end())
            conversation_.memory["contact"] = contact->second;
        conversation_.stack.clear();
        begin(*understanding.intent, understanding);
        return true;
    }
    for (const auto& [name, value] : given) set_slot(root, name, value);
    conversation_.stack.resize(1);
    forget_order();
    go(conversation_.stack.front(), flow_of(conversation_.stack.front()).steps.front().id);
    say("corrected");
    run_flows();
    return true;
}

// The contact of an order that waits for its turn; false where none waits for one.
bool Dialog::note_contact_of_next_order(const std::string& contact)
{
    for (Request& request : conversation_.requests)
        if (request.slots.contains("order_id") && !request.slots.contains("contact")) {
            request.slots["contact"] = contact;
            say("contact_noted");
            ask_again();
            return true;
        }
    return false;
}

}  // namespace dialogs
