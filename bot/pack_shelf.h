// The packs in use: the current one, for new conversations, and older ones for conversations that
// began on them. Each is kept in <data>/packs/<id>/, so that it can be loaded again after a
// restart.
//
// Loop's thread only.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "dialogs/pack.h"

namespace bot {

class PackShelf {
public:
    // Saves `current` in `folder` where it is not there yet; an empty `folder` keeps nothing.
    // Throws Failure where it cannot be saved.
    PackShelf(std::filesystem::path folder, std::shared_ptr<const dialogs::Pack> current);

    const std::shared_ptr<const dialogs::Pack>& current() const { return current_; }
    // The pack of that id; where it is lost or does not load any more, nullptr (and a line in the
    // log).
    std::shared_ptr<const dialogs::Pack> find(const std::string& id);

private:
    std::filesystem::path folder_;
    std::shared_ptr<const dialogs::Pack> current_;
    std::map<std::string, std::shared_ptr<const dialogs::Pack>> loaded_;
};

}  // namespace bot
