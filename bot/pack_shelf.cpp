#include "bot/pack_shelf.h"

#include <fcntl.h>
#include <unistd.h>

#include "bot/language.h"
#include "bot/log.h"
#include "bot/pack_folder.h"

namespace bot {

namespace fs = std::filesystem;

namespace {

// What was renamed in `folder` survives a power cut from here on.
void sync_folder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

void keep_pack(const fs::path& folder, const dialogs::Pack& pack)
{
    if (folder.empty()) return;
    // Written beside it and renamed, so that a folder of that name is always whole.
    const fs::path finished = folder / pack.id();
    if (fs::exists(finished)) return;
    const fs::path draft = folder / (pack.id() + ".new");
    std::error_code error;
    fs::remove_all(draft, error);
    for (const auto& [path, content] : pack.files()) {
        fs::create_directories((draft / path).parent_path(), error);
        write_file(draft / path, content);
    }
    fs::rename(draft, finished, error);
    if (error)
        throw Failure({"cannot write " + finished.string() + ": " + error.message(),
                       "无法写入 " + finished.string() + ":" + error.message()});
    sync_folder(folder);
}

PackShelf::PackShelf(fs::path folder, PackPointer current)
    : folder_(std::move(folder)), current_(std::move(current))
{
    loaded_[current_->id()] = current_;
    keep_pack(folder_, *current_);
}

std::vector<PackPointer> PackShelf::loaded() const
{
    std::vector<PackPointer> packs;
    for (const auto& [id, pack] : loaded_)
        if (pack) packs.push_back(pack);
    return packs;
}

void PackShelf::replace_current(PackPointer pack, const std::set<std::string>& in_use)
{
    const std::string before = current_->id();
    current_ = std::move(pack);
    loaded_[current_->id()] = current_;
    std::erase_if(loaded_, [&](const auto& entry) {
        const std::string& id = entry.first;
        return id != current_->id() && id != before && !in_use.contains(id);
    });
}

PackPointer PackShelf::find(const std::string& id)
{
    const auto found = loaded_.find(id);
    if (found != loaded_.end()) return found->second;
    auto& place = loaded_[id];
    const bool plain = !id.empty() && id.find_first_not_of("0123456789abcdef") == std::string::npos;
    std::error_code error;
    if (!plain || folder_.empty() || !fs::is_directory(folder_ / id, error)) {
        log_error("pack is not kept", {{"pack", id}});
        return nullptr;
    }
    intents::Problems problems;
    try {
        place = dialogs::Pack::load(read_pack_folder(folder_ / id), problems);
    } catch (const std::exception& failure) {
        log_error("pack cannot be read", {{"pack", id}, {"error", failure.what()}});
    }
    if (!place)
        log_error("pack does not load any more",
                  {{"pack", id}, {"problems", problems.all().size()}});
    return place;
}

}  // namespace bot
