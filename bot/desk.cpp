#include "bot/desk.h"

#include "bot/agent_session.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr std::size_t closed_rows_max = 50;
constexpr std::size_t closed_looked_through_max = 1000;
constexpr std::int64_t words_looked_through_max = 20;

bool is_of_a_person(const std::string& from) { return from == "visitor" || from == "agent"; }

// What people wrote tells agents what it is about; the buttons they press and the bot's answers are
// much the same everywhere, and stand only until somebody has written.
bool tells_more(const json& last, const std::string& from, const json& body)
{
    const bool written = is_of_a_person(from) && body.value("type", "") != "choice";
    return written || last.is_null() || !is_of_a_person(last.value("from", ""));
}

}  // namespace

void Desk::restore(const dialogs::Conversation& conversation, const storage::ConversationRow& row)
{
    json last;
    std::int64_t position = 0;
    const auto after = static_cast<std::int64_t>(conversation.seq) - words_looked_through_max;
    for (const auto& event :
         log_.read_visible(row.id, std::max<std::int64_t>(0, after), words_looked_through_max)) {
        position = event.position;
        const json payload = parse_stored(event.payload);
        const json body = payload.is_object() ? payload.value("body", json::object()) : json();
        if (body.is_object() && tells_more(last, event.from, body))
            last = summary_of(event.from, body);
    }
    position_ = std::max(position_, position);
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
    json last = found == rows_.end() ? json() : found->second.last;
    for (std::size_t i = 0; i < turn.rows.size(); ++i) {
        if (!turn.rows[i].seq) continue;
        const json body = turn.payloads[i].value("body", json::object());
        if (body.is_object() && tells_more(last, turn.rows[i].from, body))
            last = summary_of(turn.rows[i].from, body);
    }
    const std::int64_t position = turn.rows.empty() ? position_ : turn.rows.back().position;
    position_ = std::max(position_, position);
    put(*turn.after, turn.at, position, std::move(last));
    tell(R"({"t":"conversation","row":)" + rows_.at(turn.conversation).json + "}");
}

void Desk::tell(std::string frame)
{
    const auto shared = std::make_shared<const std::string>(std::move(frame));
    for (AgentSession* session : sessions_) session->tell(shared);
}

void Desk::put(const dialogs::Conversation& conversation, dialogs::Time updated_at,
               std::int64_t position, json last)
{
    Row& row = rows_[conversation.id];
    waiting_ -= row.owner == "queue";
    row.json = write(row_of_list(conversation, updated_at, position, last));
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
