// A real MariaDB in a temporary folder, with a socket and no network, that ends with this object.
#pragma once

#include <sys/types.h>

#include <string>

#include "bot/gateway/mariadb.h"
#include "tests/support/temporary_folder.h"

class MariaDbServer {
public:
    // One for all tests of a program: starting it takes seconds. Throws where it does not start.
    static MariaDbServer& shared();

    MariaDbServer();
    ~MariaDbServer();
    MariaDbServer(const MariaDbServer&) = delete;

    // Statements as the database's owner, several with semicolons between them.
    void run(const std::string& sql);
    // What the account `lookup`, which may only SELECT, reaches of this database.
    bot::gateway::MariaDbAccess access(const std::string& database) const;
    // What the account `changing` reaches, which may do what a test has granted it and no more.
    bot::gateway::MariaDbAccess changing(const std::string& database) const;
    // The same database with the rights of its owner.
    bot::gateway::MariaDbAccess owner(const std::string& database) const;

private:
    void start();
    std::string socket() const { return (folder_.path() / "socket").string(); }

    TemporaryFolder folder_;
    pid_t process_ = -1;
};
