// A network between clients and the server, on loopback, that treats each connection in its own bad
// way: refuses it, holds bytes back, hands them over a few at a time, cuts it in the middle of a
// frame, or lets it go dead without telling anybody.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <thread>

namespace torture {

class BadNetwork {
public:
    BadNetwork(std::function<std::uint16_t()> server, std::uint64_t seed);
    ~BadNetwork();
    BadNetwork(const BadNetwork&) = delete;

    std::uint16_t port() const { return port_; }
    // From now on every new connection is a good one; the bad ones break sooner or later.
    void calm() { calm_ = true; }

    std::uint64_t connections() const { return connections_; }
    std::uint64_t broken() const { return broken_; }

private:
    struct Line;
    void run();
    void accept_one();
    bool carry(Line& line);  // false: the line is at its end

    std::function<std::uint16_t()> server_;
    std::mt19937_64 random_;  // of the thread
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::list<std::unique_ptr<Line>> lines_;  // of the thread
    std::atomic<bool> calm_ = false, stopping_ = false;
    std::atomic<std::uint64_t> connections_ = 0, broken_ = 0;
    std::thread thread_;
};

}  // namespace torture
