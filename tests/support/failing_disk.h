// A disk under SQLite that fails at a chosen write or sync: the power goes, or the system answers
// with an error from then on. What was written since the last sync of a file is then lost, kept, or
// torn: the first half of its last write is there and the rest is not. All files of one process;
// any thread.
//
// Not covered: the order in which a disk may store writes of different files between two syncs.
#pragma once

#include <cstdint>
#include <string>

namespace failing_disk {

enum class What { power_cut, error };
enum class When { before_write, after_write, before_sync, after_sync };
enum class Unsynced { lost, kept, torn };

struct Fault {
    What what = What::power_cut;
    When when = When::before_write;
    std::uint64_t nth = 1;  // of the writes, or of the syncs, from install() on
    Unsynced unsynced = Unsynced::lost;
};

// Every database that is opened from here on stands on such a disk. Once in a process.
void install(const Fault& fault);

// "power_cut before_sync 3 torn": a fault as install_failing_disk.cpp reads it.
std::string to_text(const Fault& fault);
Fault from_text(const std::string& text);  // throws std::invalid_argument

}  // namespace failing_disk
