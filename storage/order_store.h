// The embedded order store: the shop's orders where no order gateway is configured. It speaks the
// gateway's actions and outcomes, so that a flow cannot tell the two apart.
//
// Safe on any thread; each call is a transaction or two, so keep it off the event loop.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "storage/action_result.h"

namespace SQLite {
class Database;
}

namespace storage {

class Database;

class OrderStore {
public:
    struct Settings {
        std::int64_t max_auto_refund = 100000;  // 分; at or above it a person decides
        bool order_number_is_proof = true;      // where the shop's numbers cannot be guessed (D5)
    };

    OrderStore(Database& database, Settings settings);
    ~OrderStore();

    // Counts from the next action on.
    void change(Settings settings);

    // Does `action` and remembers its answer under `key`: the same key with the same request gets
    // the same answer again and nothing happens twice; with another request it is
    // "idempotency_mismatch". Malformed parameters are "bad_request". `now` in ms since 1970.
    ActionResult perform(const std::string& key, const std::string& action,
                         const nlohmann::json& parameters, std::int64_t now);

    // Adds the order or replaces it; the version grows. True where it was there before.
    bool put(const nlohmann::json& order, std::int64_t now);
    std::optional<nlohmann::json> get(const std::string& order_no) const;
    std::vector<nlohmann::json> all() const;  // by order number
    bool empty() const;

private:
    struct Found;
    ActionResult act(const std::string& key, const std::string& action,
                     const nlohmann::json& parameters, std::int64_t now);
    ActionResult lookup(const nlohmann::json& parameters) const;
    ActionResult cancel(const std::string& key, const nlohmann::json& parameters, std::int64_t now);
    ActionResult refund(const std::string& key, const nlohmann::json& parameters, std::int64_t now);
    ActionResult resend(const nlohmann::json& parameters, std::int64_t now);
    ActionResult check_key(const nlohmann::json& parameters, std::int64_t now);
    int note_report(const nlohmann::json& order, std::int64_t now);
    ActionResult refund_state(const nlohmann::json& parameters) const;
    std::vector<nlohmann::json> candidates(const nlohmann::json& parameters) const;
    std::optional<nlohmann::json> find(const std::string& order_no) const;
    void save(nlohmann::json& order, std::int64_t now);

    Settings settings_;         // under mutex_
    mutable std::mutex mutex_;  // of connection_; an action runs under it from look-up to commit
    std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace storage
