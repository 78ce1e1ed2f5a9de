// The packs in use: the current one, for new conversations, and older ones for conversations that
// began on them. Each is kept in <data>/packs/<id>/, so that it can be loaded again after a
// restart.
//
// Loop's thread only.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dialogs/pack.h"

namespace bot {

using PackPointer = std::shared_ptr<const dialogs::Pack>;

// Saves `pack` in `folder`, under its id, where it is not there yet; it is on disk afterwards. An
// empty `folder` keeps nothing. From any thread. Throws Failure where it cannot be saved.
void keep_pack(const std::filesystem::path& folder, const dialogs::Pack& pack);

class PackShelf {
public:
    // Keeps `current` in `folder`. Throws Failure where it cannot be saved.
    PackShelf(std::filesystem::path folder, PackPointer current);

    const std::filesystem::path& folder() const { return folder_; }
    const PackPointer& current() const { return current_; }
    // The pack of that id; where it is lost or does not load any more, nullptr (and a line in the
    // log).
    PackPointer find(const std::string& id);
    // Those in memory.
    std::vector<PackPointer> loaded() const;

    // From here on conversations begin on `pack`, which has been kept. Of the others those named in
    // `in_use` stay in memory, and the one before it: conversations began on it a moment ago.
    void replace_current(PackPointer pack, const std::set<std::string>& in_use);

private:
    std::filesystem::path folder_;
    PackPointer current_;
    std::map<std::string, PackPointer> loaded_;
};

}  // namespace bot
