// A closed loop of WebSocket clients on one thread: each sends its next message when the last one
// has been answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace bench {

struct Load {
    std::vector<double> microseconds;  // of each message, from its sending to its answer
    double seconds = 0;

    double messages() const { return static_cast<double>(microseconds.size()); }
    double rate() const { return messages() / seconds; }
    double percentile(double of_hundred) const;
};

// `visitors`: each says hello to Kefu first, and waits for acks; else for any frame.
Load load(std::uint16_t port, std::size_t connections, std::chrono::seconds time, bool visitors);

// p99 of an append of 4 KiB with fdatasync on that disk, in microseconds.
double fdatasync_p99(const std::filesystem::path& folder, std::chrono::seconds time);

}  // namespace bench
