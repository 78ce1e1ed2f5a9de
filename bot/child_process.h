// Runs a program with bytes on its standard input and takes what it writes.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct ChildLimits {
    std::chrono::milliseconds patience;  // then it is killed
    std::size_t output_max;              // bytes; one that writes more is killed
};

struct ChildEnd {
    bool started = false;
    // Its exit code; nothing where a signal ended it, ours among them.
    std::optional<int> code;
    int signal = 0;
    std::string output;
};

// Blocks until it has ended. It gets none of our descriptors but /dev/null for its errors, and no
// environment but what is needed to run as this program was built. From any thread.
ChildEnd run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                   std::string_view input, const ChildLimits& limits);

}  // namespace bot
