#include "storage/erasure.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>

#include "storage/database.h"

namespace storage {

namespace {

std::size_t drop_keys(Database& database, const std::string& which,
                      const std::function<void(SQLite::Statement&)>& bind)
{
    const auto connection = database.connect();
    connection->exec("PRAGMA secure_delete = ON");
    SQLite::Statement erase(*connection, "DELETE FROM data_keys WHERE " + which);
    bind(erase);
    const int erased = erase.exec();
    erase.reset();
    // Earlier pages stand in the write-ahead log until it is cut off. A server that is writing may
    // hold that up for a moment, for which the connection waits.
    connection->exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return static_cast<std::size_t>(erased);
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

}  // namespace storage
