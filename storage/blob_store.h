// Uploads: files named by the SHA-256 of their bytes, and a row for each upload that says whose it
// is.
//
// Safe on any thread; every call blocks on the disk, so keep it off the event loop. "Write last,
// read first": the file is on disk before the row, and the row before any event that names it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace storage {

class Database;

struct BlobRow {
    std::string id;  // b_…, one for each upload
    std::string conversation;
    std::string sha256;
    std::string media_type;
    std::int64_t bytes = 0;
    std::string uploader;  // visitor or agent id
    std::int64_t created_at = 0;
};

// Where the bytes of that hash lie in the data folder.
std::filesystem::path blob_path(const std::string& sha256);

// All uploads of a conversation, oldest first. For commands, which have no BlobStore: it tidies up.
std::vector<BlobRow> blobs_of(const Database& database, const std::string& conversation);

class BlobStore {
public:
    // Removes what an interrupted upload left behind.
    explicit BlobStore(Database& database);
    ~BlobStore();

    // Stores the bytes and the row; `row.id`, `sha256` and `bytes` are filled in. Durable on
    // return. Throws std::runtime_error where the disk fails.
    BlobRow add(BlobRow row, std::string_view bytes);

    std::optional<BlobRow> find(const std::string& id) const;
    // Nothing where the file is gone.
    std::optional<std::string> read(const BlobRow& row) const;

private:
    std::filesystem::path file_of(const std::string& sha256) const;
    void write_file(const std::string& sha256, std::string_view bytes) const;

    std::filesystem::path folder_;
    mutable std::mutex mutex_;  // of connection_
    std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace storage
