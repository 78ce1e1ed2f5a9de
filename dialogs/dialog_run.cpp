// The interpreter of flows. A flow runs until a step waits: for the visitor, for an action, or for
// an agent. Every way from one step to another goes through go(), which counts visits.
#include <algorithm>
#include <stdexcept>

#include "dialogs/answer.h"
#include "dialogs/dialog.h"
#include "dialogs/facts.h"
#include "dialogs/known_values.h"
#include "dialogs/slot_scope.h"
#include "dialogs/variables.h"

namespace dialogs {

using nlohmann::json;

namespace {

// More steps than this in one turn without waiting is a fault of the pack that the check missed.
constexpr int steps_per_turn_max = 250;

constexpr std::size_t stack_depth_max = 8;

const std::string& slot_of(const Frame& frame, const std::string& name)
{
    static const std::string none;
    const auto found = frame.slots.find(name);
    return found == frame.slots.end() ? none : found->second;
}

}  // namespace

const Flow& Dialog::flow_of(const Frame& frame) const { return program_.flows.at(frame.flow); }

const Step& Dialog::step_of(const Frame& frame) const
{
    const Step* step = flow_of(frame).find(frame.step);
    if (!step) throw std::logic_error("flow " + frame.flow + " has no step " + frame.step);
    return *step;
}

bool Dialog::may_speak() const
{
    if (conversation_.owner == Owner::bot) return true;
    return !conversation_.stack.empty() && flow_of(conversation_.stack.back()).speaks_for_agents;
}

bool Dialog::holds(const std::optional<Condition>& condition) const
{
    if (!condition) return true;
    const Frame* frame = conversation_.stack.empty() ? nullptr : &conversation_.stack.back();
    return holds_in(*condition, View{program_, conversation_, frame, input_.at});
}

void Dialog::set_slot(Frame& frame, const std::string& name, const std::string& value)
{
    std::string& slot = frame.slots[name];
    if (slot == value) return;
    slot = value;
    const auto& slots = flow_of(frame).slots;
    const auto declared = slots.find(name);
    const bool secret = declared != slots.end() && declared->second.type == SlotType::secret;
    if (!secret) conversation_.collected[name] = value;
    log("slot", "bot", {{"flow", frame.flow}, {"name", name}, {"value", secret ? "***" : value}});
}

void Dialog::start_flow(const std::string& id, const std::map<std::string, std::string>& slots,
                        const intents::Understanding* understanding)
{
    if (conversation_.stack.size() >= stack_depth_max) return leave_flow("too_deep");
    const Flow& flow = program_.flows.at(id);
    Frame frame;
    frame.flow = id;
    frame.instance = ++conversation_.flows_started;
    log("flow", "bot", {{"flow", id}, {"state", "started"}});
    conversation_.stack.push_back(std::move(frame));
    if (conversation_.stack.size() == 1) conversation_.topic = id;
    for (const auto& [name, value] : slots) set_slot(conversation_.stack.back(), name, value);
    if (understanding) {
        fill_slots(*understanding);
        fill_from_words(*understanding);
    }
    // What an earlier flow has learned need not be asked again.
    for (const auto& [name, slot] : flow.slots)
        if (const auto known = conversation_.memory.find(name);
            known != conversation_.memory.end() && !conversation_.stack.back().slots.contains(name))
            conversation_.stack.back().slots[name] = known->second;
    go(conversation_.stack.back(), flow.steps.front().id);
}

// Only of the message that begins a matter: later ones answer what is asked.
void Dialog::fill_from_words(const intents::Understanding& understanding)
{
    const auto& known = conversation_.stack.back().slots;
    for (const auto& [name, slot] : flow_of(conversation_.stack.back()).slots)
        if (contains(slot.from, own_words) && !known.contains(name))
            if (const auto value = value_from_words(slot, understanding))
                set_slot(conversation_.stack.back(), name, *value);
}

void Dialog::go(Frame& frame, const std::string& id)
{
    frame.step = id;
    frame.asked = false;
    frame.outcome.clear();
    const Step& step = step_of(frame);
    if (step.kind != StepKind::call && step.times == 0) return;
    const int visits = ++frame.visits[id];
    if (step.times != 0 && visits > step.times) go(frame, step.after);
}

void Dialog::run_flows()
{
    waiting_ = false;
    conversation_.awaiting.reset();
    drop_timer("confirm");
    for (int steps = 0; !waiting_ && !conversation_.stack.empty(); ++steps) {
        if (steps > steps_per_turn_max) throw std::logic_error("a flow does not come to rest");
        if (!may_speak()) return;
        const Step& step = step_of(conversation_.stack.back());
        if (!execute(step)) waiting_ = true;
    }
    if (!waiting_) take_up_next_request();
}

void Dialog::take_edge(const Step& step, const std::string& outcome)
{
    Frame& frame = conversation_.stack.back();
    const auto edge = step.on.find(outcome);
    if (edge != step.on.end()) return go(frame, edge->second);
    if (outcome == "ok" || outcome == "done" || outcome == "yes") return go(frame, step.next);
    // A flow that was run and ended badly ends the one that ran it; the reader of packs has given
    // every other step an edge for each of its outcomes.
    leave_flow(outcome);
}

// Which order it was about, and whose, need not be asked again.
void Dialog::remember_order(const Frame& frame)
{
    for (const char* name : {"contact", "order_id", "pay_ref_tail"})
        if (const std::string& value = slot_of(frame, name); !value.empty())
            conversation_.memory[name] = value;
}

void Dialog::leave_flow(const std::string& outcome)
{
    const Frame ended = conversation_.stack.back();
    log("flow", "bot", {{"flow", ended.flow}, {"state", "ended"}, {"outcome", outcome}});
    conversation_.stack.pop_back();
    remember_order(ended);
    if (conversation_.stack.empty()) return;
    Frame& parent = conversation_.stack.back();
    const Step& step = step_of(parent);
    if (step.kind == StepKind::run && step.name == ended.flow && parent.asked) {
        for (const std::string& name : flow_of(ended).outputs)
            if (const std::string& value = slot_of(ended, name); !value.empty())
                set_slot(parent, name, value);
        return take_edge(step, outcome);
    }
    if (may_speak()) say("back_to", {{"flow", flow_of(conversation_.stack.front()).title}});
    resume_top();
}

void Dialog::ask_again()
{
    resume_top();
    run_flows();
}

void Dialog::resume_top()
{
    if (!may_speak()) return;
    Frame& frame = conversation_.stack.back();
    const Step& step = step_of(frame);
    switch (step.kind) {
        case StepKind::collect:
        case StepKind::gather:
        case StepKind::confirm:
            frame.asked = false;  // put again by run_flows(), from how things stand now
            break;
        default:
            break;
    }
}

std::string Dialog::value_of(const std::string& expression) const
{
    if (expression.rfind("slots.", 0) == 0)
        return conversation_.stack.empty()
                   ? ""
                   : slot_of(conversation_.stack.back(), expression.substr(6));
    if (const Variable* variable = find_variable(expression)) {
        const View view{program_, conversation_, nullptr, input_.at};
        const auto value = variable->read(view);
        if (!value) return {};
        switch (variable->kind) {
            case VariableKind::text:
            case VariableKind::choice:
                return value->text;
            default:
                return std::to_string(value->number);
        }
    }
    return expression;
}

bool Dialog::execute(const Step& step)
{
    Frame& frame = conversation_.stack.back();
    switch (step.kind) {
        case StepKind::say:
            if (holds(step.when)) say(step.name);
            go(frame, step.next);
            return true;
        case StepKind::collect: {
            const bool answered =
                !slot_of(frame, step.name).empty() ||
                std::any_of(step.accept.begin(), step.accept.end(),
                            [&](const std::string& slot) { return !slot_of(frame, slot).empty(); });
            if (answered || !holds(step.when)) {
                go(frame, step.next);
                return true;
            }
            ask(step, false);
            return false;
        }
        case StepKind::gather: {
            if (!frame.asked) {
                choose_checklist(step);
                // Pictures that came before they were asked for count, in the order they came.
                auto unsorted = conversation_.evidence.extract("unsorted");
                if (!unsorted.empty()) {
                    for (const std::string& blob : unsorted.mapped()) {
                        const auto missing = missing_evidence();
                        attach_evidence(missing.empty() ? "unsorted" : missing.front(), blob);
                    }
                }
            }
            if (missing_evidence().empty()) {
                go(frame, step.next);
                return true;
            }
            ask(step, false);
            return false;
        }
        case StepKind::call:
            if (!frame.outcome.empty()) {
                const std::string outcome = frame.outcome;
                take_edge(step, outcome);
                return true;
            }
            if (!frame.asked) request(step);
            frame.asked = true;
            return false;
        case StepKind::decide:
            decide();
            take_edge(step, value_of("decision.name"));
            return true;
        case StepKind::branch:
            for (const Branch& branch : step.branches)
                if (holds(branch.when)) {
                    go(frame, branch.to);
                    return true;
                }
            go(frame, step.next);
            return true;
        case StepKind::confirm:
            ask(step, false);
            return false;
        case StepKind::ticket:
            open_ticket(step);
            go(frame, step.next);
            return true;
        case StepKind::handoff:
            hand_over(step);
            return conversation_.owner != Owner::queue;
        case StepKind::jump:
            go(frame, step.name);
            return true;
        case StepKind::run: {
            if (frame.asked) {  // came back without an outcome: goes on
                go(frame, step.next);
                return true;
            }
            frame.asked = true;
            std::map<std::string, std::string> slots;
            for (const std::string& name : program_.flows.at(step.name).inputs)
                if (const std::string& value = slot_of(frame, name); !value.empty())
                    slots[name] = value;
            for (const auto& [name, expression] : step.values)
                if (std::string value = value_of(expression); !value.empty())
                    slots[name] = std::move(value);
            start_flow(step.name, slots, nullptr);
            if (began_with_) fill_from_words(*began_with_);
            return true;
        }
        case StepKind::set:
            for (const auto& [name, expression] : step.values)
                set_slot(frame, name, value_of(expression));
            go(frame, step.next);
            return true;
        case StepKind::clear:
            for (const std::string& name : step.clear) {
                frame.slots.erase(name);
                conversation_.memory.erase(name);
            }
            go(frame, step.next);
            return true;
        case StepKind::end:
            leave_flow(step.name);
            return true;
    }
    return true;
}

void Dialog::choose_checklist(const Step& step)
{
    conversation_.checklist = step.name == "decision" ? value_of("decision.checklist") : step.name;
    if (step.name == "refund") {
        conversation_.checklist_items = missing_items(program_, conversation_);
        return;
    }
    const auto items = program_.checklists.find(conversation_.checklist);
    conversation_.checklist_items =
        items == program_.checklists.end() ? std::vector<std::string>{} : items->second;
}

void Dialog::ask(const Step& step, bool again)
{
    Frame& frame = conversation_.stack.back();
    frame.asked = true;
    if (step.kind == StepKind::gather) return gather_next(step, again);

    const int attempts = frame.attempts.contains(step.id) ? frame.attempts.at(step.id) : 0;
    const std::size_t reprompt = std::min<std::size_t>(attempts, step.reprompts.size());
    say(reprompt == 0 ? step.ask : step.reprompts[reprompt - 1]);

    Awaiting awaiting;
    awaiting.name = step.name;
    if (step.kind == StepKind::confirm) {
        awaiting.kind = "confirm";
        awaiting.options = {{"yes", "确认"}, {"no", "不用了"}};
        // Only what pays back names an amount and a destination (D7).
        const std::vector<std::string> wanted = wanted_by(step);
        const bool pays = wanted.empty() || contains(wanted, "refund");
        json refund = json::object();
        if (pays && !conversation_.decisions.empty() &&
            conversation_.decisions.back().decision.value("refund", json()).is_object())
            refund = conversation_.decisions.back().decision.at("refund");
        awaiting.action = {{"name", step.name},
                           {"amount", refund.value("amount", json())},
                           {"fee", refund.value("fee", json(0))},
                           {"channel", refund.value("channel", json())},
                           {"eta", pays ? json(value_of("date.refund_latest")) : json()}};
        awaiting.expires_at = input_.at + std::chrono::minutes(step.expires_minutes);
        set_timer("confirm", *awaiting.expires_at);
    } else {
        const Slot& slot = flow_of(frame).slots.at(step.name);
        awaiting.kind =
            slot.type == SlotType::choice || slot.type == SlotType::boolean ? "choice" : "slot";
        awaiting.options = slot.options;
    }
    await(std::move(awaiting));
}

void Dialog::fail_answer(Frame& frame, const Step& step)
{
    const int attempts = ++frame.attempts[step.id];
    if (attempts >= step.attempts) {
        take_edge(step, "exhausted");
        return run_flows();
    }
    ask(step, true);
}

void Dialog::request(const Step& step)
{
    const Frame& frame = conversation_.stack.back();
    Effect effect;
    effect.key = conversation_.id + "/" + std::to_string(frame.instance) + "/" + frame.step + "#" +
                 std::to_string(frame.visits.at(frame.step));
    effect.action = step.name;
    effect.parameters = json::object();
    for (const auto& [name, expression] : step.values) {
        const Variable* variable = find_variable(expression);
        std::string value = value_of(expression);
        if (value.empty()) continue;
        if (variable && variable->kind == VariableKind::money)
            effect.parameters[name] = std::stoll(value);
        else if (value == "true" || value == "false")
            effect.parameters[name] = value == "true";
        else
            effect.parameters[name] = std::move(value);
    }
    if (!conversation_.user.empty()) effect.parameters["user"] = conversation_.user;
    if (step.name == "orders.refund" && !conversation_.decisions.empty())
        effect.parameters["rules"] =
            conversation_.decisions.back().decision.value("rules", json::array());
    effect.requested_at = input_.at;
    log("effect", "bot",
        {{"key", effect.key},
         {"action", effect.action},
         {"parameters", effect.parameters},
         {"state", "pending"}});
    conversation_.effects.push_back(std::move(effect));
}

void Dialog::decide()
{
    // The claim and what the customer said of use and place are looked for from the inside out.
    const auto known = [&](const std::string& name) {
        for (auto frame = conversation_.stack.rbegin(); frame != conversation_.stack.rend();
             ++frame)
            if (const std::string& value = slot_of(*frame, name); !value.empty()) return value;
        return std::string();
    };
    const json facts =
        facts_of(conversation_, input_.at, known("claim"), known("used"), known("platform"));
    json decision = program_.policy->decide(facts);
    if (const std::string& urgent = decision.value("priority", "P3"); true) raise_priority(urgent);
    json body = decision;
    body["facts"] = facts;
    log("decided", "bot", std::move(body));
    conversation_.decisions.push_back({conversation_.seq, std::move(decision)});
}

void Dialog::open_ticket(const Step& step)
{
    std::string priority = step.priority;
    if (priority.empty())
        priority = conversation_.decisions.empty() ? conversation_.priority
                                                   : conversation_.decisions.back().decision.value(
                                                         "priority", conversation_.priority);
    if (more_urgent(conversation_.priority, priority)) priority = conversation_.priority;
    const Ticket& ticket = new_ticket(step.name, step.queue, priority);
    log_ticket(ticket);
    set_timer("ticket " + ticket.id, ticket.due_at);
}

void Dialog::hand_over(const Step& step)
{
    Frame& frame = conversation_.stack.back();
    if (!step.priority.empty()) raise_priority(step.priority);
    raise_priority("P2");
    conversation_.queue = step.queue;
    conversation_.awaiting.reset();
    const Ticket& ticket = new_ticket("handoff", step.queue, conversation_.priority);
    log_ticket(ticket);
    const std::string next = step.next;
    if (!program_.shop.calendar.is_open(input_.at)) {
        set_timer("ticket " + ticket.id, ticket.due_at);
        say("off_hours");  // decision 14: a promised time, and the bot stays
        return go(frame, next);
    }
    const auto due = ticket.due_at;
    const int minutes =
        static_cast<int>(std::chrono::ceil<std::chrono::minutes>(due - input_.at).count());
    say(step.name, {{"queue.position", std::to_string(input_.waiting + 1)},
                    {"queue.ahead", std::to_string(input_.waiting)},
                    {"queue.minutes", std::to_string(minutes)}});
    show("bot",
         {{"type", "queue"}, {"position", input_.waiting + 1}, {"eta_seconds", minutes * 60}});
    change_owner(Owner::queue, "", "");
    set_timer("handoff", due);
    go(frame, next);
}

std::vector<std::string> Dialog::missing_evidence() const
{
    std::vector<std::string> missing;
    for (const std::string& item : conversation_.checklist_items)
        if (!conversation_.evidence.contains(item)) missing.push_back(item);
    return missing;
}

void Dialog::attach_evidence(const std::string& item, const std::string& blob)
{
    conversation_.evidence[item].push_back(blob);
    log("evidence", "visitor", {{"item", item}, {"blob", blob}});
    // Who works on the case sees what came after it was opened.
    for (Ticket& ticket : conversation_.tickets)
        if (is_open(ticket) && is_about_order(ticket))
            ticket.summary["evidence"] = conversation_.evidence;
}

void Dialog::show_checklist()
{
    json items = json::array();
    for (const std::string& item : conversation_.checklist_items)
        items.push_back({{"id", item},
                         {"label", program_.evidence.at(item).label},
                         {"state", conversation_.evidence.contains(item) ? "received" : "wanted"}});
    show("bot",
         {{"type", "checklist"}, {"name", conversation_.checklist}, {"items", std::move(items)}});
}

void Dialog::gather_next(const Step& step, bool again)
{
    const auto missing = missing_evidence();
    if (missing.empty()) throw std::logic_error("asked for evidence that is there");
    const EvidenceItem& item = program_.evidence.at(missing.front());
    if (!again) show_checklist();
    const std::string reply = again && !step.reprompts.empty() ? step.reprompts.front() : step.ask;
    say(reply, {{"evidence.item", item.label},
                {"evidence.how", item.how},
                {"evidence.left", std::to_string(missing.size())}});
    Awaiting awaiting;
    awaiting.kind = "evidence";
    awaiting.name = conversation_.checklist;
    awaiting.item = missing.front();
    awaiting.options = {{"skip", "没有这张图"}, {"human", "转人工"}};
    awaiting.missing = missing;
    for (const std::string& one : conversation_.checklist_items)
        if (conversation_.evidence.contains(one)) awaiting.have.push_back(one);
    await(std::move(awaiting));
}

}  // namespace dialogs
