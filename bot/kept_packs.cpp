#include "bot/kept_packs.h"

#include <iostream>

#include "bot/language.h"
#include "bot/pack_folder.h"

namespace bot {

namespace {

dialogs::Pack::Files files_of_understanding(const dialogs::Pack::Files& files)
{
    dialogs::Pack::Files result;
    for (const auto& [path, text] : files)
        if (path.starts_with("intents/") || path == "lexicon.yaml" || path == "control.yaml" ||
            path == "model.bin")
            result.emplace(path, text);
    return result;
}

}  // namespace

bool KeptPacks::has(const std::string& id) const
{
    std::error_code error;
    return !id.empty() && std::filesystem::is_directory(folder_ / id, error);
}

const dialogs::Pack* KeptPacks::find(const std::string& id)
{
    const auto [found, is_new] = packs_.try_emplace(id);
    if (!is_new) return found->second.get();
    if (!has(id)) return nullptr;
    intents::Problems problems;
    found->second = dialogs::Pack::load(read_pack_folder(folder_ / id), problems);
    if (!found->second) std::cerr << problems.to_text(speaks_chinese());
    return found->second.get();
}

bool KeptPacks::understands_like(const std::string& id, const dialogs::Pack& pack)
{
    const auto [found, is_new] = understands_like_.try_emplace(id, false);
    if (is_new && has(id))
        found->second = files_of_understanding(read_pack_folder(folder_ / id)) ==
                        files_of_understanding(pack.files());
    return found->second;
}

}  // namespace bot
