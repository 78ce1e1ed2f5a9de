// Zip archives in memory. libzip stays behind zip_file.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogs/time.h"

namespace bot {

struct ZipEntry {
    std::string path;
    std::string bytes;
};

// Throws std::runtime_error where there is not enough memory.
std::string write_zip(const std::vector<ZipEntry>& entries, dialogs::Time at);

// In the order of the archive. Throws std::runtime_error where it is none, is damaged, names a file
// twice, or holds more than 10,000 files or 1 GiB.
std::vector<ZipEntry> read_zip(std::string_view archive);

}  // namespace bot
