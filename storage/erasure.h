// Takes from a database what has to go, also beside a running server. Each conversation goes in a
// transaction of its own, so that a server waits for one at most. What went is overwritten, in the
// write-ahead log as well. All throw SQLite::Exception where the disk fails; what was counted until
// then is gone, the rest is untouched, and the same call again goes on.
//
// Older backups still have what was erased.
#pragma once

#include <cstdint>
#include <string>

namespace storage {

class Database;

// Drops the data keys of conversations, so that what was sealed under them can never be opened
// again (storage/vault.h). That something was sealed, where and when, stays; so does the log, which
// has the masks only. What a customer writes after it is sealed under a new key. Both return how
// many keys were dropped.
std::size_t erase_secrets(Database& database, const std::string& conversation);
// Of the conversations in which nothing happened since `before` (milliseconds since 1970 UTC).
std::size_t erase_secrets_before(Database& database, std::int64_t before);

// The rest is for settled conversations: closed, without an open ticket or an action that has no
// answer. The others are still needed, and a running server holds them in memory.
enum class Erased {
    done,
    already,   // erased before
    unsettled  // nothing was touched
};

// The whole conversation: what anybody wrote or sent in it, whose it was, its order, its uploads
// that no other one has, its secrets. What stays: that each event happened, when and by whom, and
// what the policy decided, how tickets went, who looked at secrets and that it was erased; the
// chain of evidence (storage/chain.h) still holds. `by`: "operator" or "age", for that event.
Erased erase_conversation(Database& database, const std::string& conversation, std::int64_t now,
                          const std::string& by);
// All settled ones in which nothing happened since `before`; how many.
std::size_t erase_conversations_before(Database& database, std::int64_t before, std::int64_t now);

// The files of uploads only, and the copies made of them, where no other conversation has the same:
// that they were there, when and with what hash stays. How many uploads.
std::size_t erase_uploads(Database& database, const std::string& conversation, std::int64_t now,
                          Erased& result);
std::size_t erase_uploads_before(Database& database, std::int64_t before, std::int64_t now);

}  // namespace storage
