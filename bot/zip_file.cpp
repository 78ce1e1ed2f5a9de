#include "bot/zip_file.h"

#include <zip.h>

#include <set>
#include <stdexcept>

namespace bot {

namespace {

constexpr zip_int64_t entries_max = 10'000;
constexpr zip_uint64_t bytes_max = 1024ULL * 1024 * 1024;

[[noreturn]] void fail_with(zip_error_t* error)
{
    const std::string reason = zip_error_strerror(error);
    zip_error_fini(error);
    throw std::runtime_error(reason);
}

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;

struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, FreeSource>;

Source source_of(std::string_view bytes)
{
    zip_error_t error;
    zip_error_init(&error);
    Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
    if (!source) fail_with(&error);
    zip_error_fini(&error);
    return source;
}

// The archive shares the source, which can be read after the archive is closed.
Archive open_archive(zip_source_t* source, int flags)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_keep(source);
    Archive archive(zip_open_from_source(source, flags, &error));
    if (!archive) {
        zip_source_free(source);
        fail_with(&error);
    }
    zip_error_fini(&error);
    return archive;
}

void add_entry(zip_t* archive, const ZipEntry& entry, time_t at)
{
    zip_source_t* const source =
        zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0);
    const zip_int64_t index =
        source ? zip_file_add(archive, entry.path.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        zip_source_free(source);
        throw std::runtime_error(zip_strerror(archive));
    }
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), at, 0);
}

std::string contents_of(zip_source_t* source)
{
    if (zip_source_open(source) < 0) fail_with(zip_source_error(source));
    std::string bytes;
    char part[64 * 1024];
    zip_int64_t count = 0;
    while ((count = zip_source_read(source, part, sizeof part)) > 0)
        bytes.append(part, static_cast<std::size_t>(count));
    zip_source_close(source);
    if (count < 0) fail_with(zip_source_error(source));
    return bytes;
}

std::string read_entry(zip_t* archive, zip_uint64_t index, zip_uint64_t size)
{
    zip_file_t* const file = zip_fopen_index(archive, index, 0);
    if (!file) throw std::runtime_error(zip_strerror(archive));
    std::string bytes(size, '\0');
    const zip_int64_t count = zip_fread(file, bytes.data(), size);
    char beyond = 0;  // reading to the end checks the sum
    const bool whole = count == static_cast<zip_int64_t>(size) && zip_fread(file, &beyond, 1) == 0;
    zip_fclose(file);
    if (!whole) throw std::runtime_error("a file in the archive is damaged");
    return bytes;
}

}  // namespace

std::string write_zip(const std::vector<ZipEntry>& entries, dialogs::Time at)
{
    const Source source = source_of({});
    Archive archive = open_archive(source.get(), ZIP_CREATE | ZIP_TRUNCATE);
    const time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    for (const ZipEntry& entry : entries) add_entry(archive.get(), entry, seconds);
    if (zip_close(archive.get()) < 0) throw std::runtime_error(zip_strerror(archive.get()));
    archive.release();
    return contents_of(source.get());
}

std::vector<ZipEntry> read_zip(std::string_view bytes)
{
    const Source source = source_of(bytes);
    const Archive archive = open_archive(source.get(), ZIP_RDONLY | ZIP_CHECKCONS);
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    if (count > entries_max) throw std::runtime_error("the archive holds too many files");
    std::vector<ZipEntry> entries;
    std::set<std::string> seen;
    zip_uint64_t total = 0;
    for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
        zip_stat_t about;
        zip_stat_init(&about);
        constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE;
        if (zip_stat_index(archive.get(), i, 0, &about) < 0 || (about.valid & needed) != needed)
            throw std::runtime_error("the archive is damaged");
        if (about.size > bytes_max - total) throw std::runtime_error("the archive is too large");
        total += about.size;
        if (!seen.insert(about.name).second)
            throw std::runtime_error("the archive names a file twice");
        entries.push_back({about.name, read_entry(archive.get(), i, about.size)});
    }
    return entries;
}

}  // namespace bot
