// kefu mine: what customers wrote that a pack should learn.
#include <iomanip>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/event_frames.h"
#include "bot/mining.h"
#include "bot/pack_folder.h"
#include "intents/yaml.h"
#include "storage/database.h"

namespace bot {

namespace {

using nlohmann::json;

struct MineOptions {
    std::string data = default_data;
    std::string pack = default_pack;
    bool as_json = false;
};

// Which file holds the examples of each intent.
std::map<std::string, std::string> files_of_intents(const std::map<std::string, std::string>& files,
                                                    const std::string& folder)
{
    std::map<std::string, std::string> result;
    intents::Problems unread;  // the pack was read before
    for (const auto& [path, content] : files)
        if (path.starts_with("intents/") && path.ends_with(".yaml"))
            result[intents::Yaml::parse(path, content, unread).field("id").text()] =
                (std::filesystem::path(folder) / path).string();
    return result;
}

std::vector<MinedMessage> messages_of(const std::string& data)
{
    storage::Database database(data, storage::Access::read);
    const storage::EventLog log(database);
    std::vector<MinedMessage> messages;
    for (const std::string& id : log.all_conversations()) {
        try {
            for (MinedMessage& message :
                 mine(log.read(id, 0, std::numeric_limits<std::int64_t>::max())))
                messages.push_back(std::move(message));
        } catch (const std::exception& error) {
            std::cerr << in_language({"left out ", "跳过 "}) << id << ": " << error.what() << '\n';
        }
    }
    return messages;
}

json to_json(const MinedMessage& message)
{
    return {{"text", message.text},
            {"reason", to_string(message.reason)},
            {"conv", message.conversation},
            {"at", dialogs::to_rfc3339(time_of(message.at))},
            {"given", message.given.empty() ? json() : json(message.given)},
            {"confidence", message.confidence_permille / 1000.0}};
}

void print_json(const std::vector<MinedGroup>& groups,
                const std::map<std::string, std::string>& files)
{
    json list = json::array();
    for (const MinedGroup& group : groups) {
        json messages = json::array();
        for (const MinedMessage& message : group.messages) messages.push_back(to_json(message));
        const auto file = files.find(group.intent);
        list.push_back({{"intent", group.intent.empty() ? json() : json(group.intent)},
                        {"file", file == files.end() ? json() : json(file->second)},
                        {"messages", std::move(messages)}});
    }
    std::cout << list.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

std::string reason_of(const MinedMessage& message)
{
    switch (message.reason) {
        case MiningReason::abstained:
            return in_language({"abstained", "弃答"});
        case MiningReason::unsure:
            return in_language({"unsure", "没把握"});
        case MiningReason::corrected:
            return in_language({"corrected", "顾客改选"});
        case MiningReason::handed_over:
            return in_language({"wanted a human", "随即转人工"});
    }
    return "";
}

// Each message stands as a line of the file's `examples`, the rest behind it as a comment.
void print_table(const std::vector<MinedGroup>& groups,
                 const std::map<std::string, std::string>& files)
{
    std::size_t count = 0;
    for (const MinedGroup& group : groups) {
        const auto file = files.find(group.intent);
        count += group.messages.size();
        std::cout << group.messages.size() << "  "
                  << (group.intent.empty() ? in_language({"(no likely intent)", "(看不出意图)"})
                                           : group.intent);
        if (file != files.end()) std::cout << "  ->  " << file->second;
        std::cout << '\n';
        for (const MinedMessage& message : group.messages) {
            std::cout << "  - " << write(message.text) << "  # " << reason_of(message);
            if (!message.given.empty())
                std::cout << ", " << message.given << ' ' << message.confidence_permille / 10
                          << " %";
            std::cout << ", " << message.conversation << '\n';
        }
        std::cout << '\n';
    }
    std::cout << in_language({"messages to learn from: ", "值得学习的消息:"}) << count
              << in_language({", groups: ", ",组:"}) << groups.size() << '\n';
}

int mine_all(const MineOptions& options)
{
    const auto files = read_pack_folder(options.pack);
    intents::Problems problems;
    const auto detector = intents::Detector::build(files, problems);
    std::cerr << problems.to_text(speaks_chinese());
    if (!detector) return 1;
    const auto groups = grouped(messages_of(options.data), *detector);
    const auto places = files_of_intents(files, options.pack);
    if (options.as_json)
        print_json(groups, places);
    else
        print_table(groups, places);
    return 0;
}

}  // namespace

void add_mine(Command& program)
{
    auto command = program.add(
        "mine", {"List messages of customers that were not understood, ready to become examples",
                 "列出没有听懂的顾客消息,可直接加作例句"});
    auto options = std::make_shared<MineOptions>();
    command.option("data,--data", options->data, {"folder of the shop's data", "数据文件夹"});
    command.option("--pack", options->pack,
                   {"the pack that should learn; what it understands by now is left out",
                    "要改进的规则包;它现在已能听懂的不列出"});
    command.flag("--json", options->as_json, {"for programs to read", "输出 JSON"});
    command.example("kefu mine var");
    command.example("kefu mine var --pack packs/kameng --json");
    command.action([=] { return mine_all(*options); });
}

}  // namespace bot
