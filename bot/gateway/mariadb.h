// A shop's database, MariaDB or MySQL, for reading only.
//
// Every value goes to the server as the argument of a prepared statement, and the session is read
// only whatever its account may do, so that a look-up cannot change a shop by mistake.
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
    MariaDbError(unsigned number, const std::string& what)
        : std::runtime_error(what), number_(number)
    {
    }
    unsigned number() const { return number_; }

private:
    unsigned number_;
};

class MariaDb {
public:
    // By the column's name or alias; NULL is nothing.
    using Row = std::map<std::string, std::optional<std::string>>;

    // Connects; throws MariaDbError.
    explicit MariaDb(MariaDbAccess access);
    ~MariaDb();
    MariaDb(const MariaDb&) = delete;
    MariaDb& operator=(const MariaDb&) = delete;

    // `sql` with one `?` for each argument. Where the connection was lost it connects again, once:
    // nothing that can be asked here does harm when it is asked twice. Throws MariaDbError.
    std::vector<Row> query(const std::string& sql, const std::vector<std::string>& arguments);

private:
    struct Connection;
    std::vector<Row> ask(const std::string& sql, const std::vector<std::string>& arguments);
    void connect();

    MariaDbAccess access_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace bot::gateway
