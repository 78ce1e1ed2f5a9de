// Loads a pack from its folder for a command.
#pragma once

#include <filesystem>
#include <memory>

#include "dialogs/pack.h"

namespace bot {

// `shop` is the content of shop.yaml; empty: the pack's defaults. Throws Failure with all problems
// where the pack does not load; problems that are not fatal are printed to stderr.
std::shared_ptr<const dialogs::Pack> load_pack(const std::filesystem::path& folder,
                                               const std::string& shop = {});

// The same for a running server, which says it elsewhere: nullptr where the pack does not load,
// with all that is wrong in `problems`. Throws Failure where files cannot be read.
std::shared_ptr<const dialogs::Pack> try_pack(const std::filesystem::path& folder,
                                              const std::string& shop, intents::Problems& problems);

}  // namespace bot
