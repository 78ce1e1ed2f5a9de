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

}  // namespace bot
