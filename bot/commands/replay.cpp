// kefu replay: every conversation of a data folder again, from its stored inputs.
#include <iostream>
#include <limits>

#include "bot/commands/command.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "bot/pack_shelf.h"
#include "bot/replay.h"
#include "storage/database.h"

namespace bot {

namespace {

namespace fs = std::filesystem;

struct ReplayOptions {
    std::string data = default_data;
    std::string conversation;
    bool reunderstand = false;
};

// Packs as they are kept in the data folder; loaded once each.
class KeptPacks {
public:
    explicit KeptPacks(fs::path folder) : folder_(std::move(folder)) {}
    const dialogs::Pack* find(const std::string& id)
    {
        auto [found, is_new] = packs_.try_emplace(id);
        if (!is_new) return found->second.get();
        std::error_code error;
        if (id.empty() || !fs::is_directory(folder_ / id, error)) return nullptr;
        intents::Problems problems;
        found->second = dialogs::Pack::load(read_pack_folder(folder_ / id), problems);
        if (!found->second) std::cerr << problems.to_text(speaks_chinese());
        return found->second.get();
    }

private:
    fs::path folder_;
    std::map<std::string, std::shared_ptr<const dialogs::Pack>> packs_;
};

int replay_all(const ReplayOptions& options)
{
    storage::Database database(options.data, storage::Access::read);
    const storage::EventLog log(database);
    KeptPacks packs(fs::path(options.data) / "packs");
    const auto ids =
        options.conversation.empty() ? log.all_conversations() : std::vector{options.conversation};
    std::size_t same = 0, different = 0, skipped = 0, understood_differently = 0;
    for (const std::string& id : ids) {
        const auto row = log.conversation(id);
        if (!row)
            throw Failure({"there is no conversation " + id + " in " + options.data,
                           options.data + " 里没有会话 " + id});
        const dialogs::Pack* pack = packs.find(row->pack);
        if (!pack) {
            std::cout << id << in_language({": its pack is not kept: ", ":缺少它的规则包:"})
                      << row->pack << '\n';
            ++skipped;
            continue;
        }
        const auto rows = log.read(id, 0, std::numeric_limits<std::int64_t>::max());
        // A turn may have been added after its conversation was read; what is compared is one
        // moment.
        const Replayed result =
            replay(rows, log.conversation(id).value_or(*row), *pack, options.reunderstand);
        for (const auto& line : result.differences) std::cout << id << ": " << line << '\n';
        for (const auto& line : result.understood_differently)
            std::cout << id << in_language({": understood differently: ", ":理解有变:"}) << line
                      << '\n';
        understood_differently += result.understood_differently.size();
        ++(result.differences.empty() ? same : different);
    }
    std::cout << in_language({"conversations: ", "会话:"}) << ids.size()
              << in_language({", identical: ", ",一致:"}) << same
              << in_language({", different: ", ",不同:"}) << different
              << in_language({", skipped: ", ",跳过:"}) << skipped;
    if (options.reunderstand)
        std::cout << in_language({", messages understood differently: ", ",理解有变的消息:"})
                  << understood_differently;
    std::cout << '\n';
    return different + skipped == 0 ? 0 : 1;
}

}  // namespace

void add_replay(Command& program)
{
    auto command = program.add("replay", {"Play stored conversations again and compare every event",
                                          "重演已保存的会话并逐条比对"});
    auto options = std::make_shared<ReplayOptions>();
    command.option("conversation", options->conversation,
                   {"only this one (c_…)", "只重演这一个(c_…)"});
    add_data_option(command, options->data);
    command.flag("--reunderstand", options->reunderstand,
                 {"also understand every message again and report what changed",
                  "同时重新理解每条消息并报告变化"});
    command.example("kefu replay --data var");
    command.action([=] { return replay_all(*options); });
}

}  // namespace bot
