// Agents, their passwords and their sessions.
//
// Safe on any thread. Checking a password takes tens of milliseconds of one core by design
// (Argon2id): keep verify() and add() off the event loop.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace storage {

class Database;

struct Agent {
    std::string id;    // g_…
    std::string name;  // unique; what customers and colleagues read
    std::string role;  // admin, agent
};

struct Session {
    std::string token;  // for the cookie; only its hash is stored
    std::string csrf;   // the token that requests and the console's socket carry besides
    Agent agent;
    std::int64_t expires_at = 0;  // milliseconds since 1970
};

class Accounts {
public:
    explicit Accounts(Database& database);
    ~Accounts();

    // Where there is no agent yet: makes "admin" and returns its password, this once.
    std::optional<std::string> create_first_admin(std::int64_t now);
    // Nothing where the name is taken.
    std::optional<Agent> add(const std::string& name, const std::string& password,
                             const std::string& role, std::int64_t now);
    // A password that is hard to guess and can be typed.
    static std::string new_password();

    // Takes as long for an unknown name as for a wrong password.
    std::optional<Agent> verify(const std::string& name, const std::string& password) const;
    Session open_session(const Agent& agent, std::int64_t now);  // for 12 hours
    std::optional<Session> find_session(const std::string& token, std::int64_t now) const;
    void close_session(const std::string& token);
    std::optional<Agent> find(const std::string& id) const;
    std::vector<Agent> all() const;

private:
    mutable std::mutex mutex_;  // of connection_
    std::unique_ptr<SQLite::Database> connection_;
    std::string dummy_hash_;  // checked where the name is unknown
};

}  // namespace storage
