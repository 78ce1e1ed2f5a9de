#include "bot/gateway/journal.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include "bot/language.h"

namespace bot::gateway {

namespace {

constexpr const char* schema = R"sql(
CREATE TABLE IF NOT EXISTS actions (
    key         TEXT PRIMARY KEY,
    digest      TEXT NOT NULL,
    action      TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    moves_money INTEGER NOT NULL,
    state       TEXT NOT NULL,
    reference   TEXT NOT NULL DEFAULT '',
    status      INTEGER NOT NULL DEFAULT 0,
    answer      TEXT NOT NULL DEFAULT '',
    at          INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS money_of_an_order ON actions (order_no)
    WHERE moves_money = 1 AND state IN ('started', 'succeeded', 'unknown');
CREATE INDEX IF NOT EXISTS actions_by_reference ON actions (reference) WHERE reference <> '';
)sql";

constexpr std::int64_t kept_ms = 100LL * 24 * 60 * 60 * 1000;

std::unique_ptr<SQLite::Database> open(const std::filesystem::path& file)
{
    // Only for its owner, as are the files that SQLite puts beside it.
    const int made = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (made >= 0) ::close(made);
    return std::make_unique<SQLite::Database>(file.string(),
                                              SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
}

const char* name_of(Journal::End end)
{
    switch (end) {
        case Journal::End::succeeded:
            return "succeeded";
        case Journal::End::refused:
            return "refused";
        case Journal::End::unknown:
            break;
    }
    return "unknown";
}

}  // namespace

Journal::Journal(const std::filesystem::path& file, std::int64_t now)
{
    try {
        file_ = open(file);
        // Exclusive: what another process is just doing would look as if it were cut off.
        file_->exec(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
            "PRAGMA synchronous = FULL");
        file_->exec(schema);
        file_->exec("UPDATE actions SET state = 'unknown' WHERE state = 'started'");
        SQLite::Statement forget(*file_,
                                 "DELETE FROM actions WHERE at < ? AND state <> 'unknown'"
                                 " AND (moves_money = 0 OR state = 'refused')");
        forget.bind(1, now - kept_ms);
        forget.exec();
    } catch (const SQLite::Exception& error) {
        const std::string name = file.string(), why = error.what();
        throw Failure({"the gateway's journal " + name + " cannot be used (" + why +
                           "): see that the folder is there and writable, and that no other kefu "
                           "gateway runs with it",
                       "网关的操作日志 " + name + " 无法使用(" + why +
                           "):请确认目录存在且可写,并且没有另一个 kefu gateway 正在使用它"});
    }
}

Journal::~Journal() = default;

Journal::Start Journal::begin(const Request& request, bool repeatable, std::int64_t now)
{
    std::lock_guard lock(mutex_);
    SQLite::Transaction transaction(*file_, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement known(*file_,
                            "SELECT digest, state, status, answer FROM actions WHERE key = ?");
    known.bind(1, request.key);
    if (known.executeStep()) {
        if (known.getColumn(0).getString() != request.digest) return {Begun::mismatch, {}};
        const std::string state = known.getColumn(1).getString();
        const int status = known.getColumn(2).getInt();
        if (state == "started") return {Begun::running, {}};
        if (state != "unknown") return {Begun::answered, {status, known.getColumn(3).getString()}};
        if (!repeatable) return {Begun::unknown, {}};
        SQLite::Statement again(*file_, "UPDATE actions SET state = 'started' WHERE key = ?");
        again.bind(1, request.key);
        again.exec();
        known.reset();
        transaction.commit();
        return {};
    }
    if (request.moves_money) {
        SQLite::Statement other(*file_,
                                "SELECT 1 FROM actions WHERE order_no = ? AND moves_money"
                                " = 1 AND state IN ('started', 'succeeded', 'unknown')");
        other.bind(1, request.order_no);
        if (other.executeStep()) return {Begun::money_is_moved, {}};
    }
    SQLite::Statement note(*file_,
                           "INSERT INTO actions (key, digest, action, order_no, moves_money, state,"
                           " at) VALUES (?, ?, ?, ?, ?, 'started', ?)");
    note.bind(1, request.key);
    note.bind(2, request.digest);
    note.bind(3, request.action);
    note.bind(4, request.order_no);
    note.bind(5, request.moves_money ? 1 : 0);
    note.bind(6, now);
    note.exec();
    transaction.commit();
    return {};
}

void Journal::finish(const std::string& key, End end, bool moved_money,
                     const std::string& reference, const Answer& answer)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement note(*file_,
                           "UPDATE actions SET state = ?, moves_money = ?, reference = ?,"
                           " status = ?, answer = ? WHERE key = ?");
    note.bind(1, name_of(end));
    note.bind(2, moved_money ? 1 : 0);
    note.bind(3, reference);
    note.bind(4, answer.status);
    note.bind(5, answer.body);
    note.bind(6, key);
    note.exec();
}

void Journal::forget(const std::string& key)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement forget(*file_, "DELETE FROM actions WHERE key = ? AND state = 'started'");
    forget.bind(1, key);
    forget.exec();
}

std::optional<std::string> Journal::order_of(const std::string& reference) const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*file_,
                            "SELECT order_no FROM actions WHERE reference = ?"
                            " AND reference <> ''");
    query.bind(1, reference);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
}

void Journal::release(const std::string& reference)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement release(*file_,
                              "UPDATE actions SET moves_money = 0 WHERE reference = ?"
                              " AND reference <> ''");
    release.bind(1, reference);
    release.exec();
}

}  // namespace bot::gateway
