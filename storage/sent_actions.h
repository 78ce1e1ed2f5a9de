// Which actions on orders were sent to an order gateway, and what it answered. An action is noted
// before the first byte of it leaves, so that after a crash nobody has to guess: what is not here
// was never sent; what is here without an outcome may have been done, and is not sent again.
//
// Safe on any thread; each call but find() is a transaction with a sync to the disk.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "storage/action_result.h"

namespace SQLite {
class Database;
}

namespace storage {

class Database;

class SentActions {
public:
    explicit SentActions(Database& database);
    ~SentActions();

    struct Sent {
        std::optional<ActionResult> result;  // nothing: it is not known
    };
    // Nothing where it was never sent.
    std::optional<Sent> find(const std::string& key) const;

    // On disk when it returns. False where that key was sent before. `now` in ms since 1970.
    bool sending(const std::string& key, const std::string& action, std::int64_t now);
    void answered(const std::string& key, const ActionResult& result);
    // It turned out that not a byte of it has left.
    void not_sent(const std::string& key);

private:
    mutable std::mutex mutex_;  // of connection_
    std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace storage
