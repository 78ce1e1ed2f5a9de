// Takes from a database what has to go, also beside a running server.
#pragma once

#include <cstdint>
#include <string>

namespace storage {

class Database;

// Drops the data keys of conversations, so that what was sealed under them can never be opened
// again (storage/vault.h). That something was sealed, where and when, stays; so does the log, which
// has the masks only. The bytes are overwritten, in the write-ahead log as well. What a customer
// writes after it is sealed under a new key. Both return how many keys were dropped, and throw
// SQLite::Exception where the disk fails.
std::size_t erase_secrets(Database& database, const std::string& conversation);
// Of the conversations in which nothing happened since `before` (milliseconds since 1970 UTC).
std::size_t erase_secrets_before(Database& database, std::int64_t before);

}  // namespace storage
