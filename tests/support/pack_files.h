// The files of a pack as the detector and the dialogs take them: path inside the pack -> contents.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

// Every *.yaml below `folder`, except demo/ (a shop's data, not part of the pack), and what was
// learnt from them. Tests run in the
// source folder, so "packs/kameng" is the shop's own pack.
inline std::map<std::string, std::string> read_pack_files(const std::string& folder)
{
    namespace fs = std::filesystem;
    std::map<std::string, std::string> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = fs::relative(entry.path(), folder).generic_string();
        const bool wanted = path.ends_with(".yaml") || path == "model.bin";
        if (!entry.is_regular_file() || !wanted || path.starts_with("demo/")) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        files[path] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return files;
}
