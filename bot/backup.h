// The whole of a data folder, copied while a server works in it, and put back. Blocks on the disk;
// throws Failure, which says what to do, and std::exception where the disk fails.
//
// A backup has the layout of a data folder, and SHA256SUMS beside it: the hash of every file, in
// the format of sha256sum. That file is written last; a backup without it is not complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace bot {

struct BackupResult {
    std::size_t conversations = 0, events = 0;
    std::size_t files = 0;
    std::uintmax_t bytes = 0;
    // The secrets' file, where shop.yaml names one outside the data folder: it is not copied.
    std::string secrets_elsewhere;
};

// `target` must not exist or be empty. Pictures are hard links where both are on one file system:
// they never change. Everything is read again, compared and synced before this returns.
BackupResult back_up(const std::filesystem::path& data, const std::filesystem::path& target);

// Checks every file of the backup, then copies it into `data`, which must not exist or be empty.
BackupResult restore_backup(const std::filesystem::path& backup, const std::filesystem::path& data);

}  // namespace bot
