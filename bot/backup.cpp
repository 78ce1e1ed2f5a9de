#include "bot/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <system_error>

#include "bot/language.h"
#include "bot/pack_folder.h"
#include "intents/yaml.h"
#include "storage/database.h"
#include "storage/secrets.h"
#include "storage/snapshot.h"
#include "storage/vault.h"

namespace bot {

namespace fs = std::filesystem;

namespace {

constexpr const char* sums_file = "SHA256SUMS";
constexpr const char* database_file = "kefu.db";

void sync(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced)
        throw std::system_error(reason, std::generic_category(), "cannot sync " + path.string());
}

std::string hash_of(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return storage::sha256_hex(stream);
}

// An empty folder only its owner can look into: it will hold what customers wrote.
void make_empty_folder(const fs::path& folder)
{
    if (fs::exists(folder) && (!fs::is_directory(folder) || !fs::is_empty(folder)))
        throw Failure({folder.string() + " is not empty: give a folder that is new or empty",
                       folder.string() + " 不是空的:请给一个新的或空的文件夹"});
    if (fs::create_directories(folder)) fs::permissions(folder, fs::perms::owner_all);
}

// Copies files from one folder to another under the same paths, and remembers their hashes.
class Copier {
public:
    Copier(fs::path from, fs::path to) : from_(std::move(from)), to_(std::move(to)) {}

    // What lies in the target already.
    void found(const std::string& path, const std::string& expected = {})
    {
        const fs::path file = to_ / path;
        const std::string hash = hash_of(file);
        if (!expected.empty() && hash != expected) damaged(path);
        sync(file);
        sums_[path] = hash;
        bytes_ += fs::file_size(file);
        for (fs::path folder = file.parent_path(); folder != to_; folder = folder.parent_path())
            folders_.insert(folder);
    }
    // `expected`: the hash it must have. `may_link`: the file never changes.
    void copy(const std::string& path, const std::string& expected, bool may_link)
    {
        const fs::path target = to_ / path;
        fs::create_directories(target.parent_path());
        std::error_code not_linked = std::make_error_code(std::errc::not_supported);
        if (may_link) fs::create_hard_link(from_ / path, target, not_linked);
        if (not_linked) fs::copy_file(from_ / path, target);
        found(path, expected.empty() ? hash_of(from_ / path) : expected);
    }
    void sync_folders() const
    {
        for (const fs::path& folder : folders_) sync(folder);
        sync(to_);
        sync(fs::absolute(to_).parent_path());
    }
    [[noreturn]] static void damaged(const std::string& path)
    {
        throw Failure({path + " is damaged: its content is not what it was written with",
                       path + " 已损坏:内容与写入时不同"});
    }

    const std::map<std::string, std::string>& sums() const { return sums_; }
    std::uintmax_t bytes() const { return bytes_; }

private:
    fs::path from_, to_;
    std::map<std::string, std::string> sums_;
    std::set<fs::path> folders_;
    std::uintmax_t bytes_ = 0;
};

// Where shop.yaml says that the secrets are.
std::string secrets_of(const fs::path& data)
{
    intents::Problems problems;
    const auto yaml = intents::Yaml::parse("shop.yaml", read_file(data / "shop.yaml"), problems);
    return yaml.field("secrets").text("secrets.yaml");
}

std::map<std::string, std::string> read_sums(const fs::path& backup)
{
    if (!fs::exists(backup / sums_file))
        throw Failure({backup.string() + " is not a complete backup: it has no " + sums_file,
                       backup.string() + " 不是完整的备份:里面没有 " + sums_file});
    std::map<std::string, std::string> sums;
    std::istringstream lines(read_file(backup / sums_file));
    for (std::string line; std::getline(lines, line);) {
        constexpr std::size_t digits = 64;
        const bool readable = line.size() > digits + 2 && line.substr(digits, 2) == "  ";
        const fs::path path = readable ? line.substr(digits + 2) : "";
        // A list that somebody changed must not lead out of the folder.
        if (!readable || path.is_absolute() || path.lexically_normal() != path ||
            *path.begin() == "..")
            Copier::damaged(sums_file);
        sums[path.string()] = line.substr(0, digits);
    }
    if (!sums.contains(database_file)) Copier::damaged(sums_file);
    return sums;
}

}  // namespace

BackupResult back_up(const fs::path& data, const fs::path& target)
{
    const storage::Database database(data, storage::Access::read);
    make_empty_folder(target);
    // The database first: what it names was on the disk before it, and stays.
    const storage::Snapshot snapshot = storage::copy_database(database, target / database_file);
    fs::permissions(target / database_file, fs::perms::owner_read | fs::perms::owner_write);
    Copier copier(data, target);
    copier.found(database_file);
    for (const std::string& path : snapshot.blobs)
        copier.copy(path, fs::path(path).filename().string(), true);
    if (fs::exists(data / "packs"))
        for (const auto& entry : fs::recursive_directory_iterator(data / "packs")) {
            const fs::path path = fs::relative(entry.path(), data);
            // A pack that is just being written has another name.
            const std::string pack = std::next(path.begin())->string();
            if (entry.is_regular_file() && pack.find('.') == std::string::npos)
                copier.copy(path.string(), "", false);
        }

    BackupResult result;
    result.conversations = snapshot.conversations;
    result.events = snapshot.events;
    if (fs::exists(data / "shop.yaml")) {
        copier.copy("shop.yaml", "", false);
        const fs::path secrets = fs::path(secrets_of(data)).lexically_normal();
        if (secrets.is_absolute() || *secrets.begin() == "..")
            result.secrets_elsewhere = (data / secrets).string();
        else
            copier.copy(secrets.string(), "", false);
    }
    // Without it nobody could open the secrets in the database.
    if (const fs::path key = storage::Vault::key_file(data); fs::exists(key))
        copier.copy(key.filename().string(), "", false);
    copier.sync_folders();

    std::string sums;
    for (const auto& [path, hash] : copier.sums()) sums += hash + "  " + path + '\n';
    write_file(target / sums_file, sums);
    sync(target);
    result.files = copier.sums().size();
    result.bytes = copier.bytes();
    return result;
}

BackupResult restore_backup(const fs::path& backup, const fs::path& data)
{
    const auto sums = read_sums(backup);
    for (const auto& [path, hash] : sums)
        if (!fs::is_regular_file(backup / path) || hash_of(backup / path) != hash)
            Copier::damaged((backup / path).string());
    make_empty_folder(data);
    Copier copier(backup, data);
    for (const auto& [path, hash] : sums)
        if (path != database_file) copier.copy(path, hash, false);
    // Last: a folder that was left half-way has no database, and no server would go on with it.
    copier.copy(database_file, sums.at(database_file), false);
    copier.sync_folders();
    // Says so where it is of another version.
    const storage::Database database(data, storage::Access::read);
    return {0, 0, sums.size(), copier.bytes(), ""};
}

}  // namespace bot
