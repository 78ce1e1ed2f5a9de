#include "storage/snapshot.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

#include "storage/blob_store.h"
#include "storage/database.h"

namespace storage {

namespace {

std::size_t count(SQLite::Database& database, const char* table)
{
    return static_cast<std::size_t>(
        database.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt64());
}

}  // namespace

Snapshot copy_database(const Database& database, const std::filesystem::path& file)
{
    // VACUUM INTO reads one moment of a WAL database and keeps no writer waiting; the backup
    // interface would begin again with every commit.
    {
        // SQLite takes an empty file, and with it its mode: what customers wrote is the owner's.
        const int empty = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (empty >= 0) ::close(empty);
        const auto source = database.connect_reading();
        SQLite::Statement copy(*source, "VACUUM INTO ?");
        copy.bind(1, file.string());
        copy.exec();
    }
    SQLite::Database made(file.string(), SQLite::OPEN_READONLY);
    const std::string verdict = made.execAndGet("PRAGMA quick_check").getString();
    if (verdict != "ok") throw std::runtime_error("the copy is not sound: " + verdict);
    Snapshot snapshot;
    snapshot.conversations = count(made, "conversations");
    snapshot.events = count(made, "events");
    SQLite::Statement blobs(
        made, "SELECT DISTINCT sha256 FROM blobs WHERE erased_at = 0 ORDER BY sha256");
    while (blobs.executeStep())
        snapshot.blobs.push_back(blob_path(blobs.getColumn(0).getString()).string());
    return snapshot;
}

}  // namespace storage
