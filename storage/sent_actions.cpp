#include "storage/sent_actions.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/database.h"

namespace storage {

using nlohmann::json;

SentActions::SentActions(Database& database) : connection_(database.connect()) {}
SentActions::~SentActions() = default;

std::optional<SentActions::Sent> SentActions::find(const std::string& key) const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_, "SELECT outcome, data FROM sent_actions WHERE key = ?");
    query.bind(1, key);
    if (!query.executeStep()) return std::nullopt;
    if (query.isColumnNull(0)) return Sent{};
    return Sent{
        ActionResult{query.getColumn(0).getString(), json::parse(query.getColumn(1).getString())}};
}

bool SentActions::sending(const std::string& key, const std::string& action, std::int64_t now)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement note(*connection_,
                           "INSERT INTO sent_actions (key, action, sent_at) VALUES (?, ?, ?)"
                           " ON CONFLICT (key) DO NOTHING");
    note.bind(1, key);
    note.bind(2, action);
    note.bind(3, now);
    return note.exec() == 1;
}

void SentActions::answered(const std::string& key, const ActionResult& result)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement note(*connection_,
                           "UPDATE sent_actions SET outcome = ?, data = ? WHERE key = ?");
    note.bind(1, result.outcome);
    note.bind(2, result.data.dump(-1, ' ', false, json::error_handler_t::replace));
    note.bind(3, key);
    note.exec();
}

void SentActions::not_sent(const std::string& key)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement forget(*connection_,
                             "DELETE FROM sent_actions WHERE key = ? AND outcome IS NULL");
    forget.bind(1, key);
    forget.exec();
}

}  // namespace storage
