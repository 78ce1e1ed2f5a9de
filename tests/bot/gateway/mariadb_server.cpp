#include "tests/bot/gateway/mariadb_server.h"

#include <fcntl.h>
#include <mysql.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

// Runs a program with its output going to `log`.
pid_t spawn(std::vector<std::string> arguments, const std::string& log)
{
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t process = -1;
    const int error =
        posix_spawnp(&process, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("no " + arguments[0] + ": run script/bootstrap");
    return process;
}

std::string content(const std::string& path)
{
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string own_name() { return getpwuid(geteuid())->pw_name; }

}  // namespace

MariaDbServer& MariaDbServer::shared()
{
    static MariaDbServer server;
    return server;
}

MariaDbServer::MariaDbServer()
{
    const std::string log = (folder_.path() / "log").string();
    const pid_t installing =
        spawn({"mariadb-install-db", "--no-defaults", "--skip-test-db", "--user=" + own_name(),
               "--auth-root-authentication-method=normal",
               "--datadir=" + (folder_.path() / "data").string()},
              log);
    int status = 0;
    waitpid(installing, &status, 0);
    if (status != 0) throw std::runtime_error("mariadb-install-db failed:\n" + content(log));
    start();
    run("CREATE USER lookup IDENTIFIED BY 'look'; GRANT SELECT ON *.* TO lookup;"
        "CREATE USER changing IDENTIFIED BY 'change'");
}

void MariaDbServer::start()
{
    const std::string log = (folder_.path() / "log").string();
    process_ =
        spawn({"/usr/sbin/mariadbd", "--no-defaults", "--skip-networking", "--user=" + own_name(),
               "--socket=" + socket(), "--datadir=" + (folder_.path() / "data").string(),
               "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0",
               // As on a server in China, where the shops write their local time.
               "--default-time-zone=+08:00"},
              log);
    for (int tries = 0; tries < 600; ++tries) {
        try {
            run("SELECT 1");
            return;
        } catch (const std::runtime_error&) {
            if (waitpid(process_, nullptr, WNOHANG) != 0) {
                process_ = -1;
                break;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    throw std::runtime_error("mariadbd did not start:\n" + content(log));
}

MariaDbServer::~MariaDbServer()
{
    if (process_ < 0) return;
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
}

void MariaDbServer::run(const std::string& sql)
{
    const std::unique_ptr<MYSQL, decltype(&mysql_close)> handle(mysql_init(nullptr), mysql_close);
    mysql_optionsv(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!mysql_real_connect(handle.get(), nullptr, "root", "", nullptr, 0, socket().c_str(),
                            CLIENT_MULTI_STATEMENTS) ||
        mysql_real_query(handle.get(), sql.data(), sql.size()) != 0)
        throw std::runtime_error(mysql_error(handle.get()));
    int state = 0;
    do {
        mysql_free_result(mysql_store_result(handle.get()));
        state = mysql_next_result(handle.get());
    } while (state == 0);
    if (state > 0) throw std::runtime_error(mysql_error(handle.get()));
}

bot::gateway::MariaDbAccess MariaDbServer::access(const std::string& database) const
{
    bot::gateway::MariaDbAccess access;
    access.socket = socket();
    access.user = "lookup";
    access.password = "look";
    access.database = database;
    return access;
}

bot::gateway::MariaDbAccess MariaDbServer::changing(const std::string& database) const
{
    bot::gateway::MariaDbAccess access = this->access(database);
    access.user = "changing";
    access.password = "change";
    return access;
}

bot::gateway::MariaDbAccess MariaDbServer::owner(const std::string& database) const
{
    bot::gateway::MariaDbAccess access = this->access(database);
    access.user = "root";
    access.password.clear();
    return access;
}
