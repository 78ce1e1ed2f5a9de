// The real program as a child process, with a data folder of its own that is deleted afterwards.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace end_to_end {

// A folder that is deleted with this object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct Finished {
    int exit_code = -1;
    std::string output;
    std::string errors;
};
// Runs `kefu` with these arguments to its end.
Finished run_kefu(const std::vector<std::string>& arguments, const std::string& input = {});

// `kefu serve --demo` on a port that the system picks.
class Server {
public:
    // `program`: another one than kefu that behaves like it.
    explicit Server(const std::filesystem::path& data, const std::vector<std::string>& further = {},
                    const std::string& program = KEFU_BINARY);
    // `kefu gateway` with this configuration.
    static Server gateway(const std::filesystem::path& configuration);
    ~Server();
    Server(const Server&) = delete;

    std::uint16_t port() const { return port_; }
    // The one-time password of the first start; empty on later ones.
    const std::string& admin_password() const { return password_; }

    void kill();     // as a power cut would: SIGKILL
    int stop();      // SIGTERM; the exit code
    void hang_up();  // SIGHUP: it reads its pack anew
    bool running();
    // The exit code of a server that ends by itself, 128 + N where signal N ended it. Throws where
    // it does not within a minute.
    int wait();

private:
    Server(const std::vector<std::string>& arguments, const std::string& program);

    pid_t process_ = -1;
    int output_ = -1;
    std::uint16_t port_ = 0;
    std::string password_;
};

}  // namespace end_to_end
