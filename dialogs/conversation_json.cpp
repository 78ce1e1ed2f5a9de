#include <array>

#include "dialogs/conversation.h"
#include "dialogs/json_fields.h"
#include "dialogs/turn.h"

namespace dialogs {

using nlohmann::json;

namespace {

constexpr std::array<const char*, 3> owners = {"bot", "queue", "agent"};

json write_frame(const Frame& frame)
{
    json result{{"flow", frame.flow}, {"step", frame.step}, {"instance", frame.instance}};
    if (!frame.slots.empty()) result["slots"] = frame.slots;
    if (!frame.attempts.empty()) result["attempts"] = frame.attempts;
    if (!frame.visits.empty()) result["visits"] = frame.visits;
    if (frame.asked) result["asked"] = true;
    put(result, "outcome", frame.outcome);
    return result;
}

Frame read_frame(const json& json)
{
    Frame frame;
    frame.flow = json.at("flow");
    frame.step = get<std::string>(json, "step");
    frame.instance = get<int>(json, "instance");
    frame.slots = get<std::map<std::string, std::string>>(json, "slots");
    frame.attempts = get<std::map<std::string, int>>(json, "attempts");
    frame.visits = get<std::map<std::string, int>>(json, "visits");
    frame.asked = get<bool>(json, "asked");
    frame.outcome = get<std::string>(json, "outcome");
    return frame;
}

Awaiting read_awaiting(const json& json)
{
    Awaiting awaiting;
    awaiting.id = json.at("id");
    awaiting.kind = json.at("kind");
    awaiting.name = get<std::string>(json, "name");
    awaiting.item = get<std::string>(json, "item");
    for (const auto& option : get_json(json, "options"))
        awaiting.options.push_back({option.at("value"), option.at("label")});
    awaiting.action = get_json(json, "action");
    if (const auto progress = get_json(json, "progress"); progress.is_object()) {
        awaiting.have = get<std::vector<std::string>>(progress, "have");
        awaiting.missing = get<std::vector<std::string>>(progress, "missing");
    }
    if (const auto expires = get<std::string>(json, "expires_at"); !expires.empty())
        awaiting.expires_at = parse_rfc3339(expires);
    return awaiting;
}

json write_effect(const Effect& effect)
{
    return {{"key", effect.key},
            {"action", effect.action},
            {"parameters", effect.parameters},
            {"state", effect.state},
            {"requested_at", milliseconds(effect.requested_at)}};
}

json write_ticket(const Ticket& ticket)
{
    return {{"id", ticket.id},
            {"case", ticket.case_number},
            {"kind", ticket.kind},
            {"queue", ticket.queue},
            {"priority", ticket.priority},
            {"state", ticket.state},
            {"opened_at", milliseconds(ticket.opened_at)},
            {"due_at", milliseconds(ticket.due_at)},
            {"summary", ticket.summary}};
}

Ticket read_ticket(const json& json)
{
    Ticket ticket;
    ticket.id = json.at("id");
    ticket.case_number = get<std::string>(json, "case");
    ticket.kind = get<std::string>(json, "kind");
    ticket.queue = get<std::string>(json, "queue");
    ticket.priority = get<std::string>(json, "priority");
    ticket.state = get<std::string>(json, "state");
    ticket.opened_at = time_from_milliseconds(get<std::int64_t>(json, "opened_at"));
    ticket.due_at = time_from_milliseconds(get<std::int64_t>(json, "due_at"));
    ticket.summary = get_json(json, "summary");
    return ticket;
}

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }

}  // namespace

std::string to_string(Owner owner) { return owners[static_cast<std::size_t>(owner)]; }

json to_json(const Awaiting& awaiting)
{
    json options = json::array();
    for (const Option& option : awaiting.options)
        options.push_back({{"value", option.value}, {"label", option.label}});
    json progress;
    if (awaiting.kind == "evidence")
        progress = {{"have", awaiting.have}, {"missing", awaiting.missing}};
    return {{"id", awaiting.id},
            {"kind", awaiting.kind},
            {"name", awaiting.name},
            {"item", text_or_null(awaiting.item)},
            {"options", std::move(options)},
            {"action", awaiting.action},
            {"progress", std::move(progress)},
            {"expires_at", awaiting.expires_at ? json(to_rfc3339(*awaiting.expires_at)) : json()}};
}

json to_json(const Event& event)
{
    json payload = json::object();
    if (!event.body.is_null()) payload["body"] = event.body;
    put(payload, "name", event.name);
    if (!event.awaiting.is_null()) payload["awaiting"] = event.awaiting;
    if (!event.input.is_null()) payload["input"] = event.input;
    if (!event.why.is_null()) payload["why"] = event.why;
    return payload;
}

json to_json(const Conversation& conversation)
{
    json result{{"id", conversation.id},
                {"owner", to_string(conversation.owner)},
                {"epoch", conversation.epoch},
                {"seq", conversation.seq},
                {"turns", conversation.turns},
                {"opened_at", milliseconds(conversation.opened_at)},
                {"last_heard", milliseconds(conversation.last_heard)},
                {"priority", conversation.priority}};
    put(result, "pack", conversation.pack);
    put(result, "visitor", conversation.visitor);
    put(result, "channel", conversation.channel);
    put(result, "user", conversation.user);
    put(result, "name", conversation.name);
    put(result, "agent", conversation.agent);
    put(result, "agent_name", conversation.agent_name);
    put(result, "queue", conversation.queue);
    if (conversation.closed) result["closed"] = true;
    if (conversation.queued_at) result["queued_at"] = milliseconds(*conversation.queued_at);
    if (!conversation.flags.empty()) result["flags"] = conversation.flags;
    for (const Frame& frame : conversation.stack) result["stack"].push_back(write_frame(frame));
    if (conversation.flows_started != 0) result["flows_started"] = conversation.flows_started;
    put(result, "topic", conversation.topic);
    if (!conversation.collected.empty()) result["collected"] = conversation.collected;
    if (conversation.awaiting) result["awaiting"] = to_json(*conversation.awaiting);
    for (const Timer& timer : conversation.timers)
        result["timers"].push_back({{"id", timer.id}, {"due", milliseconds(timer.due)}});
    for (const Effect& effect : conversation.effects)
        result["effects"].push_back(write_effect(effect));
    if (!conversation.order.is_null()) result["order"] = conversation.order;
    put(result, "checklist", conversation.checklist);
    if (!conversation.checklist_items.empty())
        result["checklist_items"] = conversation.checklist_items;
    if (!conversation.evidence.empty()) result["evidence"] = conversation.evidence;
    for (const DecisionRecord& record : conversation.decisions)
        result["decisions"].push_back({{"seq", record.seq}, {"decision", record.decision}});
    for (const Ticket& ticket : conversation.tickets)
        result["tickets"].push_back(write_ticket(ticket));
    if (conversation.misunderstood_in_a_row != 0)
        result["misunderstood"] = conversation.misunderstood_in_a_row;
    if (conversation.abusive_in_a_row != 0) result["abusive"] = conversation.abusive_in_a_row;
    for (const Request& request : conversation.requests)
        result["requests"].push_back(
            {{"flow", request.flow}, {"slots", request.slots}, {"acts", request.acts}});
    if (conversation.queue_noted_at)
        result["queue_noted_at"] = milliseconds(*conversation.queue_noted_at);
    if (const auto& fragment = conversation.fragment)
        result["fragment"] = {{"understanding", fragment->understanding},
                              {"said_at", milliseconds(fragment->said_at)}};
    if (!conversation.deferred.empty()) result["deferred"] = conversation.deferred;
    if (!conversation.memory.empty()) result["memory"] = conversation.memory;
    return result;
}

Conversation conversation_from_json(const json& json)
{
    const auto text = [&](const char* name) { return get<std::string>(json, name); };
    Conversation conversation;
    conversation.id = text("id");
    conversation.pack = text("pack");
    conversation.visitor = text("visitor");
    conversation.channel = text("channel");
    conversation.user = text("user");
    conversation.name = text("name");
    const std::string owner = text("owner");
    for (std::size_t i = 0; i < owners.size(); ++i)
        if (owner == owners[i]) conversation.owner = static_cast<Owner>(i);
    conversation.agent = text("agent");
    conversation.agent_name = text("agent_name");
    conversation.epoch = get<std::uint64_t>(json, "epoch", 1);
    conversation.seq = get<std::uint64_t>(json, "seq");
    conversation.turns = get<std::uint64_t>(json, "turns");
    conversation.closed = get<bool>(json, "closed");
    conversation.opened_at = time_from_milliseconds(get<std::int64_t>(json, "opened_at"));
    conversation.last_heard = time_from_milliseconds(get<std::int64_t>(json, "last_heard"));
    if (json.contains("queued_at"))
        conversation.queued_at = time_from_milliseconds(json.at("queued_at").get<std::int64_t>());
    conversation.queue = text("queue");
    conversation.priority = text("priority");
    conversation.flags = get<std::vector<std::string>>(json, "flags");
    for (const auto& frame : get_json(json, "stack"))
        conversation.stack.push_back(read_frame(frame));
    conversation.flows_started = get<int>(json, "flows_started");
    conversation.topic = text("topic");
    conversation.collected = get<std::map<std::string, std::string>>(json, "collected");
    if (json.contains("awaiting")) conversation.awaiting = read_awaiting(json.at("awaiting"));
    for (const auto& timer : get_json(json, "timers"))
        conversation.timers.push_back(
            {timer.at("id"), time_from_milliseconds(timer.at("due").get<std::int64_t>())});
    for (const auto& effect : get_json(json, "effects"))
        conversation.effects.push_back(
            {effect.at("key"), effect.at("action"), get_json(effect, "parameters"),
             effect.at("state"),
             time_from_milliseconds(get<std::int64_t>(effect, "requested_at"))});
    conversation.order = get_json(json, "order");
    conversation.checklist = text("checklist");
    conversation.checklist_items = get<std::vector<std::string>>(json, "checklist_items");
    conversation.evidence = get<std::map<std::string, std::vector<std::string>>>(json, "evidence");
    for (const auto& record : get_json(json, "decisions"))
        conversation.decisions.push_back(
            {get<std::uint64_t>(record, "seq"), get_json(record, "decision")});
    for (const auto& ticket : get_json(json, "tickets"))
        conversation.tickets.push_back(read_ticket(ticket));
    conversation.misunderstood_in_a_row = get<int>(json, "misunderstood");
    conversation.abusive_in_a_row = get<int>(json, "abusive");
    for (const auto& request : get_json(json, "requests"))
        conversation.requests.push_back({request.at("flow"),
                                         get<std::map<std::string, std::string>>(request, "slots"),
                                         get<std::size_t>(request, "acts")});
    if (json.contains("queue_noted_at"))
        conversation.queue_noted_at =
            time_from_milliseconds(json.at("queue_noted_at").get<std::int64_t>());
    if (json.contains("fragment"))
        conversation.fragment =
            Fragment{json.at("fragment").at("understanding"),
                     time_from_milliseconds(json.at("fragment").at("said_at").get<std::int64_t>())};
    for (const auto& input : get_json(json, "deferred")) conversation.deferred.push_back(input);
    conversation.memory = get<std::map<std::string, std::string>>(json, "memory");
    return conversation;
}

json to_show_json(const Conversation& conversation)
{
    json decisions = json::array();
    for (const DecisionRecord& record : conversation.decisions) {
        json decision = record.decision;
        decision["seq"] = record.seq;
        decisions.push_back(std::move(decision));
    }
    json tickets = json::array();
    for (const Ticket& ticket : conversation.tickets)
        tickets.push_back({{"id", ticket.id},
                           {"case", ticket.case_number},
                           {"kind", ticket.kind},
                           {"queue", ticket.queue},
                           {"priority", ticket.priority},
                           {"state", ticket.state},
                           {"opened_at", to_rfc3339(ticket.opened_at)},
                           {"due_at", to_rfc3339(ticket.due_at)},
                           {"summary", ticket.summary}});
    json effects = json::array();
    for (const Effect& effect : conversation.effects)
        effects.push_back(
            {{"key", effect.key}, {"action", effect.action}, {"state", effect.state}});
    json evidence = json::object();
    if (!conversation.checklist.empty()) {
        json have = json::array(), missing = json::array();
        for (const std::string& item : conversation.checklist_items)
            (conversation.evidence.contains(item) ? have : missing).push_back(item);
        evidence[conversation.checklist] = {
            {"have", have}, {"missing", missing}, {"blobs", conversation.evidence}};
    }
    const Frame* top = conversation.stack.empty() ? nullptr : &conversation.stack.back();
    return {
        {"conv", conversation.id},
        {"channel", conversation.channel},
        {"visitor", conversation.visitor},
        {"name", text_or_null(conversation.name)},
        {"owner", to_string(conversation.owner)},
        {"agent", text_or_null(conversation.agent)},
        {"agent_name", text_or_null(conversation.agent_name)},
        {"epoch", conversation.epoch},
        {"closed", conversation.closed},
        {"pack", conversation.pack},
        {"queue", text_or_null(conversation.queue)},
        {"priority", conversation.priority},
        {"queued_at", conversation.queued_at ? json(to_rfc3339(*conversation.queued_at)) : json()},
        {"flags", conversation.flags},
        {"flow", text_or_null(conversation.topic)},
        {"step", top ? json(top->step) : json()},
        {"slots", conversation.collected},
        {"evidence", std::move(evidence)},
        {"order", conversation.order},
        {"awaiting", conversation.awaiting ? to_json(*conversation.awaiting) : json()},
        {"decisions", std::move(decisions)},
        {"tickets", std::move(tickets)},
        {"effects", std::move(effects)}};
}

}  // namespace dialogs
