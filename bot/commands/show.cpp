// kefu show: a conversation as it stands; also beside a running server.
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/event_frames.h"
#include "bot/why.h"
#include "dialogs/conversation.h"
#include "storage/database.h"
#include "storage/event_log.h"

namespace bot {

namespace {

using nlohmann::json;

struct ShowOptions {
    std::string data = default_data;
    std::string conversation;
    bool all = false;
    bool why = false;
    bool as_json = false;
};

json transcript_of(const storage::EventLog& log, const std::string& conversation)
{
    json transcript = json::array();
    for (const auto& row :
         log.read_visible(conversation, 0, std::numeric_limits<std::int64_t>::max())) {
        const json payload = parse_stored(row.payload);
        json line{{"seq", row.seq.value_or(0)},
                  {"at", dialogs::to_rfc3339(time_of(row.at))},
                  {"from", row.from},
                  {"body", payload.value("body", json())}};
        if (payload.contains("why")) line["why"] = payload.at("why");
        transcript.push_back(std::move(line));
    }
    return transcript;
}

json shown(const storage::EventLog& log, const std::string& id, const ShowOptions& options)
{
    const auto row = log.conversation(id);
    if (!row)
        throw Failure({"there is no conversation " + id + " in " + options.data,
                       options.data + " 里没有会话 " + id});
    json result = dialogs::to_show_json(dialogs::conversation_from_json(json::parse(row->state)));
    result["transcript"] = transcript_of(log, id);
    if (options.why)
        result["turns"] = reasons_of(log.read(id, 0, std::numeric_limits<std::int64_t>::max()));
    return result;
}

void print(const json& conversation)
{
    std::cout << conversation.value("conv", "") << "  " << conversation.value("owner", "") << "  "
              << conversation.value("priority", "");
    if (conversation.contains("flow") && conversation.at("flow").is_string())
        std::cout << "  " << conversation.at("flow").get<std::string>();
    std::cout << '\n';
    // With the reasons of each turn the transcript is in them.
    if (conversation.contains("turns"))
        for (const json& turn : conversation.at("turns")) std::cout << to_text(turn);
    else
        for (const json& line : conversation.at("transcript"))
            std::cout << "  " << line.value("seq", 0) << ' ' << line.value("from", "") << ": "
                      << summary_of("", line.at("body")).value("text", "") << '\n';
    for (const json& decision : conversation.value("decisions", json::array()))
        std::cout << "  " << in_language({"decision: ", "决定:"}) << write(decision) << '\n';
    for (const json& ticket : conversation.value("tickets", json::array()))
        std::cout << "  " << in_language({"ticket: ", "工单:"}) << write(ticket) << '\n';
}

int show(const ShowOptions& options)
{
    if (options.all == !options.conversation.empty())
        throw UsageError({"name one conversation, or --all", "请写一个会话编号,或用 --all"});
    storage::Database database(options.data, storage::Access::read);
    const storage::EventLog log(database);
    const auto ids = options.all ? log.all_conversations() : std::vector{options.conversation};
    for (const std::string& id : ids) {
        const json conversation = shown(log, id, options);
        if (options.as_json)
            std::cout << write(conversation) << '\n';
        else
            print(conversation);
    }
    return 0;
}

}  // namespace

void add_show(Command& program)
{
    auto command =
        program.add("show", {"Show a conversation: state, decisions, tickets, transcript",
                             "显示会话:状态、决定、工单、聊天记录"});
    auto options = std::make_shared<ShowOptions>();
    command.option("conversation", options->conversation, {"c_…", "c_…"});
    add_data_option(command, options->data);
    command.flag("--all", options->all,
                 {"every conversation, one line each with --json", "所有会话"});
    command.flag("--why", options->why,
                 {"each turn: what was understood, what else was considered, and what followed",
                  "逐轮说明:怎样理解、考虑过什么、结果如何"});
    command.flag("--json", options->as_json, {"for programs to read", "输出 JSON"});
    command.example("kefu show c_01hqk3v8p2ab12cd34 --why");
    command.example("kefu show c_01hqk3v8p2ab12cd34 --json");
    command.action([=] { return show(*options); });
}

}  // namespace bot
