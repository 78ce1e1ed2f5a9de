// A consistent copy of the database while a server writes to it. Blocks on the disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace storage {

class Database;

struct Snapshot {
    std::size_t conversations = 0;
    std::size_t events = 0;
    std::vector<std::string> blobs;  // paths in the data folder of the files that it names
};

// Writes one moment of `database` to `file`, which must not exist yet, and checks the copy. The
// writer is not held up. Throws std::runtime_error where the disk fails or the copy is not sound.
Snapshot copy_database(const Database& database, const std::filesystem::path& file);

}  // namespace storage
