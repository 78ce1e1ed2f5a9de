#include "storage/pictures.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "storage/database.h"
#include "storage/picture_match.h"
#include "storage/secrets.h"

namespace storage {

namespace fs = std::filesystem;

fs::path picture_copy_path(const std::string& sha256, PictureCopy which)
{
    return fs::path(sha256.substr(0, 2)) /
           (sha256 + (which == PictureCopy::shown ? ".jpg" : ".small.jpg"));
}

Pictures::Pictures(Database& database)
    : folder_(database.folder() / "shown"), connection_(database.connect())
{
    fs::create_directories(folder_);
    std::error_code ignored;
    fs::permissions(folder_, fs::perms::owner_all, ignored);
}

Pictures::~Pictures() = default;

void Pictures::put(const PictureRow& row)
{
    const std::lock_guard lock(mutex_);
    SQLite::Statement insert(
        *connection_,
        "INSERT OR REPLACE INTO pictures (sha256, width, height, blank, hash, signature, software)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, row.sha256);
    insert.bind(2, row.width);
    insert.bind(3, row.height);
    insert.bind(4, row.blank ? 1 : 0);
    insert.bind(5, row.hash);
    insert.bind(6, row.signature.data(), static_cast<int>(row.signature.size()));
    insert.bind(7, row.software);
    insert.exec();
}

std::optional<PictureRow> Pictures::find(const std::string& sha256) const
{
    const std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            "SELECT sha256, width, height, blank, hash, signature, software"
                            " FROM pictures WHERE sha256 = ?");
    query.bind(1, sha256);
    if (!query.executeStep()) return std::nullopt;
    return PictureRow{query.getColumn(0).getString(), query.getColumn(1).getUInt(),
                      query.getColumn(2).getUInt(),   query.getColumn(3).getInt() != 0,
                      query.getColumn(4).getString(), query.getColumn(5).getString(),
                      query.getColumn(6).getString()};
}

void Pictures::link_copies(const std::string& blob, const std::string& sha256)
{
    const auto picture = find(sha256);
    if (!picture) return;
    std::vector<std::string> alike;
    {
        const std::lock_guard lock(mutex_);
        SQLite::Statement query(*connection_, "SELECT sha256, hash FROM pictures");
        while (query.executeStep())
            if (may_match(picture->hash, query.getColumn(1).getString()))
                alike.push_back(query.getColumn(0).getString());
    }
    for (const std::string& other : alike) {
        const auto row = find(other);
        if (!row || !match(*picture, *row)) continue;
        const std::lock_guard lock(mutex_);
        SQLite::Statement insert(*connection_,
                                 "INSERT OR IGNORE INTO picture_copies (blob, earlier)"
                                 " SELECT ?1, id FROM blobs WHERE sha256 = ?2 AND id <> ?1");
        insert.bind(1, blob);
        insert.bind(2, other);
        insert.exec();
    }
}

std::vector<EarlierUpload> Pictures::copies_before(const std::string& blob) const
{
    const std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            "SELECT blobs.id, blobs.conversation FROM picture_copies"
                            " JOIN blobs ON blobs.id = earlier WHERE blob = ?"
                            " ORDER BY blobs.created_at, blobs.id");
    query.bind(1, blob);
    std::vector<EarlierUpload> copies;
    while (query.executeStep())
        copies.push_back({query.getColumn(0).getString(), query.getColumn(1).getString()});
    return copies;
}

fs::path Pictures::file_of(const std::string& sha256, PictureCopy which) const
{
    return folder_ / picture_copy_path(sha256, which);
}

std::optional<std::string> Pictures::copy(const std::string& sha256, PictureCopy which) const
{
    std::ifstream file(file_of(sha256, which), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void Pictures::keep_copy(const std::string& sha256, PictureCopy which, std::string_view jpeg) const
{
    const fs::path target = file_of(sha256, which);
    const fs::path incoming = target.string() + '.' + random_hex(8);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    {
        std::ofstream file(incoming, std::ios::binary);
        fs::permissions(incoming, fs::perms::owner_read | fs::perms::owner_write, error);
        file << jpeg;
        file.close();
        if (!file) return static_cast<void>(fs::remove(incoming, error));
    }
    fs::rename(incoming, target, error);
}

}  // namespace storage
