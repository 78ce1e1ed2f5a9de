// One writer thread and group commit: while one fsync runs, batches gather; the next transaction
// takes them all. Tested by tests/storage/event_log_test.cpp; measured by
// bench/append_benchmark.cpp.
#include "storage/event_log.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include "storage/chain.h"
#include "storage/database.h"
#include "storage/vault.h"

namespace storage {

namespace {

const char* const event_columns =
    "position, conversation, turn, seq, type, sender, cmid, at, payload";
const char* const conversation_columns =
    "id, visitor, channel, pack, closed, opened_at, updated_at, state, erased_at";

// `event` may have held another one: its room is used again.
void read_event(SQLite::Statement& row, EventRow& event)
{
    const auto text = [&](int column, std::string& value) {
        const SQLite::Column field = row.getColumn(column);
        const char* const bytes = field.getText();
        value.assign(bytes, static_cast<std::size_t>(field.getBytes()));
    };
    event.position = row.getColumn(0).getInt64();
    text(1, event.conversation);
    event.turn = row.getColumn(2).getInt64();
    event.seq.reset();
    if (!row.getColumn(3).isNull()) event.seq = row.getColumn(3).getInt64();
    text(4, event.type);
    text(5, event.from);
    text(6, event.cmid);
    event.at = row.getColumn(7).getInt64();
    text(8, event.payload);
}

EventRow read_event(SQLite::Statement& row)
{
    EventRow event;
    read_event(row, event);
    return event;
}

ConversationRow read_conversation(SQLite::Statement& row)
{
    return {
        row.getColumn(0).getString(), row.getColumn(1).getString(),   row.getColumn(2).getString(),
        row.getColumn(3).getString(), row.getColumn(4).getInt() != 0, row.getColumn(5).getInt64(),
        row.getColumn(6).getInt64(),  row.getColumn(7).getString(),   row.getColumn(8).getInt64()};
}

// What a secret is sealed for, within its conversation.
std::string place_of(const std::string& message, const std::string& place)
{
    return message + '\n' + place;
}

}  // namespace

struct EventLog::Writer {
    struct Waiting {
        Batch batch;
        Committed committed;
        Tried tried;  // set: no batch but a reopening
    };

    Writer(Database& database, Observer observer, Broken told_broken)
        : observer(std::move(observer)),
          told_broken(std::move(told_broken)),
          folder(database.folder()),
          reader(database.connect_reading())
    {
        if (database.access() == Access::write) {
            vault.emplace(folder, !any_data_key());
            refuse_another_key();
        }
        if (auto connection = database.connect(); true) {
            writable = std::move(connection);
            thread = std::thread([this] { run(); });
        }
    }

    ~Writer()
    {
        {
            std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_one();
        thread.join();
    }

    bool any_data_key() const
    {
        return reader->execAndGet("SELECT EXISTS (SELECT 1 FROM data_keys)").getInt() != 0;
    }

    // Now, and not when the first customer writes a card key.
    void refuse_another_key() const
    {
        SQLite::Statement query(*reader, "SELECT conversation, sealed FROM data_keys LIMIT 1");
        if (!query.executeStep()) return;
        if (vault->knows(query.getColumn(1).getString(), query.getColumn(0).getString())) return;
        const std::string file = Vault::key_file(folder).string();
        throw OpenError(
            {file + " is not the key that this database was written with: put that one back from "
                    "a backup",
             file + " 不是这个数据库所用的密钥:请从备份恢复原来的密钥文件"});
    }

    void run()
    {
        SQLite::Statement insert_event(
            *writable,
            "INSERT INTO events (conversation, turn, seq, type, sender, cmid, at, payload, salt,"
            " link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        SQLite::Statement last_link(*writable,
                                    "SELECT link FROM events WHERE conversation = ?"
                                    " ORDER BY position DESC LIMIT 1");
        SQLite::Statement put_conversation(
            *writable,
            "INSERT INTO conversations (id, visitor, channel, pack, closed, opened_at, updated_at, "
            "state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " pack = excluded.pack, updated_at = excluded.updated_at,"
            // What was erased does not come back from a memory that had it still.
            " closed = iif(erased_at = 0, excluded.closed, closed),"
            " state = iif(erased_at = 0, excluded.state, state)");
        SQLite::Statement put_ticket(
            *writable,
            "INSERT INTO tickets (id, conversation, kind, queue, priority, state, opened_at, "
            "due_at, summary)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET queue = "
            "excluded.queue,"
            " priority = excluded.priority, state = excluded.state, due_at = excluded.due_at,"
            " summary = excluded.summary");
        std::vector<Waiting> batches;
        while (take(batches)) {
            std::vector<std::vector<std::int64_t>> positions;
            if (broken.empty()) {
                const auto begin = std::chrono::steady_clock::now();
                try {
                    // At once for writing: it reads first, and where others had written between
                    // that and the first write, SQLite would refuse it.
                    SQLite::Transaction transaction(*writable,
                                                    SQLite::TransactionBehavior::IMMEDIATE);
                    for (const Waiting& waiting : batches)
                        positions.push_back(write(waiting.batch, last_link, insert_event,
                                                  put_conversation, put_ticket));
                    transaction.commit();
                    if (observer)
                        observer(batches.size(), std::chrono::steady_clock::now() - begin);
                } catch (const std::exception& error) {
                    broke(error);
                    // The statements may stand in the middle.
                    last_link.tryReset();
                    insert_event.tryReset();
                    put_conversation.tryReset();
                    put_ticket.tryReset();
                }
            }
            for (std::size_t i = 0; i < batches.size(); ++i)
                batches[i].committed(
                    broken.empty() ? std::move(positions[i]) : std::vector<std::int64_t>{}, broken);
            batches.clear();
            if (for_good && told_broken) std::exchange(told_broken, nullptr)(broken);
        }
    }

    void broke(const std::exception& error)
    {
        broken = error.what();
        const auto* of_database = dynamic_cast<const SQLite::Exception*>(&error);
        // A failed fsync is never tried again: the system may have dropped what it could not write.
        for_good = !of_database || !passes(of_database->getExtendedErrorCode());
    }

    // Nothing was written and nothing is in doubt: no room (also for the index of the WAL), or
    // another program holds the database.
    static bool passes(int extended_code)
    {
        return extended_code == SQLITE_FULL || extended_code == SQLITE_IOERR_SHMSIZE ||
               (extended_code & 0xff) == SQLITE_BUSY;
    }

    void try_again(const EventLog::Tried& tried)
    {
        if (!broken.empty() && !for_good) {
            try {
                // The least that needs room on the disk: a page that says the same as before.
                const int version = writable->execAndGet("PRAGMA user_version").getInt();
                writable->exec("PRAGMA user_version = " + std::to_string(version));
                broken.clear();
            } catch (const std::exception& error) {
                broke(error);
            }
        }
        tried(broken);
    }

    // Waits for batches; false when there are none left and the log is being closed. A reopening
    // is done here, once everything that was queued before it has been answered.
    bool take(std::vector<Waiting>& batches)
    {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [&] { return !queue.empty() || stopping; });
            const auto reopening = std::find_if(queue.begin(), queue.end(), [](const Waiting& one) {
                return one.tried != nullptr;
            });
            if (reopening == queue.begin() && !queue.empty()) {
                const EventLog::Tried tried = std::move(reopening->tried);
                queue.erase(reopening);
                lock.unlock();
                try_again(tried);
                lock.lock();
                continue;
            }
            if (reopening == queue.end()) {
                batches.swap(queue);
            } else {
                batches.assign(std::make_move_iterator(queue.begin()),
                               std::make_move_iterator(reopening));
                queue.erase(queue.begin(), reopening);
            }
            return !batches.empty();
        }
    }

    std::vector<std::int64_t> write(const Batch& batch, SQLite::Statement& last_link,
                                    SQLite::Statement& insert_event,
                                    SQLite::Statement& put_conversation,
                                    SQLite::Statement& put_ticket)
    {
        std::vector<std::int64_t> positions;
        std::string of, previous;
        for (const EventRow& event : batch.events) {
            if (of != event.conversation) {
                of = event.conversation;
                previous = link_of_last(last_link, of);
            }
            const std::string salt = new_salt();
            previous = link_of(event, content_of(salt, event.payload), previous);
            insert_event.bindNoCopy(1, event.conversation);
            insert_event.bind(2, event.turn);
            if (event.seq)
                insert_event.bind(3, *event.seq);
            else
                insert_event.bind(3);
            insert_event.bindNoCopy(4, event.type);
            insert_event.bindNoCopy(5, event.from);
            insert_event.bindNoCopy(6, event.cmid);
            insert_event.bind(7, event.at);
            insert_event.bindNoCopy(8, event.payload);
            insert_event.bindNoCopy(9, salt);
            insert_event.bindNoCopy(10, previous);
            insert_event.exec();
            insert_event.reset();
            positions.push_back(writable->getLastInsertRowid());
        }
        const ConversationRow& conversation = batch.conversation;
        put_conversation.bindNoCopy(1, conversation.id);
        put_conversation.bindNoCopy(2, conversation.visitor);
        put_conversation.bindNoCopy(3, conversation.channel);
        put_conversation.bindNoCopy(4, conversation.pack);
        put_conversation.bind(5, conversation.closed ? 1 : 0);
        put_conversation.bind(6, conversation.opened_at);
        put_conversation.bind(7, conversation.updated_at);
        put_conversation.bindNoCopy(8, conversation.state);
        put_conversation.exec();
        put_conversation.reset();
        if (!batch.secrets.empty()) write_secrets(batch);
        for (const TicketRow& ticket : batch.tickets) {
            put_ticket.bindNoCopy(1, ticket.id);
            put_ticket.bindNoCopy(2, ticket.conversation);
            put_ticket.bindNoCopy(3, ticket.kind);
            put_ticket.bindNoCopy(4, ticket.queue);
            put_ticket.bindNoCopy(5, ticket.priority);
            put_ticket.bindNoCopy(6, ticket.state);
            put_ticket.bind(7, ticket.opened_at);
            put_ticket.bind(8, ticket.due_at);
            put_ticket.bindNoCopy(9, ticket.summary);
            put_ticket.exec();
            put_ticket.reset();
        }
        return positions;
    }

    // Empty where there is none.
    static std::string link_of_last(SQLite::Statement& last_link, const std::string& conversation)
    {
        last_link.bindNoCopy(1, conversation);
        std::string link;
        if (last_link.executeStep()) link = last_link.getColumn(0).getString();
        last_link.reset();
        return link;
    }

    // Few messages have any, so the statements are not kept.
    void write_secrets(const Batch& batch)
    {
        const std::string& conversation = batch.conversation.id;
        std::string data_key;
        SQLite::Statement kept(*writable, "SELECT sealed FROM data_keys WHERE conversation = ?");
        kept.bindNoCopy(1, conversation);
        if (kept.executeStep()) data_key = kept.getColumn(0).getString();
        if (data_key.empty()) {
            data_key = vault->new_data_key(conversation);
            SQLite::Statement insert(*writable,
                                     "INSERT INTO data_keys (conversation, sealed) VALUES (?, ?)");
            insert.bindNoCopy(1, conversation);
            insert.bind(2, data_key.data(), static_cast<int>(data_key.size()));
            insert.exec();
        }
        for (const NewSecret& secret : batch.secrets) {
            const std::string sealed = vault->seal(
                data_key, conversation, place_of(secret.message, secret.place), secret.text);
            SQLite::Statement insert(
                *writable,
                "INSERT INTO secrets (conversation, message, place, sealed, at)"
                " VALUES (?, ?, ?, ?, ?)");
            insert.bindNoCopy(1, conversation);
            insert.bindNoCopy(2, secret.message);
            insert.bindNoCopy(3, secret.place);
            insert.bind(4, sealed.data(), static_cast<int>(sealed.size()));
            insert.bind(5, batch.conversation.updated_at);
            insert.exec();
        }
    }

    // The vault of a log that is only read is opened when it is first needed.
    const Vault& opened_vault()
    {
        if (!vault) vault.emplace(folder, false);
        return *vault;
    }

    const Observer observer;
    // The next four are touched only by the writer's thread.
    Broken told_broken;
    std::unique_ptr<SQLite::Database> writable;
    std::string broken;
    bool for_good = false;

    std::mutex mutex;  // of queue and stopping
    std::condition_variable wake;
    std::vector<Waiting> queue;
    bool stopping = false;

    const std::filesystem::path folder;
    std::mutex reading;  // of reader, and of making the vault
    std::optional<Vault> vault;
    std::unique_ptr<SQLite::Database> reader;
    std::thread thread;
};

EventLog::EventLog(Database& database, Observer observer, Broken broken)
    : writer_(std::make_unique<Writer>(database, std::move(observer), std::move(broken)))
{
}
EventLog::~EventLog() = default;

void EventLog::append(Batch batch, Committed committed)
{
    {
        std::lock_guard lock(writer_->mutex);
        writer_->queue.push_back({std::move(batch), std::move(committed), nullptr});
    }
    writer_->wake.notify_one();
}

void EventLog::reopen(Tried tried)
{
    {
        std::lock_guard lock(writer_->mutex);
        writer_->queue.push_back({{}, nullptr, std::move(tried)});
    }
    writer_->wake.notify_one();
}

namespace {

std::vector<EventRow> all_events(SQLite::Statement& query)
{
    std::vector<EventRow> rows;
    while (query.executeStep()) rows.push_back(read_event(query));
    return rows;
}

std::vector<ConversationRow> all_conversations_of(SQLite::Statement& query)
{
    std::vector<ConversationRow> rows;
    while (query.executeStep()) rows.push_back(read_conversation(query));
    return rows;
}

}  // namespace

std::vector<EventRow> EventLog::read(const std::string& conversation, std::int64_t after,
                                     std::size_t limit) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + event_columns +
                                " FROM events WHERE conversation = ? AND position > ?"
                                " ORDER BY position LIMIT ?");
    query.bind(1, conversation);
    query.bind(2, after);
    query.bind(3, static_cast<std::int64_t>(limit));
    return all_events(query);
}

std::vector<EventRow> EventLog::read_visible(const std::string& conversation, std::int64_t after,
                                             std::size_t limit) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + event_columns +
                                " FROM events WHERE conversation = ? AND seq IS NOT NULL"
                                " AND seq > ? ORDER BY seq LIMIT ?");
    query.bind(1, conversation);
    query.bind(2, after);
    query.bind(3, static_cast<std::int64_t>(limit));
    return all_events(query);
}

std::vector<ChainedEvent> EventLog::chain(const std::string& conversation) const
{
    std::lock_guard lock(writer_->reading);
    return read_chain(*writer_->reader, conversation);
}

std::vector<ChainedEvent> read_chain(SQLite::Database& connection, const std::string& conversation)
{
    SQLite::Statement query(connection, std::string("SELECT ") + event_columns +
                                            ", salt, content, link FROM events"
                                            " WHERE conversation = ? ORDER BY position");
    query.bind(1, conversation);
    std::vector<ChainedEvent> events;
    while (query.executeStep()) {
        ChainedEvent& one = events.emplace_back();
        read_event(query, one.event);
        if (!query.getColumn(9).isNull()) one.salt = query.getColumn(9).getString();
        one.content = query.getColumn(10).getString();
        one.link = query.getColumn(11).getString();
        if (one.salt && one.content.empty()) one.content = content_of(*one.salt, one.event.payload);
    }
    return events;
}

std::optional<EventRow> EventLog::find_cmid(const std::string& conversation,
                                            const std::string& from, const std::string& cmid) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + event_columns +
                                " FROM events WHERE conversation = ? AND sender = ? AND cmid = ?"
                                " AND cmid <> ''");
    query.bind(1, conversation);
    query.bind(2, from);
    query.bind(3, cmid);
    if (!query.executeStep()) return std::nullopt;
    return read_event(query);
}

std::optional<std::string> EventLog::secret(const std::string& conversation,
                                            const std::string& message,
                                            const std::string& place) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            "SELECT data_keys.sealed, secrets.sealed FROM secrets"
                            " JOIN data_keys USING (conversation)"
                            " WHERE conversation = ? AND message = ? AND place = ?");
    query.bind(1, conversation);
    query.bind(2, message);
    query.bind(3, place);
    if (!query.executeStep()) return std::nullopt;
    return writer_->opened_vault().open(query.getColumn(0).getString(), conversation,
                                        place_of(message, place), query.getColumn(1).getString());
}

std::optional<ConversationRow> EventLog::conversation(const std::string& id) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader, std::string("SELECT ") + conversation_columns +
                                                  " FROM conversations WHERE id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_conversation(query);
}

std::optional<ConversationRow> EventLog::latest_conversation_of(const std::string& visitor) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + conversation_columns +
                                " FROM conversations WHERE visitor = ? ORDER BY id DESC LIMIT 1");
    query.bind(1, visitor);
    if (!query.executeStep()) return std::nullopt;
    return read_conversation(query);
}

std::vector<ConversationRow> EventLog::running() const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + conversation_columns +
                                " FROM conversations WHERE closed = 0 ORDER BY id");
    return all_conversations_of(query);
}

std::vector<ConversationRow> EventLog::closed_with_open_tickets() const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            std::string("SELECT ") + conversation_columns +
                                " FROM conversations WHERE closed = 1 AND id IN"
                                " (SELECT conversation FROM tickets"
                                " WHERE state IN ('open', 'claimed')) ORDER BY id");
    return all_conversations_of(query);
}

std::set<std::string> EventLog::packs_of_running() const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            "SELECT DISTINCT pack FROM conversations WHERE closed = 0");
    std::set<std::string> packs;
    while (query.executeStep()) packs.insert(query.getColumn(0).getString());
    return packs;
}

std::vector<std::string> EventLog::all_conversations() const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            "SELECT id FROM conversations WHERE erased_at = 0 ORDER BY id");
    std::vector<std::string> ids;
    while (query.executeStep()) ids.push_back(query.getColumn(0).getString());
    return ids;
}

std::size_t EventLog::count_conversations() const
{
    std::lock_guard lock(writer_->reading);
    return static_cast<std::size_t>(
        writer_->reader->execAndGet("SELECT count(*) FROM conversations").getInt64());
}

void EventLog::each_conversation(const Seen& seen) const
{
    std::lock_guard lock(writer_->reading);
    // One moment for all of them.
    SQLite::Transaction moment(*writer_->reader);
    SQLite::Statement conversations(
        *writer_->reader,
        "SELECT id, visitor, channel, pack, closed, opened_at, updated_at, '', erased_at"
        " FROM conversations WHERE erased_at = 0 ORDER BY id");
    SQLite::Statement events(*writer_->reader,
                             std::string("SELECT ") + event_columns +
                                 " FROM events WHERE conversation = ? ORDER BY position");
    std::vector<EventRow> rows;
    while (conversations.executeStep()) {
        const ConversationRow conversation = read_conversation(conversations);
        events.reset();
        events.bindNoCopy(1, conversation.id);
        std::size_t count = 0;
        for (; events.executeStep(); ++count) {
            if (count == rows.size()) rows.emplace_back();
            read_event(events, rows[count]);
        }
        seen(conversation, std::span(rows).first(count));
    }
}

std::vector<TicketRow> EventLog::tickets(const std::string& state) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(
        *writer_->reader,
        "SELECT id, conversation, kind, queue, priority, state, opened_at, due_at, summary"
        " FROM tickets WHERE ?1 = '' OR state = ?1 ORDER BY due_at, id");
    query.bind(1, state);
    std::vector<TicketRow> rows;
    while (query.executeStep())
        rows.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                        query.getColumn(2).getString(), query.getColumn(3).getString(),
                        query.getColumn(4).getString(), query.getColumn(5).getString(),
                        query.getColumn(6).getInt64(), query.getColumn(7).getInt64(),
                        query.getColumn(8).getString()});
    return rows;
}

EventLog::OpenTickets EventLog::open_tickets(std::int64_t now) const
{
    std::lock_guard lock(writer_->reading);
    SQLite::Statement query(*writer_->reader,
                            "SELECT count(*), count(*) FILTER (WHERE due_at < ?) FROM tickets"
                            " WHERE state IN ('open', 'claimed')");
    query.bind(1, now);
    query.executeStep();
    return {static_cast<std::size_t>(query.getColumn(0).getInt64()),
            static_cast<std::size_t>(query.getColumn(1).getInt64())};
}

}  // namespace storage
