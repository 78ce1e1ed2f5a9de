#include "dialogs/dialog.h"

#include <algorithm>
#include <stdexcept>

#include "dialogs/actions.h"
#include "dialogs/answer.h"

namespace dialogs {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

// A conversation that nobody writes in any more is closed after this time.
constexpr auto close_after = 24h;

}  // namespace

bool more_urgent(const std::string& left, const std::string& right) { return left < right; }

bool is_open(const Ticket& ticket) { return ticket.state == "open" || ticket.state == "claimed"; }

Dialog::Dialog(const Pack& pack, Conversation before, const Input& input)
    : pack_(pack), program_(pack.program()), conversation_(std::move(before)), input_(input)
{
}

Turn Dialog::run()
{
    ++conversation_.turns;
    std::visit([&](const auto& what) { on(what); }, input_.what);
    if (refused_) return {Conversation{}, {}, std::move(refused_)};
    if (events_.empty()) return {};
    return {std::move(conversation_), std::move(events_), std::nullopt};
}

Event& Dialog::log(const std::string& type, const std::string& from, json body)
{
    Event event;
    event.type = type;
    event.from = from;
    event.body = std::move(body);
    return events_.emplace_back(std::move(event));
}

Event& Dialog::show(const std::string& from, json body)
{
    Event& event = log("message", from, std::move(body));
    event.seq = ++conversation_.seq;
    return event;
}

void Dialog::refuse(std::string code, std::string message)
{
    refused_ = Refusal{std::move(code), std::move(message), nullptr};
}

void Dialog::heard(const std::string& cmid, json body)
{
    show("visitor", std::move(body)).cmid = cmid;
    conversation_.last_heard = input_.at;
    conversation_.fragment.reset();
    drop_timer("fragment");
    if (conversation_.closed) {
        conversation_.closed = false;
        conversation_.owner = Owner::bot;
    }
    close_if_silent();
}

void Dialog::close_if_silent() { set_timer("close", input_.at + close_after); }

void Dialog::heard(const Said& said)
{
    heard(said.cmid, {{"type", "text"}, {"text", said.understanding.text}});
}

void Dialog::heard(const Chose& chose, const std::string& label)
{
    json body{{"type", "choice"}, {"value", chose.value}, {"for", chose.awaiting}};
    if (!label.empty()) body["label"] = label;
    heard(chose.cmid, std::move(body));
}

void Dialog::heard(const SentImage& image)
{
    json body{{"type", "image"},
              {"blob", image.blob},
              {"media_type", image.media_type},
              {"bytes", image.bytes}};
    if (!image.evidence.empty()) body["evidence"] = image.evidence;
    heard(image.cmid, std::move(body));
}

void Dialog::on(const Opened& opened)
{
    conversation_.visitor = opened.visitor;
    conversation_.channel = opened.channel;
    conversation_.user = opened.user;
    conversation_.name = opened.name;
    conversation_.opened_at = input_.at;
    conversation_.last_heard = input_.at;
    log("opened", "system", {{"channel", opened.channel}});
    if (!opened.previous.empty()) events_.back().body["previous"] = opened.previous;
    close_if_silent();
    say("greeting");
    Awaiting awaiting;
    awaiting.kind = "choice";
    awaiting.name = "menu";
    for (const std::string& intent : program_.settings.menu)
        awaiting.options.push_back({"intent:" + intent, title_of(intent)});
    await(std::move(awaiting));
}

namespace {

// While an action runs nothing can be answered: what comes in meanwhile waits for its result.
bool has_pending_action(const Conversation& conversation)
{
    return std::any_of(conversation.effects.begin(), conversation.effects.end(),
                       [](const Effect& effect) { return effect.state == "pending"; });
}

}  // namespace

void Dialog::on(const Said& said)
{
    heard(said);
    if (conversation_.owner == Owner::agent) {
        remember(said.understanding);  // for the bot, when it is its turn again
        return;
    }
    if (has_pending_action(conversation_))
        conversation_.deferred.push_back(to_json(input_));
    else
        hear(said);
}

void Dialog::on(const Chose& chose)
{
    if (conversation_.owner == Owner::agent || has_pending_action(conversation_)) {
        heard(chose, "");
        if (conversation_.owner != Owner::agent) conversation_.deferred.push_back(to_json(input_));
        return;
    }
    if (!conversation_.awaiting || conversation_.awaiting->id != chose.awaiting) {
        refuse("stale_answer", "这个问题已经过去了,请看最新的一条");
        refused_->awaiting = conversation_.awaiting ? to_json(*conversation_.awaiting) : json();
        return;
    }
    const auto& options = conversation_.awaiting->options;
    const auto chosen = std::find_if(options.begin(), options.end(), [&](const Option& option) {
        return option.value == chose.value;
    });
    if (chosen == options.end()) return refuse("bad_request", "没有这个选项");
    heard(chose, chosen->label);
    hear_choice(chose);
}

void Dialog::on(const SentImage& image)
{
    heard(image);
    if (conversation_.owner != Owner::agent && has_pending_action(conversation_))
        conversation_.deferred.push_back(to_json(input_));
    else
        hear_image(image);
}

void Dialog::on(const SentForm& form)
{
    // The one form there is: the stars. They are no message, so they reopen nothing.
    const auto stars = form.values.find("satisfaction");
    if (form.values.size() != 1 || stars == form.values.end() || stars->second.size() != 1 ||
        stars->second < "1" || stars->second > "5")
        return refuse("bad_request", "评价请选 1 到 5 颗星");
    show("visitor", {{"type", "form"}, {"values", form.values}}).cmid = form.cmid;
    conversation_.collected["satisfaction"] = stars->second;
    log("slot", "visitor", {{"name", "satisfaction"}, {"value", stars->second}});
    if (may_speak()) say("rated");
}

const Effect* Dialog::close_effect(const ActionAnswered& answer)
{
    const auto effect = std::find_if(conversation_.effects.begin(), conversation_.effects.end(),
                                     [&](const Effect& one) { return one.key == answer.key; });
    if (effect == conversation_.effects.end() || effect->state != "pending") return nullptr;
    const Action* action = find_action(effect->action);
    const bool lost = answer.outcome == "timeout" || answer.outcome == "unknown";
    effect->state = answer.outcome == "ok"                  ? "done"
                    : lost && action && action->moves_money ? "unknown"
                                                            : "failed";
    log("action_answered", "system",
        {{"key", answer.key},
         {"action", effect->action},
         {"outcome", answer.outcome},
         {"state", effect->state}});
    return &*effect;
}

bool Dialog::is_waited_for(const std::string& key) const
{
    if (conversation_.stack.empty()) return false;
    const Frame& frame = conversation_.stack.back();
    return key.starts_with(conversation_.id + "/" + std::to_string(frame.instance) + "/" +
                           frame.step + "#");
}

void Dialog::on(const ActionAnswered& answer)
{
    const Effect* effect = close_effect(answer);
    if (!effect) return;  // answered before
    if (answer.data.is_object() && answer.data.contains("order") &&
        answer.data.at("order").is_object())
        take_order(answer.data.at("order"));
    if (effect->action == "keys.check" && answer.outcome == "ok" &&
        conversation_.order.is_object()) {
        json& facts = conversation_.order["facts"];
        if (answer.data.contains("state")) facts["key_check"] = answer.data.at("state");
        if (answer.data.contains("used_before_reveal"))
            facts["used_before_reveal"] = answer.data.at("used_before_reveal");
        if (const auto reports = answer.data.find("batch_reports");
            reports != answer.data.end() && reports->is_number_integer())
            facts["batch_reports"] = *reports;
    }
    // Perhaps money has moved: whatever the flow says to it, a person has to look at once.
    const bool unclear = effect->state == "unknown";
    if (unclear) raise_priority("P0");
    const bool waited_for = is_waited_for(answer.key);
    if (unclear && (!waited_for || conversation_.owner == Owner::agent)) {
        Step look;
        look.kind = StepKind::ticket;
        look.name = "handoff";
        look.queue = "risk";
        open_ticket(look);
    }
    if (!waited_for) return;  // the flow that asked is gone
    conversation_.stack.back().outcome = answer.outcome;
    run_flows();

    std::vector<json> deferred;
    std::swap(deferred, conversation_.deferred);
    for (const json& waiting : deferred) {
        if (has_pending_action(conversation_) || conversation_.owner == Owner::agent) {
            conversation_.deferred.push_back(waiting);
            continue;
        }
        const Input input = input_from_json(waiting);
        waiting_ = false;
        // A yes that was said before the question is none to it.
        const bool confirming = conversation_.awaiting && conversation_.awaiting->kind == "confirm";
        if (const auto* said = std::get_if<Said>(&input.what);
            said && !(confirming && confirmed(said->understanding) == true))
            hear(*said);
        if (const auto* image = std::get_if<SentImage>(&input.what)) hear_image(*image);
        if (const auto* chose = std::get_if<Chose>(&input.what);
            chose && conversation_.awaiting && conversation_.awaiting->id == chose->awaiting)
            hear_choice(*chose);
    }
}

void Dialog::on(const Failed& failed)
{
    const Input input = input_from_json(failed.input);
    if (std::holds_alternative<Opened>(input.what) ||
        std::holds_alternative<AgentActed>(input.what))
        return refuse("internal", "系统出了点问题，请稍后再试");
    if (const auto* said = std::get_if<Said>(&input.what)) heard(*said);
    if (const auto* chose = std::get_if<Chose>(&input.what)) heard(*chose, "");
    if (const auto* image = std::get_if<SentImage>(&input.what)) {
        heard(*image);
        attach_evidence("unsorted", image->blob);
    }
    log("failed", "system", {{"input", failed.input.value("type", "")}});
    // Neither a timer nor an answer may come in again to fail again.
    if (const auto* timer = std::get_if<TimerDue>(&input.what)) drop_timer(timer->id);
    if (const auto* answer = std::get_if<ActionAnswered>(&input.what)) close_effect(*answer);
    conversation_.deferred.clear();
    if (conversation_.owner != Owner::bot) return;  // somebody is there, or on the way
    conversation_.stack.clear();
    start_flow(program_.settings.trouble_flow, {}, nullptr);
    run_flows();
}

void Dialog::take_order(const json& order)
{
    const auto number = [](const json& one) {
        return one.is_object() ? one.value("order_no", "") : std::string();
    };
    // Pictures prove something of one order; those of another one stay in the log only.
    if (conversation_.order.is_object() && number(conversation_.order) != number(order)) {
        conversation_.collected.clear();
        conversation_.evidence.clear();
        conversation_.checklist.clear();
        conversation_.checklist_items.clear();
    }
    conversation_.order = order;
    conversation_.memory.erase("platform");  // it is ours
}

void Dialog::on(const TimerDue& timer)
{
    const auto due = std::find_if(conversation_.timers.begin(), conversation_.timers.end(),
                                  [&](const Timer& one) { return one.id == timer.id; });
    if (due == conversation_.timers.end() || due->due > input_.at) return;  // set anew since
    conversation_.timers.erase(due);
    log("timer_due", "system", {{"id", timer.id}});
    if (timer.id == "close") {
        if (conversation_.owner != Owner::bot) return close_if_silent();
        put_aside();
        conversation_.awaiting.reset();
        drop_timers_of_the_talk();
        conversation_.closed = true;
        log("closed", "system", {{"reason", "silence"}});
    } else if (timer.id == "fragment") {
        fragment_is_all();
    } else if (timer.id == "confirm") {
        if (!conversation_.awaiting || conversation_.awaiting->kind != "confirm") return;
        say("confirm_expired");
        const Step step = step_of(conversation_.stack.back());
        take_edge(step, step.on.contains("expired") ? "expired" : "no");
        run_flows();
    } else if (timer.id.starts_with("ticket ")) {
        escalate(timer.id.substr(7));
    } else if (timer.id == "handoff" && conversation_.owner == Owner::queue) {
        raise_priority(conversation_.priority == "P0" ? "P0" : "P1");
        say("still_waiting");
    }
}

void Dialog::escalate(const std::string& id)
{
    const auto ticket = std::find_if(conversation_.tickets.begin(), conversation_.tickets.end(),
                                     [&](const Ticket& one) { return one.id == id; });
    if (ticket == conversation_.tickets.end() || ticket->state != "open") return;
    ticket->priority = ticket->priority == "P0" ? "P0" : "P1";
    log_ticket(*ticket);
    raise_priority(ticket->priority);
    if (conversation_.owner != Owner::agent)
        say_beside("promise_missed", {{"ticket.case", ticket->case_number}});
}

void Dialog::set_timer(const std::string& id, Time due)
{
    drop_timer(id);
    conversation_.timers.push_back({id, due});
}

void Dialog::drop_timer(const std::string& id)
{
    std::erase_if(conversation_.timers, [&](const Timer& timer) { return timer.id == id; });
}

void Dialog::drop_timers_of_the_talk()
{
    std::erase_if(conversation_.timers,
                  [](const Timer& timer) { return !timer.id.starts_with("ticket "); });
}

void Dialog::raise_priority(const std::string& priority)
{
    if (more_urgent(priority, conversation_.priority)) conversation_.priority = priority;
}

void Dialog::remember_flag(const std::string& flag)
{
    auto& flags = conversation_.flags;
    if (std::find(flags.begin(), flags.end(), flag) == flags.end()) {
        flags.push_back(flag);
        log("flag", "system", {{"flag", flag}});
    }
}

Ticket& Dialog::new_ticket(const std::string& kind, const std::string& queue,
                           const std::string& priority)
{
    const std::string number = std::to_string(conversation_.tickets.size() + 1);
    const std::string tail = conversation_.id.size() > 8
                                 ? conversation_.id.substr(conversation_.id.size() - 8)
                                 : conversation_.id;
    const auto minutes = program_.settings.minutes_by_priority.find(priority);
    Ticket ticket;
    ticket.id = "t_" + conversation_.id.substr(conversation_.id.find('_') + 1) + "_" + number;
    ticket.case_number = "KF" + tail + "-" + number;
    std::transform(ticket.case_number.begin(), ticket.case_number.end(), ticket.case_number.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    ticket.kind = kind;
    ticket.queue = queue;
    ticket.priority = priority;
    ticket.state = "open";
    ticket.opened_at = input_.at;
    ticket.due_at = program_.shop.calendar.add_open_time(
        input_.at, std::chrono::minutes(minutes == program_.settings.minutes_by_priority.end()
                                            ? 24 * 60
                                            : minutes->second));
    ticket.summary = {{"slots", conversation_.collected}, {"evidence", conversation_.evidence}};
    if (!conversation_.topic.empty()) ticket.summary["flow"] = conversation_.topic;
    if (conversation_.order.is_object())
        ticket.summary["order_no"] = conversation_.order.value("order_no", "");
    if (!conversation_.decisions.empty())
        ticket.summary["decision"] = conversation_.decisions.back().decision;
    return conversation_.tickets.emplace_back(std::move(ticket));
}

bool Dialog::is_about_order(const Ticket& ticket) const
{
    const std::string order = ticket.summary.value("order_no", "");
    return order.empty() ||
           (conversation_.order.is_object() && conversation_.order.value("order_no", "") == order);
}

void Dialog::log_ticket(const Ticket& ticket)
{
    log("ticket", "system",
        {{"id", ticket.id},
         {"case", ticket.case_number},
         {"kind", ticket.kind},
         {"state", ticket.state},
         {"priority", ticket.priority},
         {"queue", ticket.queue}});
}

void Dialog::change_owner(Owner owner, const std::string& agent, const std::string& name)
{
    conversation_.owner = owner;
    conversation_.agent = agent;
    conversation_.agent_name = name;
    ++conversation_.epoch;
    if (owner == Owner::queue)
        conversation_.queued_at = input_.at;
    else
        conversation_.queued_at.reset();
    conversation_.queue_noted_at.reset();
    conversation_.fragment.reset();
    drop_timer("fragment");
    if (owner == Owner::agent) conversation_.requests.clear();  // the agent has read them
    drop_timer("handoff");
    json body{{"owner", to_string(owner)}, {"epoch", conversation_.epoch}};
    if (!agent.empty()) body["agent"] = agent;
    log("owner", "system", std::move(body));
}

Turn step(const Pack& pack, Conversation before, const Input& input)
{
    Turn turn = play(pack, std::move(before), input);
    if (!turn.events.empty()) turn.events.front().input = to_json(input);
    return turn;
}

Turn play(const Pack& pack, Conversation before, const Input& input)
{
    return Dialog(pack, std::move(before), input).run();
}

}  // namespace dialogs
