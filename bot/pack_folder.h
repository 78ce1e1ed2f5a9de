// Reads a pack's files from a folder: every .yaml below it but those of demo/, and the trained
// model, by their path inside the pack ("flows/cancel_order.yaml").
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace bot {

// Throws Failure where the folder is missing or holds no pack.
std::map<std::string, std::string> read_pack_folder(const std::filesystem::path& folder);

// The whole file. Throws Failure where it cannot be read.
std::string read_file(const std::filesystem::path& file);

// Writes `content` so that a crash leaves the old file or the new one. Throws Failure.
void write_file(const std::filesystem::path& file, const std::string& content,
                bool only_for_owner = false);

}  // namespace bot
