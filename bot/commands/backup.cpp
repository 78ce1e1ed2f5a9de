// kefu backup and kefu restore: the data folder, copied while the server runs, and put back.
#include "bot/backup.h"

#include <iostream>

#include "bot/commands/command.h"

namespace bot {

namespace {

struct BackupOptions {
    std::string data = default_data;
    std::string folder;
};

void print_size(const BackupResult& result)
{
    std::cout << in_language({"files: ", "文件:"}) << result.files
              << in_language({", bytes: ", ",字节:"}) << result.bytes << '\n';
}

int make_backup(const BackupOptions& options)
{
    const BackupResult result = back_up(options.data, options.folder);
    std::cout << in_language({"conversations: ", "会话:"}) << result.conversations
              << in_language({", events: ", ",事件:"}) << result.events << in_language({", ", ","});
    print_size(result);
    if (!result.secrets_elsewhere.empty())
        std::cerr << in_language({"not in the backup, keep a copy of it yourself: ",
                                  "不在备份里,请自己另存一份:"})
                  << result.secrets_elsewhere << '\n';
    return 0;
}

int restore(const BackupOptions& options)
{
    print_size(restore_backup(options.folder, options.data));
    std::cout << in_language({"checked and restored; start it with: kefu serve --data ",
                              "已检查并恢复;启动:kefu serve --data "})
              << options.data << '\n';
    return 0;
}

}  // namespace

void add_backup(Command& program)
{
    auto command = program.add("backup", {"Copy the data folder, also while the server runs",
                                          "备份数据文件夹,服务运行时也可以"});
    auto options = std::make_shared<BackupOptions>();
    command.required("folder", options->folder,
                     {"where to: a new or empty folder", "备份到哪里:新的或空的文件夹"});
    add_data_option(command, options->data);
    command.example("kefu backup /backups/2026-01-31 --data var");
    command.action([=] { return make_backup(*options); });
}

void add_restore(Command& program)
{
    auto command = program.add("restore", {"Check a backup and make a new data folder of it",
                                           "检查备份并恢复成新的数据文件夹"});
    auto options = std::make_shared<BackupOptions>();
    command.required("folder", options->folder, {"the backup", "备份文件夹"});
    command.required(
        "--data", options->data,
        {"the new data folder; must not exist or be empty", "新的数据文件夹;须不存在或为空"});
    command.example("kefu restore /backups/2026-01-31 --data var-restored");
    command.action([=] { return restore(*options); });
}

}  // namespace bot
