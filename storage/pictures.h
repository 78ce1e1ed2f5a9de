// What uploaded pictures are like, by the SHA-256 of their bytes, and the copies of them that are
// shown instead. Copies are made from what blob_store.h keeps and can be made again: they are
// neither synced nor backed up, and their folder may be emptied at any time.
//
// Safe on any thread; every call blocks on the disk, so keep it off the event loop.
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

struct PictureRow {
    std::string sha256;
    std::uint32_t width = 0, height = 0;
    bool blank = false;     // all of one tone
    std::string hash;       // 16 hex digits, alike for copies (media/picture.h)
    std::string signature;  // grey fields, a byte each
    std::string software;   // the program that wrote it, where it says so
};

// An earlier upload that shows the same.
struct EarlierUpload {
    std::string blob;
    std::string conversation;
};

enum class PictureCopy { shown, thumbnail };  // JPEGs, upright and without what EXIF told

// Where a copy lies in the folder "shown" of the data folder.
std::filesystem::path picture_copy_path(const std::string& sha256, PictureCopy which);

class Pictures {
public:
    explicit Pictures(Database& database);
    ~Pictures();

    // What was known of those bytes is replaced. Throws std::runtime_error where the disk fails.
    void put(const PictureRow& row);
    std::optional<PictureRow> find(const std::string& sha256) const;

    // Looks for earlier uploads, in any conversation, that show the same as `blob`, whose bytes
    // have that hash, and remembers them. Compares with every picture there is, a microsecond each.
    void link_copies(const std::string& blob, const std::string& sha256);
    // As link_copies() found them; the oldest first.
    std::vector<EarlierUpload> copies_before(const std::string& blob) const;

    // Nothing where there is none (any more): make it again. Keeping one never fails: where the
    // disk does, it will be made again.
    std::optional<std::string> copy(const std::string& sha256, PictureCopy which) const;
    void keep_copy(const std::string& sha256, PictureCopy which, std::string_view jpeg) const;

private:
    std::filesystem::path file_of(const std::string& sha256, PictureCopy which) const;

    std::filesystem::path folder_;
    mutable std::mutex mutex_;  // of connection_
    std::unique_ptr<SQLite::Database> connection_;
};

}  // namespace storage
