// kefu erase: what customers wrote of secrets goes for good; also beside a running server.
#include <iostream>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "storage/database.h"
#include "storage/erasure.h"
#include "storage/event_log.h"

namespace bot {

namespace {

struct EraseOptions {
    std::string data = default_data;
    std::string conversation;
    std::int64_t older_than_days = 0;
    bool secrets = false;
};

int erase(const EraseOptions& options)
{
    if (!options.secrets) throw UsageError({"say what: --secrets", "请写明删除什么:--secrets"});
    if (options.older_than_days < 0 ||
        options.conversation.empty() != (options.older_than_days > 0))
        throw UsageError({"name one conversation, or --older-than with a number of days",
                          "请写一个会话编号,或用 --older-than 写天数"});
    if (!options.conversation.empty()) {
        storage::Database reading(options.data, storage::Access::read);
        if (!storage::EventLog(reading).conversation(options.conversation))
            throw Failure(
                {"there is no conversation " + options.conversation + " in " + options.data,
                 options.data + " 里没有会话 " + options.conversation});
    } else {
        const storage::Database there(options.data, storage::Access::read);
    }
    storage::Database database(options.data, storage::Access::beside);
    constexpr std::int64_t day = 24LL * 60 * 60 * 1000;
    const std::size_t erased =
        options.conversation.empty()
            ? storage::erase_secrets_before(
                  database, milliseconds(system_now()) - options.older_than_days * day)
            : storage::erase_secrets(database, options.conversation);
    std::cout << in_language({"conversations whose secrets were erased: ", "已删除原文的会话:"})
              << erased << '\n';
    return 0;
}

}  // namespace

void add_erase(Command& program)
{
    auto command = program.add(
        "erase",
        {"Erase for good what customers wrote of card keys and passwords; their masks stay",
         "永久删除客户写下的卡密、密码等原文;打码后的记录保留"});
    auto options = std::make_shared<EraseOptions>();
    command.option("conversation", options->conversation, {"c_…", "c_…"});
    add_data_option(command, options->data);
    command.flag("--secrets", options->secrets,
                 {"the secrets in what customers wrote", "客户写下的卡密、密码等"});
    command.option(
        "--older-than", options->older_than_days,
        {"of conversations in which nothing happened for so many days", "多少天没有动静的会话"});
    command.example("kefu erase c_01hqk3v8p2ab12cd34 --secrets");
    command.example("kefu erase --older-than 90 --secrets");
    command.action([=] { return erase(*options); });
}

}  // namespace bot
