// kefu replay: every conversation of a data folder again, from its stored inputs.
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/commands/replay_what_if.h"
#include "bot/event_frames.h"
#include "bot/kept_packs.h"
#include "bot/replay.h"
#include "storage/database.h"

namespace bot {

namespace {

using nlohmann::json;

struct ReplayOptions {
    std::string data = default_data;
    std::string conversation;
    std::string pack;  // empty: each conversation's own
    bool understand_again = false;
    bool as_json = false;
};

void print(const std::string& id, const Replayed& result)
{
    for (const auto& line : result.differences) std::cout << id << ": " << line << '\n';
    for (const auto& line : result.understood_differently)
        std::cout << id << in_language({": understood differently: ", ":理解有变:"}) << line
                  << '\n';
}

int replay_all(const ReplayOptions& options)
{
    storage::Database database(options.data, storage::Access::read);
    const storage::EventLog log(database);
    KeptPacks packs(options.data);
    const auto ids =
        options.conversation.empty() ? log.all_conversations() : std::vector{options.conversation};
    json found = json::array();
    std::size_t same = 0, different = 0, skipped = 0, understood_differently = 0;
    for (const std::string& id : ids) {
        const auto row = log.conversation(id);
        if (!row)
            throw Failure({"there is no conversation " + id + " in " + options.data,
                           options.data + " 里没有会话 " + id});
        refuse_erased(*row);
        const dialogs::Pack* pack = packs.find(row->pack);
        if (!pack) {
            std::cerr << id << in_language({": its pack is not kept: ", ":缺少它的规则包:"})
                      << row->pack << '\n';
            ++skipped;
            continue;
        }
        const auto rows = log.read(id, 0, std::numeric_limits<std::int64_t>::max());
        // A turn may have been added after its conversation was read; what is compared is one
        // moment.
        const Replayed result =
            replay(rows, log.conversation(id).value_or(*row), *pack, options.understand_again);
        if (options.as_json &&
            !(result.differences.empty() && result.understood_differently.empty()))
            found.push_back({{"conv", id},
                             {"differences", result.differences},
                             {"understood_differently", result.understood_differently}});
        if (!options.as_json) print(id, result);
        understood_differently += result.understood_differently.size();
        ++(result.differences.empty() ? same : different);
    }
    if (options.as_json) {
        std::cout << write({{"conversations", ids.size()},
                            {"same", same},
                            {"different", different},
                            {"skipped", skipped},
                            {"understood_differently", understood_differently},
                            {"found", std::move(found)}})
                  << '\n';
        return different + skipped == 0 ? 0 : 1;
    }
    std::cout << in_language({"conversations: ", "会话:"}) << ids.size()
              << in_language({", identical: ", ",一致:"}) << same
              << in_language({", different: ", ",不同:"}) << different
              << in_language({", skipped: ", ",跳过:"}) << skipped;
    if (options.understand_again)
        std::cout << in_language({", messages understood differently: ", ",理解有变的消息:"})
                  << understood_differently;
    std::cout << '\n';
    return different + skipped == 0 ? 0 : 1;
}

}  // namespace

void add_replay(Command& program)
{
    auto command = program.add(
        "replay",
        {"Play stored conversations again and compare every event, on their own pack or another",
         "重演已保存的会话并逐条比对,可换另一个规则包"});
    auto options = std::make_shared<ReplayOptions>();
    command.option("conversation", options->conversation,
                   {"only this one (c_…)", "只重演这一个(c_…)"});
    add_data_option(command, options->data);
    command.option("--pack", options->pack,
                   {"what if: on this pack instead of the one that each was on, and what would "
                    "differ, grouped",
                    "假如换成这个规则包:分组列出哪些会话会不同"});
    command.flag("--understand-again,--reunderstand", options->understand_again,
                 {"also understand every message again; without --pack this is reported by itself",
                  "同时重新理解每条消息;不带 --pack 时单独报告变化"});
    command.flag("--json", options->as_json, {"for programs to read", "输出 JSON"});
    command.example("kefu replay --data var");
    command.example("kefu replay --data var --pack packs/new");
    command.action([=] {
        if (options->pack.empty()) return replay_all(*options);
        return replay_what_if({options->data, options->pack, options->conversation,
                               options->understand_again, options->as_json});
    });
}

}  // namespace bot
