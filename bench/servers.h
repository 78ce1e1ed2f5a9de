// The two servers that load_benchmark compares, each in a process of its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>

namespace bench {

// Tells the port once it listens; does not return.
using Serve = void (*)(const std::filesystem::path& folder,
                       const std::function<void(std::uint16_t port)>& listening);
// Sends every text frame back: Beast as in bot/net/, and nothing else.
void serve_echo(const std::filesystem::path&, const std::function<void(std::uint16_t)>&);
// All of Kefu with the demo shop, but without the limit on how fast one visitor may write.
void serve_kefu(const std::filesystem::path&, const std::function<void(std::uint16_t)>&);

// A server on the first two processors, with a data folder, both gone with this object.
class ServerProcess {
public:
    explicit ServerProcess(Serve serve);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;

    std::uint16_t port() const { return port_; }
    const std::filesystem::path& folder() const { return folder_; }
    // That all its threads have used.
    double cpu_seconds() const;

private:
    pid_t process_ = -1;
    std::uint16_t port_ = 0;
    std::filesystem::path folder_;
};

// This process leaves the first two processors to the servers, where there are four.
void load_beside_servers();

}  // namespace bench
