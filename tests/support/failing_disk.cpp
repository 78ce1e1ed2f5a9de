// A SQLite VFS before the system's own one. Everything is written through at once, so that the
// other connections of the process see it; for a power cut the files are put back to what was
// synced.
#include "tests/support/failing_disk.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace failing_disk {

namespace {

constexpr std::array<const char*, 2> whats = {"power_cut", "error"};
constexpr std::array<const char*, 4> whens = {"before_write", "after_write", "before_sync",
                                              "after_sync"};
constexpr std::array<const char*, 3> unsynceds = {"lost", "kept", "torn"};

struct Change {
    sqlite3_int64 offset = 0;
    std::string bytes;      // written there
    bool truncate = false;  // no write: the file ends at `offset`
};

// A file by its path, whoever has it open.
struct Content {
    std::string synced;
    std::vector<Change> changes;  // since then
};

struct Disk {
    std::mutex mutex;
    sqlite3_vfs* real = nullptr;
    Fault fault;
    std::uint64_t writes = 0, syncs = 0;
    bool failed = false;
    std::map<std::string, Content> files;
};

Disk& disk()
{
    static Disk* const one = new Disk;  // until the process ends, whatever is destroyed before
    return *one;
}

struct File {
    sqlite3_file base;
    std::string* path;  // nullptr: nothing of it is kept (a temporary file)
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

std::string bytes_of(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void apply(std::string& bytes, const Change& change, std::size_t count)
{
    const auto offset = static_cast<std::size_t>(change.offset);
    if (change.truncate) return bytes.resize(offset);
    if (bytes.size() < offset + count) bytes.resize(offset + count);
    std::memcpy(bytes.data() + offset, change.bytes.data(), count);
}

[[noreturn]] void cut_power()
{
    for (const auto& [path, content] : disk().files) {
        if (content.changes.empty() || disk().fault.unsynced == Unsynced::kept) continue;
        std::string bytes = content.synced;
        if (disk().fault.unsynced == Unsynced::torn)
            for (const Change& change : content.changes) {
                const bool last = &change == &content.changes.back();
                apply(bytes, change, last ? change.bytes.size() / 2 : change.bytes.size());
            }
        // The same file: another process may have it open.
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
}

// With the disk's mutex. What SQLite is told, SQLITE_OK to go on.
int at(When when)
{
    Disk& here = disk();
    const bool sync = when == When::before_sync || when == When::after_sync;
    if (when == When::before_write) ++here.writes;
    if (when == When::before_sync) ++here.syncs;
    const std::uint64_t count = sync ? here.syncs : here.writes;
    if (when == here.fault.when && count == here.fault.nth) {
        if (here.fault.what == What::power_cut) cut_power();
        here.failed = true;
    }
    if (!here.failed) return SQLITE_OK;
    return sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

int close(sqlite3_file* file)
{
    const int result = file_of(file).real()->pMethods->xClose(file_of(file).real());
    delete file_of(file).path;
    return result;
}

int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset)
{
    return file_of(file).real()->pMethods->xRead(file_of(file).real(), bytes, count, offset);
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset)
{
    const std::lock_guard lock(disk().mutex);
    File& one = file_of(file);
    if (one.path)
        if (const int failed = at(When::before_write)) return failed;
    const int result = one.real()->pMethods->xWrite(one.real(), bytes, count, offset);
    if (!one.path || result != SQLITE_OK) return result;
    disk().files[*one.path].changes.push_back(
        {offset, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count)),
         false});
    return at(When::after_write);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    const std::lock_guard lock(disk().mutex);
    File& one = file_of(file);
    const int result = one.real()->pMethods->xTruncate(one.real(), size);
    if (one.path && result == SQLITE_OK)
        disk().files[*one.path].changes.push_back({size, {}, true});
    return result;
}

// The real disk is not asked: this one is only as real as the process.
int sync(sqlite3_file* file, int)
{
    const std::lock_guard lock(disk().mutex);
    const File& one = file_of(file);
    if (!one.path) return SQLITE_OK;
    if (const int failed = at(When::before_sync)) return failed;
    Content& content = disk().files[*one.path];
    for (const Change& change : content.changes) apply(content.synced, change, change.bytes.size());
    content.changes.clear();
    return at(When::after_sync);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    return file_of(file).real()->pMethods->xFileSize(file_of(file).real(), size);
}
int lock(sqlite3_file* file, int level)
{
    return file_of(file).real()->pMethods->xLock(file_of(file).real(), level);
}
int unlock(sqlite3_file* file, int level)
{
    return file_of(file).real()->pMethods->xUnlock(file_of(file).real(), level);
}
int check_reserved_lock(sqlite3_file* file, int* result)
{
    return file_of(file).real()->pMethods->xCheckReservedLock(file_of(file).real(), result);
}
int file_control(sqlite3_file* file, int operation, void* argument)
{
    return file_of(file).real()->pMethods->xFileControl(file_of(file).real(), operation, argument);
}
int sector_size(sqlite3_file* file)
{
    return file_of(file).real()->pMethods->xSectorSize(file_of(file).real());
}
// None: writes may be torn and lost.
int device_characteristics(sqlite3_file*) { return 0; }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** memory)
{
    return file_of(file).real()->pMethods->xShmMap(file_of(file).real(), page, size, extend,
                                                   memory);
}
int shm_lock(sqlite3_file* file, int offset, int count, int flags)
{
    return file_of(file).real()->pMethods->xShmLock(file_of(file).real(), offset, count, flags);
}
void shm_barrier(sqlite3_file* file)
{
    file_of(file).real()->pMethods->xShmBarrier(file_of(file).real());
}
int shm_unmap(sqlite3_file* file, int remove)
{
    return file_of(file).real()->pMethods->xShmUnmap(file_of(file).real(), remove);
}

const sqlite3_io_methods methods = {
    2,
    close,
    read,
    write,
    truncate,
    sync,
    file_size,
    lock,
    unlock,
    check_reserved_lock,
    file_control,
    sector_size,
    device_characteristics,
    shm_map,
    shm_lock,
    shm_barrier,
    shm_unmap,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out)
{
    const std::lock_guard lock(disk().mutex);
    File& one = *new (file) File{};
    const int result = disk().real->xOpen(disk().real, name, one.real(), flags, flags_out);
    if (result != SQLITE_OK) return result;  // no methods: nobody closes it
    one.base.pMethods = &methods;
    if (!name) return result;
    one.path = new std::string(name);
    if (!disk().files.contains(name)) disk().files[name] = {bytes_of(name), {}};
    return result;
}

// A name that is gone stays gone: SQLite syncs the folder where that matters.
int remove(sqlite3_vfs*, const char* name, int sync_folder)
{
    const std::lock_guard lock(disk().mutex);
    disk().files.erase(name);
    return disk().real->xDelete(disk().real, name, sync_folder);
}

template <std::size_t Count>
std::size_t index_of(const std::array<const char*, Count>& names, const std::string& name)
{
    for (std::size_t i = 0; i < Count; ++i)
        if (name == names[i]) return i;
    throw std::invalid_argument("no fault of a disk: " + name);
}

}  // namespace

void install(const Fault& fault)
{
    disk().fault = fault;
    disk().real = sqlite3_vfs_find(nullptr);
    // All but the files' own functions is the system's; it finds its own data in `pAppData`.
    static sqlite3_vfs ours = *disk().real;
    ours.szOsFile += static_cast<int>(sizeof(File));
    ours.zName = "failing";
    ours.xOpen = open;
    ours.xDelete = remove;
    sqlite3_vfs_register(&ours, 1);
}

std::string to_text(const Fault& fault)
{
    return std::string(whats[static_cast<std::size_t>(fault.what)]) + ' ' +
           whens[static_cast<std::size_t>(fault.when)] + ' ' + std::to_string(fault.nth) + ' ' +
           unsynceds[static_cast<std::size_t>(fault.unsynced)];
}

Fault from_text(const std::string& text)
{
    std::istringstream words(text);
    std::string what, when, unsynced;
    Fault fault;
    if (!(words >> what >> when >> fault.nth >> unsynced))
        throw std::invalid_argument("no fault of a disk: " + text);
    fault.what = static_cast<What>(index_of(whats, what));
    fault.when = static_cast<When>(index_of(whens, when));
    fault.unsynced = static_cast<Unsynced>(index_of(unsynceds, unsynced));
    return fault;
}

}  // namespace failing_disk
