#include "bot/event_frames.h"

#include "bot/json_field.h"

namespace bot {

using nlohmann::json;

namespace {

json text_or_null(const std::string& text) { return text.empty() ? json() : json(text); }

json time_or_null(const std::optional<dialogs::Time>& time)
{
    return time ? json(dialogs::to_rfc3339(*time)) : json();
}

}  // namespace

std::string stored_cmid(const dialogs::Event& event)
{
    if (event.cmid.empty() || event.from != "agent") return event.cmid;
    return text_of(event.input, "agent") + "/" + event.cmid;
}

std::string sent_cmid(const storage::EventRow& row)
{
    if (row.from != "agent") return row.cmid;
    const auto slash = row.cmid.find('/');
    return slash == std::string::npos ? row.cmid : row.cmid.substr(slash + 1);
}

TurnRows rows_of(const dialogs::Turn& turn, dialogs::Time at, const std::string& digest)
{
    TurnRows result;
    for (const dialogs::Event& event : turn.events) {
        storage::EventRow row;
        row.conversation = turn.after.id;
        row.turn = static_cast<std::int64_t>(turn.after.turns);
        if (event.seq) row.seq = static_cast<std::int64_t>(*event.seq);
        row.type = event.type;
        row.from = event.from;
        row.cmid = stored_cmid(event);
        row.at = at.time_since_epoch().count();
        json payload = dialogs::to_json(event);
        if (!event.cmid.empty() && !digest.empty()) payload["digest"] = digest;
        row.payload = write(payload);
        result.rows.push_back(std::move(row));
        result.payloads.push_back(std::move(payload));
    }
    return result;
}

std::string digest_of(const storage::EventRow& row)
{
    const json payload = parse_stored(row.payload);
    const json& digest = field(payload, "digest");
    return digest.is_string() ? digest.get<std::string>() : std::string();
}

std::string write_visitor_event(const storage::EventRow& row, const json& payload)
{
    json frame{{"t", "event"},
               {"seq", row.seq.value_or(0)},
               {"pos", row.position},
               {"at", dialogs::to_rfc3339(time_of(row.at))},
               {"from", row.from},
               {"cmid", text_or_null(sent_cmid(row))},
               {"body", field(payload, "body")},
               {"awaiting", field(payload, "awaiting")}};
    if (const json& name = field(payload, "name"); !name.is_null()) frame["name"] = name;
    return write(frame);
}

std::string write_agent_event(const storage::EventRow& row, const json& payload)
{
    json frame{{"t", "event"},
               {"conv", row.conversation},
               {"seq", row.seq ? json(*row.seq) : json()},
               {"pos", row.position},
               {"at", dialogs::to_rfc3339(time_of(row.at))},
               {"type", row.type},
               {"from", row.from},
               {"cmid", text_or_null(sent_cmid(row))},
               {"body", field(payload, "body")},
               {"awaiting", field(payload, "awaiting")},
               {"why", field(payload, "why")}};
    if (const json& name = field(payload, "name"); !name.is_null()) frame["name"] = name;
    // What the bot took a visitor's message to mean.
    if (const json& understood = field(field(payload, "input"), "understanding");
        !understood.is_null())
        frame["understanding"] = understood;
    return write(frame);
}

json summary_of(const std::string& from, const json& body)
{
    const std::string type = text_of(body, "type");
    std::string shown;
    if (type == "text")
        shown = text_of(body, "text");
    else if (type == "choice")
        shown = text_of(body, "label").empty() ? text_of(body, "value") : text_of(body, "label");
    else if (type == "image")
        shown = "[图片]";
    else if (type == "card" || type == "document")
        shown = text_of(body, "title");
    else if (type == "checklist")
        shown = "[证据清单]";
    else if (type == "csat" || type == "form")
        shown = "[评价]";
    else if (type == "queue")
        shown = "[排队中]";
    return {{"from", from}, {"text", shown}};
}

json row_of_list(const dialogs::Conversation& conversation, dialogs::Time updated_at,
                 std::int64_t position, const json& last)
{
    json tickets = json::array();
    std::optional<dialogs::Time> due;
    for (const dialogs::Ticket& ticket : conversation.tickets) {
        tickets.push_back({{"id", ticket.id},
                           {"case", ticket.case_number},
                           {"kind", ticket.kind},
                           {"state", ticket.state},
                           {"priority", ticket.priority},
                           {"queue", ticket.queue}});
        const bool open = ticket.state == "open" || ticket.state == "claimed";
        if (open && (!due || ticket.due_at < *due)) due = ticket.due_at;
    }
    std::size_t have = 0;
    for (const std::string& item : conversation.checklist_items)
        have += conversation.evidence.contains(item);
    const json& order_no = field(conversation.order, "order_no");
    return {{"conv", conversation.id},
            {"visitor", conversation.visitor},
            {"name", text_or_null(conversation.name)},
            {"channel", conversation.channel},
            {"owner", dialogs::to_string(conversation.owner)},
            {"agent", text_or_null(conversation.agent)},
            {"agent_name", text_or_null(conversation.agent_name)},
            {"epoch", conversation.epoch},
            {"closed", conversation.closed},
            {"queue", text_or_null(conversation.queue)},
            {"priority", conversation.priority},
            {"queued_at", time_or_null(conversation.queued_at)},
            {"due_at", time_or_null(due)},
            {"opened_at", dialogs::to_rfc3339(conversation.opened_at)},
            {"updated_at", dialogs::to_rfc3339(updated_at)},
            {"flow", conversation.topic.empty() ? json() : json(conversation.topic)},
            {"order_no", order_no},
            {"last", last},
            {"evidence", {{"have", have}, {"wanted", conversation.checklist_items.size()}}},
            {"tickets", std::move(tickets)},
            {"pos", position}};
}

json parse_stored(const std::string& text)
{
    json value = json::parse(text, nullptr, false);
    return value.is_discarded() ? json() : value;
}

std::string write(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

dialogs::Time time_of(std::int64_t milliseconds)
{
    return dialogs::Time(std::chrono::milliseconds(milliseconds));
}

}  // namespace bot
