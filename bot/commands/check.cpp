// kefu check: what is wrong with a pack, each with its line and what to do.
#include <iostream>

#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "dialogs/pack.h"

namespace bot {

namespace {

int check(const std::string& folder)
{
    intents::Problems problems;
    const auto pack = dialogs::Pack::load(read_pack_folder(folder), problems);
    std::cout << problems.to_text(speaks_chinese());
    if (pack && problems.empty()) {
        std::cout << in_language({"The pack is in order: ", "规则包没有问题:"}) << folder << "  "
                  << pack->id() << '\n';
        return 0;
    }
    std::cout << problems.all().size() << in_language({" problems found in ", " 个问题,在 "})
              << folder << '\n';
    return 1;
}

}  // namespace

void add_check(Command& program)
{
    auto command = program.add("check", {"Check a pack without running it", "检查规则包"});
    auto pack = std::make_shared<std::string>(default_pack);
    command.option("pack,--pack", *pack, {"folder of the pack", "规则包文件夹"});
    command.example("kefu check packs/kameng");
    command.action([=] { return check(*pack); });
}

}  // namespace bot
