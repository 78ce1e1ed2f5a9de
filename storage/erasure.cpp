#include "storage/erasure.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "dialogs/conversation.h"
#include "storage/blob_store.h"
#include "storage/chain.h"
#include "storage/database.h"
#include "storage/pictures.h"

namespace storage {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr const char* settled =
    " closed = 1 AND id NOT IN (SELECT conversation FROM tickets WHERE state IN ('open',"
    " 'claimed'))";

// A connection overwrites what it deletes (database.cpp). At its end the write-ahead log, where
// earlier pages stand, is cut off. A server that is writing may hold that up for a moment, for
// which it waits.
class Eraser {
public:
    explicit Eraser(const Database& database)
        : folder_(database.folder()), connection_(database.connect())
    {
    }
    void finish() { connection_->exec("PRAGMA wal_checkpoint(TRUNCATE)"); }

    const fs::path& folder() const { return folder_; }
    SQLite::Database& connection() { return *connection_; }
    template <class... Values>
    int change(const std::string& sql, const Values&... values)
    {
        SQLite::Statement statement(*connection_, sql);
        int place = 0;
        (statement.bind(++place, values), ...);
        return statement.exec();
    }
    template <class... Values>
    std::vector<std::string> texts(const std::string& sql, const Values&... values)
    {
        SQLite::Statement statement(*connection_, sql);
        int place = 0;
        (statement.bind(++place, values), ...);
        std::vector<std::string> found;
        while (statement.executeStep()) found.push_back(statement.getColumn(0).getString());
        return found;
    }

private:
    fs::path folder_;
    std::unique_ptr<SQLite::Database> connection_;
};

std::size_t drop_keys(Database& database, const std::string& which,
                      const std::function<void(SQLite::Statement&)>& bind)
{
    Eraser eraser(database);
    std::size_t erased = 0;
    {
        SQLite::Statement erase(eraser.connection(), "DELETE FROM data_keys WHERE " + which);
        bind(erase);
        erased = static_cast<std::size_t>(erase.exec());
    }
    eraser.finish();
    return erased;
}

// What is no customer's: it stays readable, and the chain proves it.
bool stays(const std::string& type, const json& payload)
{
    static constexpr std::array kept{"decided", "ticket",   "owner",  "flow",
                                     "closed",  "evidence", "erased", "revealed"};
    return std::find(kept.begin(), kept.end(), type) != kept.end() && payload.is_object() &&
           !payload.contains("input");
}

void erase_payloads(Eraser& eraser, const std::vector<ChainedEvent>& events)
{
    for (const ChainedEvent& one : events) {
        const json payload = json::parse(one.event.payload, nullptr, false);
        if (stays(one.event.type, payload)) continue;
        eraser.change(
            "UPDATE events SET payload = ?, salt = NULL, content = nullif(?, '')"
            " WHERE position = ?",
            std::string(erased_payload), one.link.empty() ? std::string() : one.content,
            one.event.position);
    }
}

// That it happened is part of the conversation.
void note_erasure(Eraser& eraser, const std::vector<ChainedEvent>& events,
                  const std::string& conversation, std::int64_t now, const std::string& by)
{
    EventRow event;
    event.conversation = conversation;
    event.turn = events.empty() ? 1 : events.back().event.turn + 1;
    event.type = "erased";
    event.from = "system";
    event.at = now;
    event.payload = json{{"body", {{"by", by}}}}.dump();
    const std::string salt = new_salt();
    const std::string link = link_of(event, content_of(salt, event.payload),
                                     events.empty() ? std::string() : events.back().link);
    eraser.change(
        "INSERT INTO events (conversation, turn, type, sender, at, payload, salt, link)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        event.conversation, event.turn, event.type, event.from, event.at, event.payload, salt,
        link);
}

// Of the state, what the events that stay say as well.
std::string impersonal(const dialogs::Conversation& whole)
{
    dialogs::Conversation rest;
    rest.id = whole.id;
    rest.pack = whole.pack;
    rest.channel = whole.channel;
    rest.epoch = whole.epoch;
    rest.seq = whole.seq;
    rest.turns = whole.turns;
    rest.closed = true;
    rest.opened_at = whole.opened_at;
    rest.last_heard = whole.last_heard;
    rest.priority = whole.priority;
    rest.decisions = whole.decisions;
    rest.tickets = whole.tickets;
    for (dialogs::Ticket& ticket : rest.tickets) ticket.summary = nullptr;
    return dialogs::to_json(rest).dump();
}

bool acting(const dialogs::Conversation& conversation)
{
    return std::any_of(conversation.effects.begin(), conversation.effects.end(),
                       [](const dialogs::Effect& effect) { return effect.state == "pending"; });
}

// The bytes, once no upload of another conversation has them. An upload of the same bytes that
// comes in meanwhile looks again after its row is written (blob_store.cpp).
void remove_files(Eraser& eraser, const std::string& conversation)
{
    for (const std::string& sha256 : eraser.texts(
             "SELECT DISTINCT sha256 FROM blobs WHERE conversation = ?1 AND erased_at = 0 AND NOT"
             " EXISTS (SELECT 1 FROM blobs AS others WHERE others.sha256 = blobs.sha256"
             " AND others.conversation <> ?1 AND others.erased_at = 0)",
             conversation)) {
        fs::remove(eraser.folder() / blob_path(sha256));
        for (const PictureCopy which : {PictureCopy::shown, PictureCopy::thumbnail})
            fs::remove(eraser.folder() / "shown" / picture_copy_path(sha256, which));
        eraser.change("DELETE FROM pictures WHERE sha256 = ?", sha256);
    }
}

// In one transaction: whether the conversation can go, and `work` where it can.
Erased if_settled(Eraser& eraser, const std::string& conversation,
                  const std::function<void(const dialogs::Conversation&)>& work)
{
    SQLite::Transaction transaction(eraser.connection(), SQLite::TransactionBehavior::IMMEDIATE);
    if (!eraser.texts("SELECT id FROM conversations WHERE id = ? AND erased_at <> 0", conversation)
             .empty())
        return Erased::already;
    const auto states = eraser.texts(
        std::string("SELECT state FROM conversations WHERE id = ? AND") + settled, conversation);
    if (states.empty()) return Erased::unsettled;
    const auto whole = dialogs::conversation_from_json(json::parse(states.front()));
    if (acting(whole)) return Erased::unsettled;
    work(whole);
    transaction.commit();
    return Erased::done;
}

Erased erase_whole(Eraser& eraser, const std::string& id, std::int64_t now, const std::string& by)
{
    return if_settled(eraser, id, [&](const dialogs::Conversation& whole) {
        const std::vector<ChainedEvent> events = read_chain(eraser.connection(), id);
        erase_payloads(eraser, events);
        note_erasure(eraser, events, id, now, by);
        eraser.change("UPDATE tickets SET summary = '{}' WHERE conversation = ?", id);
        eraser.change("DELETE FROM secrets WHERE conversation = ?", id);
        eraser.change("DELETE FROM data_keys WHERE conversation = ?", id);
        // What was asked of the order system, and what it answered; the outcome stays.
        eraser.change(
            "UPDATE order_actions SET request = '{}', data = '{}' WHERE key >= ?1 || '/'"
            " AND key < ?1 || '0'",
            id);
        eraser.change(
            "UPDATE sent_actions SET data = '{}' WHERE key >= ?1 || '/' AND key < ?1 || '0'", id);
        eraser.change(
            "DELETE FROM picture_copies WHERE blob IN (SELECT id FROM blobs WHERE conversation ="
            " ?1) OR earlier IN (SELECT id FROM blobs WHERE conversation = ?1)",
            id);
        // His token too, where this was all he had.
        eraser.change(
            "DELETE FROM visitors WHERE id = (SELECT visitor FROM conversations WHERE id = ?1) AND"
            " NOT EXISTS (SELECT 1 FROM conversations AS others WHERE others.visitor = visitors.id"
            " AND others.id <> ?1)",
            id);
        eraser.change(
            "UPDATE conversations SET visitor = '', state = ?, erased_at = ? WHERE id = ?",
            impersonal(whole), now, id);
        // The files last: should this transaction fail after it, the same call again goes on.
        remove_files(eraser, id);
        eraser.change("DELETE FROM blobs WHERE conversation = ?", id);
    });
}

std::size_t erase_files(Eraser& eraser, const std::string& id, std::int64_t now, Erased& result)
{
    std::size_t uploads = 0;
    result = if_settled(eraser, id, [&](const dialogs::Conversation&) {
        remove_files(eraser, id);
        uploads = static_cast<std::size_t>(eraser.change(
            "UPDATE blobs SET erased_at = ? WHERE conversation = ? AND erased_at = 0", now, id));
    });
    return uploads;
}

std::vector<std::string> settled_before(Eraser& eraser, std::int64_t before)
{
    return eraser.texts(
        std::string("SELECT id FROM conversations WHERE erased_at = 0 AND updated_at < ? AND") +
            settled,
        before);
}

}  // namespace

std::size_t erase_secrets(Database& database, const std::string& conversation)
{
    return drop_keys(database, "conversation = ?",
                     [&](SQLite::Statement& erase) { erase.bind(1, conversation); });
}

std::size_t erase_secrets_before(Database& database, std::int64_t before)
{
    return drop_keys(database,
                     "conversation IN (SELECT id FROM conversations WHERE updated_at < ?)",
                     [&](SQLite::Statement& erase) { erase.bind(1, before); });
}

Erased erase_conversation(Database& database, const std::string& conversation, std::int64_t now,
                          const std::string& by)
{
    Eraser eraser(database);
    const Erased result = erase_whole(eraser, conversation, now, by);
    eraser.finish();
    return result;
}

std::size_t erase_conversations_before(Database& database, std::int64_t before, std::int64_t now)
{
    Eraser eraser(database);
    std::size_t count = 0;
    for (const std::string& id : settled_before(eraser, before))
        count += erase_whole(eraser, id, now, "age") == Erased::done;
    eraser.finish();
    return count;
}

std::size_t erase_uploads(Database& database, const std::string& conversation, std::int64_t now,
                          Erased& result)
{
    Eraser eraser(database);
    const std::size_t uploads = erase_files(eraser, conversation, now, result);
    eraser.finish();
    return uploads;
}

std::size_t erase_uploads_before(Database& database, std::int64_t before, std::int64_t now)
{
    Eraser eraser(database);
    std::size_t uploads = 0;
    Erased result = Erased::done;
    for (const std::string& id : settled_before(eraser, before))
        if (!eraser
                 .texts("SELECT id FROM blobs WHERE conversation = ? AND erased_at = 0 LIMIT 1", id)
                 .empty())
            uploads += erase_files(eraser, id, now, result);
    eraser.finish();
    return uploads;
}

}  // namespace storage
