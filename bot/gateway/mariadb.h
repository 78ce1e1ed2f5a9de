// A shop's database, MariaDB or MySQL.
//
// Every value goes to the server as the argument of a prepared statement. The session is read only
// whatever its account may do, so that a look-up cannot change a shop by mistake; what changes a
// shop has a session of its own, of the second account.
// One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bot::gateway {

struct MariaDbAccess {
    std::string socket;  // a local server's; where it is empty, `host` and `port`
    std::string host = "127.0.0.1";
    std::uint16_t port = 3306;
    std::string user;
    std::string password;
    std::string database;
    unsigned timeout_s = 5;  // for connecting, and for each read and write
};

// The server's words, without the statement and its arguments.
class MariaDbError : public std::runtime_error {
public:
    MariaDbError(unsigned number, const std::string& what, bool sent = true)
        : std::runtime_error(what), number_(number), sent_(sent)
    {
    }
    unsigned number() const { return number_; }
    // Whether the statement certainly did nothing: it was not sent, or the server itself refused
    // it. (2000 to 2999 and from 5000 on the numbers are the client's own: an answer was lost.)
    bool did_nothing() const
    {
        const bool servers =
            (number_ >= 1000 && number_ < 2000) || (number_ >= 3000 && number_ < 5000);
        return !sent_ || servers;
    }

private:
    unsigned number_;
    bool sent_;
};

class MariaDb {
public:
    // By the column's name or alias; NULL is nothing.
    using Row = std::map<std::string, std::optional<std::string>>;

    enum class Session { reading, changing };

    // Connects; throws MariaDbError.
    explicit MariaDb(MariaDbAccess access, Session session = Session::reading);
    ~MariaDb();
    MariaDb(const MariaDb&) = delete;
    MariaDb& operator=(const MariaDb&) = delete;

    // `sql` with one `?` for each argument. Where the connection was lost it connects again, once:
    // nothing that can be asked here does harm when it is asked twice. Throws MariaDbError.
    std::vector<Row> query(const std::string& sql, const std::vector<std::string>& arguments);

    // One statement that changes rows, by itself a transaction; how many it has changed. It is sent
    // once: where the connection is lost under it, whether it was done is not known.
    // Throws MariaDbError, and std::logic_error in a session that only reads.
    std::uint64_t change(const std::string& sql, const std::vector<std::string>& arguments);

private:
    struct Connection;
    std::vector<Row> ask(const std::string& sql, const std::vector<std::string>& arguments);
    void connect();

    MariaDbAccess access_;
    Session session_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace bot::gateway
