#include "bot/commands/replay_what_if.h"

#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "bot/commands/progress.h"
#include "bot/event_frames.h"
#include "bot/kept_packs.h"
#include "bot/language.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "bot/what_if.h"
#include "storage/database.h"

namespace bot {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string name_of(const std::string& kind)
{
    static const std::map<std::string, intents::Message> names = {
        {"understood", {"understood differently", "理解不同"}},
        {"decision", {"another decision", "决定不同"}},
        {"action", {"another action", "动作不同"}},
        {"flow", {"another flow", "流程不同"}},
        {"reply", {"another reply", "话术不同"}},
        {"wording", {"other words", "措辞不同"}},
        {"ticket", {"another ticket", "工单不同"}},
        {"owner", {"handed over differently", "转接不同"}},
        {"slot", {"noted differently", "记录不同"}},
        {"evidence", {"other evidence", "证据不同"}},
        {"refused", {"the answer would be refused", "回答会被拒收"}},
        {"failed", {"the bot would break off", "机器人会中断"}}};
    const auto found = names.find(kind);
    return found == names.end() ? kind : in_language(found->second);
}

std::string or_nothing(const std::string& text)
{
    return text.empty() ? in_language({"(nothing)", "(无)"}) : text;
}

void print(const WhatIf::Group& group)
{
    const WhatIf::Difference& difference = group.difference;
    std::cout << group.conversations << "  " << name_of(difference.kind);
    if (!difference.flow.empty())
        std::cout << in_language({" at ", ",位置 "}) << difference.flow << '/' << difference.step;
    if (group.cause == WhatIf::Cause::program)
        std::cout << in_language({" (its own pack does so today as well: the program has changed)",
                                  "(用原来的规则包现在也这样:是程序变了)"});
    std::cout << "\n    " << or_nothing(difference.before);
    if (difference.before != difference.after)
        std::cout << "  ->  " << or_nothing(difference.after);
    if (!difference.field.empty()) std::cout << "  (" << difference.field << ')';
    const WhatIf::Example& example = group.example;
    std::cout << '\n'
              << "    " << example.conversation << in_language({", turn ", ",第 "}) << example.turn
              << in_language({": ", " 轮:"}) << example.input << '\n'
              << in_language({"      then: ", "      当时:"}) << or_nothing(example.before) << '\n'
              << in_language({"      now:  ", "      现在:"}) << or_nothing(example.after)
              << "\n\n";
}

json to_json(const WhatIf::Group& group)
{
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? json() : json(text);
    };
    const WhatIf::Difference& difference = group.difference;
    return {{"kind", difference.kind},
            {"flow", text_or_null(difference.flow)},
            {"step", text_or_null(difference.step)},
            {"before", text_or_null(difference.before)},
            {"after", text_or_null(difference.after)},
            {"field", text_or_null(difference.field)},
            {"cause", to_string(group.cause)},
            {"conversations", group.conversations},
            {"example",
             {{"conv", group.example.conversation},
              {"turn", group.example.turn},
              {"input", group.example.input},
              {"before", group.example.before},
              {"after", group.example.after}}}};
}

// The shop's own settings are part of a pack: with others everything would differ.
std::string shop_settings(const std::string& data)
{
    const fs::path file = fs::path(data) / "shop.yaml";
    return fs::exists(file) ? read_file(file) : "";
}

void print_report(const WhatIf& what_if, std::size_t understood_by_others,
                  const WhatIfOptions& options)
{
    const WhatIf::Counts& counts = what_if.counts();
    if (options.as_json) {
        json groups = json::array();
        for (const WhatIf::Group& group : what_if.groups()) groups.push_back(to_json(group));
        std::cout << write({{"conversations", counts.conversations},
                            {"same", counts.same},
                            {"different", counts.differ},
                            {"only_wording", counts.only_wording},
                            {"skipped", counts.damaged},
                            {"understood_by_other_intents", understood_by_others},
                            {"groups", std::move(groups)}})
                  << '\n';
        return;
    }
    for (const WhatIf::Group& group : what_if.groups()) print(group);
    std::cout << in_language({"conversations: ", "会话:"}) << counts.conversations
              << in_language({", as before: ", ",不变:"}) << counts.same
              << in_language({", different: ", ",不同:"}) << counts.differ
              << in_language({" (only in words: ", "(仅措辞:"}) << counts.only_wording
              << in_language({"), skipped: ", "),跳过:"}) << counts.damaged << '\n';
    if (understood_by_others > 0 && !options.understand_again)
        std::cout << in_language({"Note: ", "提示:"}) << understood_by_others
                  << in_language(
                         {" of them were understood by other intents than the pack's, and were "
                          "replayed with what was understood then. To read every message anew: "
                          "--understand-again\n",
                          " 个会话当时用的意图与这个规则包不同,这里沿用了当时的理解。"
                          "要重新理解每条消息:--understand-again\n"});
}

}  // namespace

void refuse_erased(const storage::ConversationRow& conversation)
{
    if (conversation.erased_at != 0)
        throw Failure({conversation.id + " was erased: nothing of it can be played again",
                       conversation.id + " 的内容已删除,无法重演"});
}

int replay_what_if(const WhatIfOptions& options)
{
    storage::Database database(options.data, storage::Access::read);
    const storage::EventLog log(database);
    const auto pack = load_pack(options.pack, shop_settings(options.data));
    KeptPacks kept(options.data);
    WhatIf what_if(
        *pack, [&](const std::string& id) { return kept.find(id); }, options.understand_again);
    std::size_t understood_by_others = 0;
    const auto take = [&](const storage::ConversationRow& conversation,
                          std::span<const storage::EventRow> rows) {
        if (!kept.understands_like(conversation.pack, *pack)) ++understood_by_others;
        what_if.take(conversation.id, conversation.pack, rows);
    };
    if (!options.conversation.empty()) {
        const auto row = log.conversation(options.conversation);
        if (!row)
            throw Failure(
                {"there is no conversation " + options.conversation + " in " + options.data,
                 options.data + " 里没有会话 " + options.conversation});
        refuse_erased(*row);
        take(*row, log.read(row->id, 0, std::numeric_limits<std::int64_t>::max()));
    } else {
        const auto progress = progress_line({"replaying", "正在重演"});
        const auto all = static_cast<int>(log.count_conversations());
        int done = 0;
        log.each_conversation([&](const auto& conversation, const auto& rows) {
            take(conversation, rows);
            if (progress && ++done % 1000 == 0) progress(done, all);
        });
        if (progress) progress(all, all);
    }
    print_report(what_if, understood_by_others, options);
    return what_if.counts().differ + what_if.counts().damaged == 0 ? 0 : 1;
}

}  // namespace bot
