// Visitors and the tokens by which they are known again. Safe on any thread; each call is one
// indexed look-up or one small write.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace storage {

class Database;

struct Visitor {
    std::string id;    // v_…
    std::string user;  // the shop's own user, where the identity was proven; else empty
    std::string name;
    std::int64_t expires_at = 0;
};

struct NewVisitor {
    Visitor visitor;
    std::string token;  // given to the client once; only its hash is stored
};

class Visitors {
public:
    explicit Visitors(Database& database);
    ~Visitors();

    // A guest, or a visitor of the shop's `user`. Its token is good for 30 days.
    NewVisitor create(const std::string& user, const std::string& name, std::int64_t now);
    // Also prolongs the token. Nothing where it is unknown or has expired.
    std::optional<Visitor> find_by_token(const std::string& token, std::int64_t now);
    // The visitor that a user of the shop was last, so that his conversation follows him.
    std::optional<Visitor> find_by_user(const std::string& user) const;
    std::optional<Visitor> find(const std::string& id) const;

    // Whether a proof of identity may be taken: each nonce of a user once, and again within a
    // minute from the same network, for the answer to a hello may be lost on its way. Remembered
    // until the proof expires.
    bool take_nonce(const std::string& user, const std::string& nonce, std::int64_t expires_at,
                    const std::string& network, std::int64_t now);

private:
    mutable std::mutex mutex_;  // of connection_
    std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace storage
