#include "storage/visitors.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/database.h"
#include "storage/secrets.h"

namespace storage {

namespace {

constexpr std::int64_t token_ms = 30LL * 24 * 60 * 60 * 1000;
// A token in use is prolonged once a day, not at every connection.
constexpr std::int64_t prolong_after_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t nonce_again_within_ms = 60LL * 1000;

Visitor read_visitor(SQLite::Statement& row)
{
    return {row.getColumn(0).getString(), row.getColumn(1).getString(),
            row.getColumn(2).getString(), row.getColumn(3).getInt64()};
}

}  // namespace

Visitors::Visitors(Database& database) : connection_(database.connect()) {}
Visitors::~Visitors() = default;

NewVisitor Visitors::create(const std::string& user, const std::string& name, std::int64_t now)
{
    NewVisitor made{{"v_" + random_hex(8), user, name, now + token_ms}, random_hex(32)};
    std::lock_guard lock(mutex_);
    SQLite::Statement insert(
        *connection_,
        "INSERT INTO visitors (id, token_hash, user, name, created_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, made.visitor.id);
    insert.bind(2, sha256_hex(made.token));
    insert.bind(3, user);
    insert.bind(4, name);
    insert.bind(5, now);
    insert.bind(6, made.visitor.expires_at);
    insert.exec();
    return made;
}

std::optional<Visitor> Visitors::find_by_token(const std::string& token, std::int64_t now)
{
    const std::string hash = sha256_hex(token);
    std::lock_guard lock(mutex_);
    SQLite::Statement query(
        *connection_,
        "SELECT id, user, name, expires_at FROM visitors WHERE token_hash = ? AND expires_at > ?");
    query.bind(1, hash);
    query.bind(2, now);
    if (!query.executeStep()) return std::nullopt;
    Visitor visitor = read_visitor(query);
    if (visitor.expires_at - now < token_ms - prolong_after_ms) {
        visitor.expires_at = now + token_ms;
        SQLite::Statement prolong(*connection_, "UPDATE visitors SET expires_at = ? WHERE id = ?");
        prolong.bind(1, visitor.expires_at);
        prolong.bind(2, visitor.id);
        prolong.exec();
    }
    return visitor;
}

std::optional<Visitor> Visitors::find_by_user(const std::string& user) const
{
    if (user.empty()) return std::nullopt;
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            "SELECT id, user, name, expires_at FROM visitors WHERE user = ?"
                            " ORDER BY created_at DESC LIMIT 1");
    query.bind(1, user);
    if (!query.executeStep()) return std::nullopt;
    return read_visitor(query);
}

std::optional<Visitor> Visitors::find(const std::string& id) const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            "SELECT id, user, name, expires_at FROM visitors WHERE id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_visitor(query);
}

bool Visitors::take_nonce(const std::string& user, const std::string& nonce,
                          std::int64_t expires_at, const std::string& network, std::int64_t now)
{
    const std::string digest = sha256_hex(user + '\n' + nonce);
    std::lock_guard lock(mutex_);
    SQLite::Statement forget(*connection_, "DELETE FROM identity_nonces WHERE expires_at <= ?");
    forget.bind(1, now);
    forget.exec();
    SQLite::Statement insert(*connection_,
                             "INSERT OR IGNORE INTO identity_nonces"
                             " (digest, network, used_at, expires_at) VALUES (?, ?, ?, ?)");
    insert.bind(1, digest);
    insert.bind(2, network);
    insert.bind(3, now);
    insert.bind(4, expires_at);
    if (insert.exec() > 0) return true;
    SQLite::Statement query(*connection_,
                            "SELECT 1 FROM identity_nonces"
                            " WHERE digest = ? AND network = ? AND used_at > ?");
    query.bind(1, digest);
    query.bind(2, network);
    query.bind(3, now - nonce_again_within_ms);
    return query.executeStep();
}

}  // namespace storage
