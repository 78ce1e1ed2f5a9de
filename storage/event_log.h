// Remembers what happened in conversations, and says when it can no longer be lost.
//
// One writer thread takes all batches that are waiting and commits them in one transaction and one
// fsync (WAL, synchronous=FULL). Safe to call from any thread. After a failed commit every later
// append fails too: half a history is worse than none. Where there was no room on the disk, or
// another program held the database for too long, reopen() ends that. Any other failure (an fsync,
// a broken disk) is for good: what memory holds may differ from the disk, so only a new EventLog,
// best in a new process, can go on. Tested at every write in tests/storage/power_cut_test.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace storage {

struct EventRow {
    std::int64_t position = 0;  // assigned at the append; grows over all conversations
    std::string conversation;
    std::int64_t turn = 0;
    std::optional<std::int64_t> seq;  // only events that the visitor may see
    std::string type;
    std::string from;
    std::string cmid;     // unique per conversation and sender where not empty
    std::int64_t at = 0;  // milliseconds since 1970 UTC
    std::string payload;  // JSON
};

struct ConversationRow {
    std::string id;
    std::string visitor;
    std::string channel;
    std::string pack;
    bool closed = false;
    std::int64_t opened_at = 0;
    std::int64_t updated_at = 0;
    std::string state;  // JSON of dialogs::Conversation: what a restart goes on from
    // When what it held was erased (erasure.h), in milliseconds; 0: never. Only read.
    std::int64_t erased_at = 0;
};

struct TicketRow {
    std::string id;
    std::string conversation;
    std::string kind, queue, priority, state;
    std::int64_t opened_at = 0;
    std::int64_t due_at = 0;
    std::string summary;  // JSON
};

// Something that the log shows masked; it is kept sealed beside it (storage/vault.h).
struct NewSecret {
    std::string message;  // the cmid of the visitor's message
    std::string place;    // where in it: the first code point of the span
    std::string text;     // as written
};

// What one turn changes. Committed whole or not at all.
struct Batch {
    ConversationRow conversation;
    std::vector<EventRow> events;
    std::vector<TicketRow> tickets;  // new or changed
    std::vector<NewSecret> secrets;
};

class Database;
struct ChainedEvent;

// As EventLog::chain(), on a connection of the caller's.
std::vector<ChainedEvent> read_chain(SQLite::Database& connection, const std::string& conversation);

class EventLog {
public:
    // Called once, on the writer's thread: the positions of the batch's events, in order; or, where
    // the batch could not be stored, an empty vector and the reason (English, for the log).
    using Committed = std::function<void(std::vector<std::int64_t> positions, std::string error)>;

    // Called after each commit, on the writer's thread: how many batches it held and how long it
    // took.
    using Observer = std::function<void(std::size_t batches, std::chrono::nanoseconds took)>;

    // Called once, on the writer's thread, when a commit has failed for good, after its batches
    // were answered: why (English, for the log).
    using Broken = std::function<void(const std::string& error)>;

    // A database opened for writing: throws OpenError where the installation's key is missing.
    explicit EventLog(Database& database, Observer observer = nullptr, Broken broken = nullptr);
    ~EventLog();  // commits what is waiting, then stops the writer

    void append(Batch batch, Committed committed);

    // After a failed commit that was not for good: tries whether the log can be written again.
    // `tried` is called once, on the writer's thread, with what is still wrong; empty: appends are
    // taken again. What was appended before this call has failed by then.
    using Tried = std::function<void(std::string error)>;
    void reopen(Tried tried);

    // Reading, on any thread; sees everything that is committed.
    // Events of a conversation with position > after, in order, at most `limit`.
    std::vector<EventRow> read(const std::string& conversation, std::int64_t after_position,
                               std::size_t limit) const;
    // Events that the visitor may see with seq > after.
    std::vector<EventRow> read_visible(const std::string& conversation, std::int64_t after_seq,
                                       std::size_t limit) const;
    // All events of a conversation with their links (storage/chain.h), in order, as of one moment.
    std::vector<ChainedEvent> chain(const std::string& conversation) const;
    std::optional<EventRow> find_cmid(const std::string& conversation, const std::string& from,
                                      const std::string& cmid) const;
    // The secret that stands there, opened; nothing where none is kept there (any more). Whoever
    // shows it has noted that in the log before. Throws OpenError as the constructor.
    std::optional<std::string> secret(const std::string& conversation, const std::string& message,
                                      const std::string& place) const;
    std::optional<ConversationRow> conversation(const std::string& id) const;
    std::optional<ConversationRow> latest_conversation_of(const std::string& visitor) const;
    // Not closed, oldest first.
    std::vector<ConversationRow> running() const;
    // Closed, with a ticket that is not settled: what was promised outlives the talk.
    std::vector<ConversationRow> closed_with_open_tickets() const;
    // The packs that the running ones are on.
    std::set<std::string> packs_of_running() const;
    // Ids, oldest first; without those that were erased, as in the next.
    std::vector<std::string> all_conversations() const;
    // Each conversation with all its events, oldest first; much quicker than to ask for them one by
    // one. Its state is left out. Nobody else reads meanwhile.
    using Seen =
        std::function<void(const ConversationRow& conversation, std::span<const EventRow> events)>;
    void each_conversation(const Seen& seen) const;
    std::size_t count_conversations() const;
    std::vector<TicketRow> tickets(const std::string& state) const;  // empty: all

    // Tickets that are not settled, and those of them that were due before `now`.
    struct OpenTickets {
        std::size_t open = 0, overdue = 0;
    };
    OpenTickets open_tickets(std::int64_t now) const;

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace storage
