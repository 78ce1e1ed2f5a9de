// What the gateway has been asked to change and what came of it, in an SQLite file of its own.
//
// An action stands here before the shop is touched. The same key with the same request gets the
// answer that was kept; while an order's money is on its way, or may be, no second action moves it,
// whatever its key (a unique index sees to that). What was cut off is `unknown` from the next start
// on: it may have happened, and nothing but a person can tell.
//
// Safe on any thread. One process has the file at a time. Throws SQLite::Exception where the file
// cannot be written: then nothing may be done.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace bot::gateway {

class Journal {
public:
    // Creates the file where it is missing. Forgets answers of more than 100 days, but never those
    // that moved money. Throws Failure where it cannot be used.
    Journal(const std::filesystem::path& file, std::int64_t now);
    ~Journal();

    struct Request {
        std::string key;       // the idempotency key
        std::string digest;    // of the whole request
        std::string action;    // orders.cancel …
        std::string order_no;  // empty where there is none
        bool moves_money = false;
    };
    struct Answer {
        int status = 0;
        std::string body;
    };
    enum class Begun {
        fresh,          // stands here now: do it, then finish() or forget()
        answered,       // `answer` is what it got
        mismatch,       // the key was used for another request
        running,        // not finished yet
        unknown,        // was cut off
        money_is_moved  // by another action on this order
    };
    struct Start {
        Begun begun = Begun::fresh;
        Answer answer;
    };
    // `repeatable`: what was cut off may be done again.
    Start begin(const Request& request, bool repeatable, std::int64_t now);

    enum class End {
        succeeded,
        refused,  // nothing was done, and will not be
        unknown,  // it may have been done
    };
    // `moved_money`: whether it did in the end. `reference`: the refund's id, if any.
    void finish(const std::string& key, End end, bool moved_money, const std::string& reference,
                const Answer& answer);
    // Nothing was done, and the same request may try again.
    void forget(const std::string& key);

    // The order of a refund that began here.
    std::optional<std::string> order_of(const std::string& reference) const;
    // A refund has failed: its order's money is back where it was.
    void release(const std::string& reference);

private:
    mutable std::mutex mutex_;  // of file_
    std::unique_ptr<SQLite::Database> file_;
};

}  // namespace bot::gateway
