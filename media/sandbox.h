// What a program gives up before it looks at a stranger's bytes, so that a hole in a decoder leads
// nowhere.
#pragma once

#include <cstdint>

namespace media {

struct Limits {
    std::uint64_t memory_bytes = 768ull << 20;  // addresses; a picture of 50 million pixels fits
    unsigned cpu_seconds = 10;
};

// Memory and processor time are bounded, and nothing is dumped where it fails.
// Throws std::system_error where the system refuses one of these.
void limit(const Limits& limits);

// From here on this process may compute, take and give back memory, use the descriptors that it
// has, and end. Opening a file fails with EACCES; any other system call (a socket, another program,
// another thread) ends it with SIGSYS. There is no way back. Throws std::system_error where the
// kernel has no seccomp or refuses it.
void enter_sandbox();

}  // namespace media
