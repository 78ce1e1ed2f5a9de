// kefu erase: what customers wrote goes for good; also beside a running server.
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
    bool secrets = false, uploads = false;
};

void refuse_unsettled(storage::Erased result, const std::string& conversation)
{
    if (result == storage::Erased::unsettled)
        throw Failure({conversation +
                           " is still needed: it is not closed, or has an open ticket or an "
                           "action without an answer; settle that in the console first",
                       conversation + " 还未办完:会话没有结束,或有未处理的工单、未返回的操作;"
                                      "请先在工作台处理完"});
    if (result == storage::Erased::already)
        std::cerr << in_language({"was erased before: ", "此前已删除:"}) << conversation << '\n';
}

void print_count(const intents::Message& what, std::size_t count)
{
    std::cout << in_language(what) << count << '\n';
}

void erase_one(storage::Database& database, const EraseOptions& options)
{
    const std::int64_t now = milliseconds(system_now());
    storage::Erased result = storage::Erased::done;
    if (options.secrets) {
        print_count({"conversations whose secrets were erased: ", "已删除原文的会话:"},
                    storage::erase_secrets(database, options.conversation));
    } else if (options.uploads) {
        const std::size_t uploads =
            storage::erase_uploads(database, options.conversation, now, result);
        refuse_unsettled(result, options.conversation);
        print_count({"uploads that were erased: ", "已删除的上传:"}, uploads);
    } else {
        result = storage::erase_conversation(database, options.conversation, now, "operator");
        refuse_unsettled(result, options.conversation);
        print_count({"conversations that were erased: ", "已删除内容的会话:"},
                    result == storage::Erased::done);
    }
}

void erase_older(storage::Database& database, const EraseOptions& options)
{
    constexpr std::int64_t day = 24LL * 60 * 60 * 1000;
    const std::int64_t now = milliseconds(system_now());
    const std::int64_t before = now - options.older_than_days * day;
    if (options.secrets)
        print_count({"conversations whose secrets were erased: ", "已删除原文的会话:"},
                    storage::erase_secrets_before(database, before));
    else if (options.uploads)
        print_count({"uploads that were erased: ", "已删除的上传:"},
                    storage::erase_uploads_before(database, before, now));
    else
        print_count({"conversations that were erased: ", "已删除内容的会话:"},
                    storage::erase_conversations_before(database, before, now));
}

int erase(const EraseOptions& options)
{
    if (options.secrets && options.uploads)
        throw UsageError({"give --secrets or --uploads, not both: without either, everything goes",
                          "--secrets 和 --uploads 只能写一个;都不写则删除全部内容"});
    constexpr std::int64_t days_max = 36'500;
    if (options.older_than_days < 0 || options.older_than_days > days_max ||
        options.conversation.empty() != (options.older_than_days > 0))
        throw UsageError({"name one conversation, or --older-than with a number of days",
                          "请写一个会话编号,或用 --older-than 写天数"});
    {
        storage::Database reading(options.data, storage::Access::read);
        if (!options.conversation.empty() &&
            !storage::EventLog(reading).conversation(options.conversation))
            throw Failure(
                {"there is no conversation " + options.conversation + " in " + options.data,
                 options.data + " 里没有会话 " + options.conversation});
    }
    storage::Database database(options.data, storage::Access::beside);
    if (options.conversation.empty())
        erase_older(database, options);
    else
        erase_one(database, options);
    return 0;
}

}  // namespace

void add_erase(Command& program)
{
    auto command = program.add(
        "erase", {"Erase for good what customers wrote and sent; that it happened stays on record",
                  "永久删除客户写下和发来的内容;发生过什么仍有记录"});
    auto options = std::make_shared<EraseOptions>();
    command.option("conversation", options->conversation, {"c_…", "c_…"});
    add_data_option(command, options->data);
    command.flag("--secrets", options->secrets,
                 {"only card keys, passwords and the like; their masks stay",
                  "只删除卡密、密码等原文;打码后的记录保留"});
    command.flag("--uploads", options->uploads,
                 {"only the files that were sent", "只删除上传的文件"});
    command.option(
        "--older-than", options->older_than_days,
        {"of conversations in which nothing happened for so many days", "多少天没有动静的会话"});
    command.example("kefu erase c_01hqk3v8p2ab12cd34");
    command.example("kefu erase --older-than 1095");
    command.example("kefu erase --older-than 90 --secrets");
    command.action([=] { return erase(*options); });
}

}  // namespace bot
