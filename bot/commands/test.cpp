// kefu test: plays the conversations that are written in a pack.
#include <iostream>

#include "bot/commands/command.h"
#include "bot/commands/mutants.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "dialogs/pack_test.h"

namespace bot {

namespace {

int test(const std::string& folder)
{
    const auto pack = load_pack(folder);
    intents::Problems problems;
    const auto report = dialogs::run_pack_tests(*pack, read_pack_folder(folder), problems);
    std::cout << problems.to_text(speaks_chinese());
    for (const std::string& failure : report.failures) std::cout << failure << '\n';
    std::cout << in_language({"conversations passed: ", "通过的对话:"}) << report.passed
              << in_language({", failed: ", ",失败:"}) << report.failed << '\n';
    return report.failed == 0 && problems.empty() ? 0 : 1;
}

}  // namespace

void add_test(Command& program)
{
    auto command = program.add("test", {"Play the conversations written in a pack's tests/ folder",
                                        "运行规则包 tests/ 里写好的对话"});
    auto pack = std::make_shared<std::string>(default_pack);
    command.option("pack,--pack", *pack, {"folder of the pack", "规则包文件夹"});
    auto mutants = std::make_shared<bool>(false);
    auto cases = std::make_shared<std::string>();
    command.flag("--mutants", *mutants,
                 {"put one mistake after the other into the pack and list those that neither the "
                  "check nor a conversation notices",
                  "逐个往规则包里放一处错误,列出检查和对话都没发现的"});
    command.option("--cases", *cases,
                   {"with --mutants: cases for the policy as well, a JSON line each with facts and "
                    "expect",
                    "与 --mutants 同用:另加退款规则的案例,每行一个 JSON,含 facts 和 expect"});
    command.example("kefu test packs/kameng");
    command.action([=] { return *mutants ? try_mutants(*pack, *cases) : test(*pack); });
}

}  // namespace bot
