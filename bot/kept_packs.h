// The packs that a data folder keeps, for commands that read it; each is loaded once.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "dialogs/pack.h"

namespace bot {

class KeptPacks {
public:
    explicit KeptPacks(const std::filesystem::path& data) : folder_(data / "packs") {}

    // nullptr where it is lost, or does not load any more; then stderr says why.
    const dialogs::Pack* find(const std::string& id);
    // Whether messages are understood by the same files as in `pack`. Not where it is lost.
    bool understands_like(const std::string& id, const dialogs::Pack& pack);

private:
    bool has(const std::string& id) const;

    std::filesystem::path folder_;
    std::map<std::string, std::shared_ptr<const dialogs::Pack>> packs_;
    std::map<std::string, bool> understands_like_;
};

}  // namespace bot
