#include "bot/desk.h"

#include "bot/agent_session.h"
#include "bot/json_field.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr std::size_t closed_rows_max = 50;
constexpr std::size_t closed_looked_through_max = 1000;
constexpr std::int64_t events_looked_through_max = 20;

// Pressing a button says little of what it is about.
bool is_written(const std::string& from, const json& body)
{
    const std::string type = text_of(body, "type");
    return (from == "visitor" || from == "agent") && (type == "text" || type == "image");
}

bool is_of_visitor(const storage::EventRow& row) { return row.from == "visitor"; }

// Opened and left alone, as every visit of the page is at first: nothing for agents.
bool has_no_business(const dialogs::Conversation& conversation)
{
    return conversation.last_heard == conversation.opened_at &&
           conversation.owner == dialogs::Owner::bot && conversation.tickets.empty();
}

}  // namespace

void Desk::restore(const dialogs::Conversation& conversation, const storage::ConversationRow& row)
{
    Last last;
    const auto after = static_cast<std::int64_t>(conversation.seq) - events_looked_through_max;
    const auto events =
        log_.read_visible(row.id, std::max<std::int64_t>(0, after), events_looked_through_max);
    // From the newest back, so that few are parsed.
    for (auto event = events.rbegin(); event != events.rend() && !last.written; ++event) {
        const bool newest = event == events.rbegin();
        if (!newest && event->from != "visitor" && event->from != "agent") continue;
        const json body = field(parse_stored(event->payload), "body");
        const bool written = is_written(event->from, body);
        if (newest || written) last = {summary_of(event->from, body), written};
    }
    const std::int64_t position = events.empty() ? 0 : events.back().position;
    position_ = std::max(position_, position);
    const bool spoke = std::any_of(events.begin(), events.end(), is_of_visitor);
    if (!spoke && has_no_business(conversation)) return;
    put(conversation, time_of(row.updated_at), position, std::move(last));
}

void Desk::restore_closed()
{
    const auto ids = log_.all_conversations();
    std::size_t looked = 0;
    for (auto id = ids.rbegin(); id != ids.rend() && closed_.size() < closed_rows_max; ++id) {
        if (++looked > closed_looked_through_max) break;
        if (rows_.contains(*id)) continue;
        const auto row = log_.conversation(*id);
        if (!row || !row->closed) continue;
        const json state = parse_stored(row->state);
        if (state.is_object()) restore(dialogs::conversation_from_json(state), *row);
    }
}

void Desk::turned(const CommittedTurn& turn)
{
    const auto found = rows_.find(turn.conversation);
    Last last = found == rows_.end() ? Last{} : found->second.last;
    for (std::size_t i = 0; i < turn.rows.size(); ++i) {
        if (!turn.rows[i].seq) continue;
        const json& body = field(turn.payloads[i], "body");
        const bool written = is_written(turn.rows[i].from, body);
        if (written || !last.written) last = {summary_of(turn.rows[i].from, body), written};
    }
    const std::int64_t position = turn.rows.empty() ? position_ : turn.rows.back().position;
    position_ = std::max(position_, position);
    const bool spoke = std::any_of(turn.rows.begin(), turn.rows.end(), is_of_visitor);
    if (found == rows_.end() && !spoke && has_no_business(*turn.after)) return;
    put(*turn.after, turn.at, position, std::move(last));
    tell(R"({"t":"conversation","row":)" + rows_.at(turn.conversation).json + "}");
}

void Desk::tell(std::string frame)
{
    const auto shared = std::make_shared<const std::string>(std::move(frame));
    for (AgentSession* session : sessions_) session->tell(shared);
}

void Desk::put(const dialogs::Conversation& conversation, dialogs::Time updated_at,
               std::int64_t position, Last last)
{
    Row& row = rows_[conversation.id];
    waiting_ -= row.owner == "queue";
    row.json = write(row_of_list(conversation, updated_at, position, last.summary));
    row.owner = conversation.closed ? "" : dialogs::to_string(conversation.owner);
    row.last = std::move(last);
    row.closed = conversation.closed;
    waiting_ += row.owner == "queue";
    if (!row.closed) {
        closed_.erase(conversation.id);
        return;
    }
    closed_.insert(conversation.id);
    if (closed_.size() > closed_rows_max) {
        rows_.erase(*closed_.begin());
        closed_.erase(closed_.begin());
    }
}

std::map<std::string, std::size_t> Desk::owners() const
{
    std::map<std::string, std::size_t> result{{"bot", 0}, {"queue", 0}, {"agent", 0}};
    for (const auto& [id, row] : rows_)
        if (!row.closed) ++result[row.owner];
    return result;
}

std::string Desk::rows() const
{
    std::string result = "[";
    for (const bool closed : {false, true})
        for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
            if (row->second.closed != closed) continue;
            if (result.size() > 1) result += ',';
            result += row->second.json;
        }
    return result + ']';
}

void Desk::expel(const std::string& token)
{
    const std::vector<AgentSession*> sessions(sessions_.begin(), sessions_.end());
    for (AgentSession* session : sessions) session->expel(token);
}

}  // namespace bot
