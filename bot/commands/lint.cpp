// kefu lint: what in a pack's intents hurts the understanding, each with its line.
#include <iostream>

#include "bot/commands/command.h"
#include "bot/commands/progress.h"
#include "bot/pack_folder.h"
#include "intents/lint.h"

namespace bot {

namespace {

int lint(const std::string& folder)
{
    const auto files = read_pack_folder(folder);
    intents::Problems problems;
    if (const auto knowledge = intents::Knowledge::read(files, problems))
        intents::lint(files, knowledge, progress_line({"looking", "正在检查"}), problems);
    std::cout << problems.to_text(speaks_chinese()) << problems.all().size()
              << in_language({" findings in ", " 处可改进,在 "}) << folder << '\n';
    return problems.empty() ? 0 : 1;
}

}  // namespace

void add_lint(Command& program)
{
    auto command =
        program.add("lint", {"Find examples and patterns of a pack that get in each other's way",
                             "找出规则包里互相妨碍的例句和句式"});
    auto pack = std::make_shared<std::string>(default_pack);
    command.option("pack,--pack", *pack, {"folder of the pack", "规则包文件夹"});
    command.example("kefu lint packs/kameng");
    command.action([=] { return lint(*pack); });
}

}  // namespace bot
