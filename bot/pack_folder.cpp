#include "bot/pack_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "bot/language.h"
#include "intents/model.h"

namespace bot {

namespace fs = std::filesystem;

namespace {

// *.yml too: it is a mistake that the check of the pack names. Editors leave hidden files.
bool is_part_of_pack(const fs::path& path)
{
    if (path.filename().string().starts_with('.')) return false;
    const fs::path ending = path.extension();
    return ending == ".yaml" || ending == ".yml" || path == intents::model_file;
}

}  // namespace

std::map<std::string, std::string> read_pack_folder(const fs::path& folder)
{
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Failure({"there is no pack folder " + folder.string() + "; name one with --pack",
                       "没有规则包文件夹 " + folder.string() + ";请用 --pack 指定"});
    std::map<std::string, std::string> files;
    const auto refuse = [](const fs::path& path, const std::error_code& why) {
        throw Failure({"cannot read " + path.string() + ": " + why.message(),
                       "无法读取 " + path.string() + ":" + why.message()});
    };
    auto entry = fs::recursive_directory_iterator(folder, error);
    if (error) refuse(folder, error);
    while (entry != fs::recursive_directory_iterator()) {
        const fs::path place = entry->path();
        const std::string path = place.lexically_relative(folder).generic_string();
        const bool is_folder = entry->is_directory(error);
        if (error && is_part_of_pack(path)) refuse(place, error);
        if (is_folder && path == "demo") entry.disable_recursion_pending();
        if (!is_folder && is_part_of_pack(path)) files[path] = read_file(place);
        entry.increment(error);
        if (error) refuse(place, error);
    }
    if (!files.contains("pack.yaml"))
        throw Failure({folder.string() + " is no pack: it has no pack.yaml",
                       folder.string() + " 不是规则包:里面没有 pack.yaml"});
    return files;
}

std::string read_file(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::stringstream content;
    if (stream) content << stream.rdbuf();
    if (!stream || stream.bad())
        throw Failure({"cannot read " + file.string() + ": " + std::strerror(errno),
                       "无法读取 " + file.string() + ":" + std::strerror(errno)});
    return content.str();
}

void write_file(const fs::path& file, const std::string& content, bool only_for_owner)
{
    const auto fail = [&](const fs::path& what) {
        const std::string reason = std::strerror(errno);
        throw Failure({"cannot write " + what.string() + ": " + reason,
                       "无法写入 " + what.string() + ":" + reason});
    };
    const fs::path draft = file.string() + ".new";
    const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                  only_for_owner ? 0600 : 0644);
    if (descriptor < 0) fail(draft);
    std::size_t written = 0;
    while (written < content.size()) {
        const auto bytes = ::write(descriptor, content.data() + written, content.size() - written);
        if (bytes < 0) {
            ::close(descriptor);
            fail(draft);
        }
        written += static_cast<std::size_t>(bytes);
    }
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!synced || ::rename(draft.c_str(), file.c_str()) != 0) fail(file);
}

}  // namespace bot
