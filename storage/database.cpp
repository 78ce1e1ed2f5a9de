#include "storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/schema.h"

namespace storage {

namespace {

namespace fs = std::filesystem;

// What customers wrote is for the owner's eyes only, also in a folder made by an earlier version.
// SQLite gives its other files the mode of this one.
void keep_for_owner(const std::string& file)
{
    const int made = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) return;  // opening the database says why
    ::fchmod(made, 0600);
    ::close(made);
}

constexpr int busy_timeout_ms = 5000;

std::string file_of(const std::filesystem::path& folder) { return (folder / "kefu.db").string(); }

int version_of(SQLite::Database& database)
{
    return database.execAndGet("PRAGMA user_version").getInt();
}

[[noreturn]] void refuse_newer(const std::filesystem::path& folder, int found)
{
    const std::string known = std::to_string(migrations().size()), version = std::to_string(found);
    throw OpenError({"the database " + file_of(folder) + " has version " + version +
                         ", this program knows up to version " + known +
                         ": start the newer program, or give another --data folder",
                     "数据库 " + file_of(folder) + " 是版本 " + version + ",本程序只认识到版本 " +
                         known + ":请使用更新的程序,或用 --data 指定别的数据目录"});
}

void migrate(SQLite::Database& database, const std::filesystem::path& folder)
{
    int version = version_of(database);
    if (version > static_cast<int>(migrations().size())) refuse_newer(folder, version);
    for (; version < static_cast<int>(migrations().size()); ++version) {
        SQLite::Transaction transaction(database);
        database.exec(std::string(migrations()[static_cast<std::size_t>(version)]));
        database.exec("PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
    }
}

}  // namespace

Database::Database(const std::filesystem::path& data_folder, Access access)
    : folder_(data_folder), access_(access)
{
    const bool fresh = !std::filesystem::exists(file_of(folder_));
    if (access_ == Access::beside && fresh) access_ = Access::write;
    if (access_ == Access::write) {
        std::error_code error;
        if (fs::create_directories(folder_, error))
            fs::permissions(folder_, fs::perms::owner_all, error);
        if (error || ::access(folder_.c_str(), W_OK) != 0) {
            const std::string reason = error ? error.message() : std::strerror(errno);
            throw OpenError(
                {"cannot write to the data folder " + folder_.string() + " (" + reason +
                     "): give its owner write permission, or choose another with --data",
                 "数据目录 " + folder_.string() + " 不可写(" + reason +
                     "):请给它写权限,或用 --data 指定别的目录"});
        }
        lock();
    } else if (fresh) {
        throw OpenError({"there is no database in " + folder_.string() +
                             ": start 'kefu serve' once, or check --data",
                         folder_.string() + " 里没有数据库:请先运行一次 kefu serve,或检查 --data"});
    }
    try {
        if (access_ == Access::write) keep_for_owner(file_of(folder_));
        const auto database = open(access_ == Access::write);
        if (access_ == Access::write) {
            migrate(*database, folder_);
        } else if (const int version = version_of(*database);
                   version != static_cast<int>(migrations().size())) {
            if (version > static_cast<int>(migrations().size())) refuse_newer(folder_, version);
            throw OpenError({"the database " + file_of(folder_) +
                                 " is older than this program: start 'kefu serve' once",
                             "数据库 " + file_of(folder_) + " 比本程序旧:请先运行一次 kefu serve"});
        }
    } catch (const SQLite::Exception& error) {
        if (lock_file_ >= 0) ::close(lock_file_);
        throw OpenError({"cannot open the database " + file_of(folder_) + ": " + error.what(),
                         "无法打开数据库 " + file_of(folder_) + ":" + error.what()});
    } catch (...) {
        if (lock_file_ >= 0) ::close(lock_file_);
        throw;
    }
}

Database::~Database()
{
    if (lock_file_ >= 0) ::close(lock_file_);
}

void Database::lock()
{
    const std::string path = (folder_ / "lock").string();
    lock_file_ = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (lock_file_ < 0 || ::flock(lock_file_, LOCK_EX | LOCK_NB) == 0) {
        if (lock_file_ >= 0) return;
        const std::string reason = std::strerror(errno);
        throw OpenError(
            {"cannot write to the data folder " + folder_.string() + " (" + reason + ")",
             "数据目录 " + folder_.string() + " 不可写(" + reason + ")"});
    }
    ::close(lock_file_);
    lock_file_ = -1;
    throw OpenError(
        {"the data folder " + folder_.string() +
             " is in use by another kefu: stop that one, or choose another folder with --data",
         "数据目录 " + folder_.string() +
             " 正被另一个 kefu 使用:请先停掉它,或用 --data 指定别的目录"});
}

std::unique_ptr<SQLite::Database> Database::open(bool writable) const
{
    auto database = std::make_unique<SQLite::Database>(
        file_of(folder_),
        writable ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY,
        busy_timeout_ms);
    if (writable) {
        database->exec("PRAGMA journal_mode = WAL");
        database->exec("PRAGMA synchronous = FULL");
        database->exec("PRAGMA foreign_keys = ON");
        // An erasure must find no older state of a conversation in unused parts of the file.
        database->exec("PRAGMA secure_delete = ON");
    }
    return database;
}

std::unique_ptr<SQLite::Database> Database::connect() const
{
    return open(access_ != Access::read);
}
std::unique_ptr<SQLite::Database> Database::connect_reading() const { return open(false); }

}  // namespace storage
