#include "bot/load_pack.h"

#include <iostream>

#include "bot/language.h"
#include "bot/pack_folder.h"

namespace bot {

std::shared_ptr<const dialogs::Pack> try_pack(const std::filesystem::path& folder,
                                              const std::string& shop, intents::Problems& problems)
{
    auto files = read_pack_folder(folder);
    if (!shop.empty()) files["shop.yaml"] = shop;
    return dialogs::Pack::load(files, problems);
}

std::shared_ptr<const dialogs::Pack> load_pack(const std::filesystem::path& folder,
                                               const std::string& shop)
{
    intents::Problems problems;
    auto pack = try_pack(folder, shop, problems);
    const std::string text = problems.to_text(speaks_chinese());
    if (!pack)
        throw Failure({"the pack " + folder.string() + " has mistakes:\n" + text,
                       "规则包 " + folder.string() + " 有错误:\n" + text});
    std::cerr << text;
    return pack;
}

}  // namespace bot
