// kefu check: what is wrong with a pack, each with its line and what to do.
#include <iostream>

#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "dialogs/flow_proofs.h"
#include "dialogs/pack.h"
#include "dialogs/policy_proofs.h"
#include "dialogs/program.h"
#include "dialogs/rule_owners.h"
#include "dialogs/unused_replies.h"
#include "intents/detector.h"
#include "intents/model.h"

namespace bot {

namespace {

// No mistake: the pack works as it is, and only starts more slowly.
void say_if_model_is_old(const std::map<std::string, std::string>& files, const dialogs::Pack& pack)
{
    const auto file = files.find(intents::model_file);
    const auto stored = file == files.end() ? std::nullopt : intents::Model::read(file->second);
    if (stored && stored->learnt_from == pack.detector().model().learnt_from) return;
    std::cout << in_language(
        {"Note: model.bin is missing or was learnt from other examples, so it is learnt anew at "
         "every start. To keep it: kefu train\n",
         "提示:model.bin 缺失,或不是用现在的例句训练的,每次启动都要重新训练。"
         "要保存下来:kefu train\n"});
}

void say_what_is_unused(const dialogs::Pack& pack)
{
    for (const std::string& key : dialogs::unused_replies(pack.program())) {
        const dialogs::Reply& reply = pack.program().replies.at(key);
        std::cout << reply.file << ':' << reply.line << ": "
                  << in_language(
                         {"Note: nothing says the reply '" + key + "'; use it or delete it\n",
                          "提示:没有地方用到话术 '" + key + "',请用上或删掉\n"});
    }
}

// What need not hold for a pack to run, and shall hold all the same.
void prove(const dialogs::Pack& pack, intents::Problems& problems)
{
    const dialogs::PolicyTable& policy = pack.program().policy->table();
    dialogs::prove_rows_decide(policy, problems);
    dialogs::prove_generous(policy, problems);
    dialogs::prove_flows(pack.program(), problems);
    dialogs::check_rules_are_owned(pack.program(), problems);
}

// How long each flow can be: "settle  at most 41 messages · a person or the end after 9 bad
// answers".
void show_flows(const dialogs::Pack& pack)
{
    for (const auto& [id, bound] : dialogs::flow_bounds(pack.program())) {
        std::cout << id << in_language({"  at most ", "  最多 "}) << bound.messages
                  << in_language({" messages · a person or the end after ", " 条消息 · 最多 "})
                  << bound.bad_answers
                  << in_language({" bad answers", " 次答非所问后转人工或结束"});
        for (const auto& [step, times] : bound.loops) std::cout << " · " << step << " ≤ " << times;
        std::cout << '\n';
    }
}

// That every conversation ends, in one line.
void say_bounds(const dialogs::Pack& pack)
{
    std::string longest;
    std::string slowest;
    const auto bounds = dialogs::flow_bounds(pack.program());
    for (const auto& [id, bound] : bounds) {
        if (longest.empty() || bound.messages > bounds.at(longest).messages) longest = id;
        if (slowest.empty() || bound.bad_answers > bounds.at(slowest).bad_answers) slowest = id;
    }
    std::cout << in_language({"Every flow ends: after at most ", "每个流程都会结束:最多 "})
              << bounds.at(longest).messages << in_language({" messages (", " 条消息("}) << longest
              << in_language({"); after at most ", ");一直答非所问,最多 "})
              << bounds.at(slowest).bad_answers
              << in_language({" bad answers a person comes or it ends (", " 次就转人工或结束("})
              << slowest
              << in_language({"). 人工 brings one at once.\n", ")。说「人工」立刻转。\n"});
}

// Who sees to each rule: "R7  flow cancel_order · row undelivered · reply can_cancel".
void show_rules(const dialogs::Pack& pack)
{
    for (const auto& [rule, owners] : dialogs::rule_owners(pack.program())) {
        std::cout << rule << std::string(rule.size() < 5 ? 5 - rule.size() : 1, ' ');
        for (std::size_t i = 0; i < owners.size(); ++i)
            std::cout << (i > 0 ? " · " : "") << in_language(owners[i].what);
        const auto& unowned = pack.program().settings.unowned;
        if (const auto reason = unowned.find(rule); reason != unowned.end())
            std::cout << in_language({"(nobody) ", "(无)"}) << reason->second;
        std::cout << '\n';
    }
}

std::string count_of(std::size_t problems)
{
    const std::string number = std::to_string(problems);
    return in_language(
        {number + (problems == 1 ? " problem in " : " problems in "), number + " 个问题,在 "});
}

int check(const std::string& folder, bool rules, bool flows)
{
    intents::Problems problems;
    const auto files = read_pack_folder(folder);
    const auto pack = dialogs::Pack::load(files, problems);
    if (pack) prove(*pack, problems);
    if (pack && rules) show_rules(*pack);
    if (pack && problems.empty() && flows) show_flows(*pack);
    std::cout << problems.to_text(speaks_chinese());
    if (pack) {
        say_if_model_is_old(files, *pack);
        say_what_is_unused(*pack);
    }
    if (pack && problems.empty()) {
        say_bounds(*pack);
        std::cout << in_language({"The pack is in order: ", "规则包没有问题:"}) << folder << "  "
                  << pack->id() << '\n';
        return 0;
    }
    std::cout << count_of(problems.all().size()) << folder << '\n';
    return 1;
}

}  // namespace

void add_check(Command& program)
{
    auto command = program.add("check", {"Check a pack without running it", "检查规则包"});
    auto pack = std::make_shared<std::string>(default_pack);
    command.option("pack,--pack", *pack, {"folder of the pack", "规则包文件夹"});
    auto rules = std::make_shared<bool>(false);
    command.flag("--rules", *rules,
                 {"also show who sees to each rule of the rule book", "同时列出每条规则由谁落实"});
    auto flows = std::make_shared<bool>(false);
    command.flag("--flows", *flows,
                 {"also show how long each flow can be, and what bounds its loops",
                  "同时列出每个流程最多多长、循环次数的上限"});
    command.example("kefu check packs/kameng");
    command.action([=] { return check(*pack, *rules, *flows); });
}

}  // namespace bot
