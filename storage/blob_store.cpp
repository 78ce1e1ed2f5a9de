#include "storage/blob_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "storage/database.h"
#include "storage/secrets.h"

namespace storage {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

// A file descriptor that is closed at the end of its scope.
class File {
public:
    File(const fs::path& path, int flags)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0) fail("cannot open " + path.string());
    }
    ~File() { ::close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("cannot write an upload");
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void sync() const
    {
        if (::fsync(descriptor_) != 0) fail("cannot sync an upload");
    }

private:
    int descriptor_;
};

const char* const blob_columns =
    "id, conversation, sha256, media_type, bytes, uploader, created_at";

BlobRow read_blob(SQLite::Statement& row)
{
    return {row.getColumn(0).getString(), row.getColumn(1).getString(),
            row.getColumn(2).getString(), row.getColumn(3).getString(),
            row.getColumn(4).getInt64(),  row.getColumn(5).getString(),
            row.getColumn(6).getInt64()};
}

}  // namespace

fs::path blob_path(const std::string& sha256)
{
    return fs::path("blobs") / sha256.substr(0, 2) / sha256;
}

std::vector<BlobRow> blobs_of(const Database& database, const std::string& conversation)
{
    const auto connection = database.connect_reading();
    SQLite::Statement query(*connection, std::string("SELECT ") + blob_columns +
                                             " FROM blobs WHERE conversation = ?"
                                             " ORDER BY created_at, id");
    query.bind(1, conversation);
    std::vector<BlobRow> rows;
    while (query.executeStep()) rows.push_back(read_blob(query));
    return rows;
}

BlobStore::BlobStore(Database& database)
    : folder_(database.folder() / "blobs"), connection_(database.connect())
{
    fs::create_directories(folder_ / "incoming");
    std::error_code
        ignored;  // somebody else's folder: what is in it is still readable by its owner only
    fs::permissions(folder_, fs::perms::owner_all, ignored);
    for (const auto& left : fs::directory_iterator(folder_ / "incoming")) fs::remove(left.path());
}

BlobStore::~BlobStore() = default;

fs::path BlobStore::file_of(const std::string& sha256) const
{
    return folder_.parent_path() / blob_path(sha256);
}

void BlobStore::write_file(const std::string& sha256, std::string_view bytes) const
{
    const fs::path target = file_of(sha256);
    if (fs::exists(target)) return;  // the same bytes were uploaded before
    fs::create_directories(target.parent_path());
    const fs::path incoming = folder_ / "incoming" / random_hex(16);
    {
        const File file(incoming, O_CREAT | O_EXCL | O_WRONLY);
        file.write(bytes);
        file.sync();
    }
    fs::rename(incoming, target);
    File(target.parent_path(), O_RDONLY | O_DIRECTORY).sync();
    File(folder_, O_RDONLY | O_DIRECTORY).sync();
}

BlobRow BlobStore::add(BlobRow row, std::string_view bytes)
{
    row.id = "b_" + random_hex(12);
    row.sha256 = sha256_hex(bytes);
    row.bytes = static_cast<std::int64_t>(bytes.size());
    write_file(row.sha256, bytes);
    std::lock_guard lock(mutex_);
    SQLite::Statement insert(
        *connection_,
        "INSERT INTO blobs (id, conversation, sha256, media_type, bytes, uploader, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, row.id);
    insert.bind(2, row.conversation);
    insert.bind(3, row.sha256);
    insert.bind(4, row.media_type);
    insert.bind(5, row.bytes);
    insert.bind(6, row.uploader);
    insert.bind(7, row.created_at);
    insert.exec();
    // The same bytes may have been there, and erased before this row was (erasure.h).
    write_file(row.sha256, bytes);
    return row;
}

std::optional<BlobRow> BlobStore::find(const std::string& id) const
{
    std::lock_guard lock(mutex_);
    SQLite::Statement query(*connection_,
                            std::string("SELECT ") + blob_columns + " FROM blobs WHERE id = ?");
    query.bind(1, id);
    if (!query.executeStep()) return std::nullopt;
    return read_blob(query);
}

std::optional<std::string> BlobStore::read(const BlobRow& row) const
{
    std::ifstream file(file_of(row.sha256), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace storage
