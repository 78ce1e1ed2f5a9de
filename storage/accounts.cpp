#include "storage/accounts.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sodium.h>

#include <stdexcept>

#include "storage/database.h"
#include "storage/secrets.h"

namespace storage {

namespace {

constexpr std::int64_t session_ms = 12LL * 60 * 60 * 1000;

std::string hash_password(const std::string& password)
{
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(hash, password.c_str(), password.size(),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::runtime_error("not enough memory to hash a password");
    return hash;
}

}  // namespace

Accounts::Accounts(Database& database) : connection_(database.connect())
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    dummy_hash_ = hash_password(random_hex(16));
}

Accounts::~Accounts() = default;

std::string Accounts::new_password()
{
    static constexpr char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    for (int i = 0; i < 16; ++i) {
        if (i > 0 && i % 4 == 0) password += '-';
        password += letters[randombytes_uniform(sizeof letters - 1)];
    }
    return password;
}

std::optional<std::string> Accounts::create_first_admin(std::int64_t now)
{
    if (!all().empty()) return std::nullopt;
    std::string password = new_password();
    add("admin", password, "admin", now);
    return password;
}

std::optional<Agent> Accounts::add(const std::string& name, const std::string& password,
                                   const std::string& role, std::int64_t now)
{
    const Agent agent{"g_" + random_hex(8), name, role};
    const std::string hash = hash_password(password);
    std::lock_guard lock(mutex_);
    SQLite::Statement insert(*connection_,
                             "INSERT INTO agents (id, name, password_hash, role, created_at)"
                             " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING");
    insert.bind(1, agent.id);
    insert.bind(2, agent.name);
    insert.bind(3, hash);
    insert.bind(4, agent.role);
    insert.bind(5, now);
    if (insert.exec() == 0) return std::nullopt;
    return agent;
}

std::optional<Agent> Accounts::verify(const std::string& name, const std::string& password) const
{
    std::string hash = dummy_hash_;
    std::optional<Agent> agent;
    {
        std::lock_guard lock(mutex_);
        SQLite::Statement query(*connection_,
                                "SELECT id, name, role, password_hash FROM agents WHERE name = ?");
        query.bind(1, name);
        if (query.executeStep()) {
            agent = Agent{query.getColumn(0).getString(), query.getColumn(1).getString(),
                          query.getColumn(2).getString()};
            hash = query.getColumn(3).getString();
        }
    }
    const bool right =
        crypto_pwhash_str_verify(hash.c_str(), password.c_str(), password.size()) == 0;
    return right ? agent : std::nullopt;
}

Session Accounts::open_session(const Agent& agent, std::int64_t now)
{
    Session session{random_hex(32), random_hex(32), agent, now + session_ms};
    std::lock_guard lock(mutex_);
    SQLite::Statement expire(*connection_, "DELETE FROM sessions WHERE expires_at < ?");
    expire.bind(1, now);
    expire.exec();
    SQLite::Statement insert(
        *connection_,
        "INSERT INTO sessions (token_hash, agent, csrf, expires_at) VALUES (?, ?, ?, ?)");
    insert.bind(1, sha256_hex(session.token));
    insert.bind(2, agent.id);
    insert.bind(3, session.csrf);
    insert.bind(4, session.expires_at);
    insert.exec();
    return session;
}

std::optional<Session> Accounts::find_session(const std::string& token, std::int64_t now) const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(
        *connection_,
        "SELECT s.csrf, s.expires_at, a.id, a.name, a.role FROM sessions s"
        " JOIN agents a ON a.id = s.agent WHERE s.token_hash = ? AND s.expires_at > ?");
    query.bind(1, sha256_hex(token));
    query.bind(2, now);
    if (!query.executeStep()) return std::nullopt;
    return Session{token,
                   query.getColumn(0).getString(),
                   {query.getColumn(2).getString(), query.getColumn(3).getString(),
                    query.getColumn(4).getString()},
                   query.getColumn(1).getInt64()};
}

void Accounts::close_session(const std::string& token)
{
    std::lock_guard lock(mutex_);
    SQLite::Statement remove(*connection_, "DELETE FROM sessions WHERE token_hash = ?");
    remove.bind(1, sha256_hex(token));
    remove.exec();
}

std::optional<Agent> Accounts::find(const std::string& id) const
{
    for (Agent& agent : all())
        if (agent.id == id) return agent;
    return std::nullopt;
}

std::vector<Agent> Accounts::all() const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            "SELECT id, name, role FROM agents ORDER BY created_at, id");
    std::vector<Agent> agents;
    while (query.executeStep())
        agents.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(),
                          query.getColumn(2).getString()});
    return agents;
}

}  // namespace storage
