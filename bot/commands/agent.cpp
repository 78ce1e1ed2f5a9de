// kefu agent add: a person who may use the console.
#include <iostream>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "storage/accounts.h"
#include "storage/database.h"

namespace bot {

namespace {

struct AgentOptions {
    std::string data = default_data;
    std::string name;
    std::string role = "agent";
    bool password_from_stdin = false;
};

constexpr std::size_t password_bytes_min = 10;

std::string read_password()
{
    std::string password;
    std::getline(std::cin, password);
    if (password.size() < password_bytes_min)
        throw Failure(
            {"the password is too short: at least 10 characters", "密码太短:至少 10 个字符"});
    return password;
}

int add(const AgentOptions& options)
{
    const std::string password =
        options.password_from_stdin ? read_password() : storage::Accounts::new_password();
    storage::Database database(options.data, storage::Access::beside);
    storage::Accounts accounts(database);
    const auto now = system_now().time_since_epoch().count();
    if (!accounts.add(options.name, password, options.role, now))
        throw Failure({"there is already an agent named " + options.name,
                       "已有名为 " + options.name + " 的客服"});
    if (options.password_from_stdin)
        std::cout << in_language({"added ", "已添加 "}) << options.name << '\n';
    else
        std::cout << in_language({"password (shown only this once): ", "密码(只显示这一次): "})
                  << password << '\n';
    return 0;
}

}  // namespace

void add_agent(Command& program)
{
    auto agent = program.add("agent", {"The agents of the console", "客服账号"});
    agent.example("kefu agent add 小王");
    auto command =
        agent.add("add", {"Add an agent and print a password once", "添加客服,显示一次密码"});
    auto options = std::make_shared<AgentOptions>();
    command.required("name", options->name,
                     {"what customers and colleagues read", "顾客和同事看到的名字"});
    add_data_option(command, options->data);
    command.option("--role", options->role, {"agent", "admin"},
                   {"agent or admin", "agent 或 admin"});
    command.flag(
        "--password-stdin", options->password_from_stdin,
        {"read the password from standard input instead of making one", "从标准输入读取密码"});
    command.example("kefu agent add 小王 --data var");
    command.action([=] { return add(*options); });
}

}  // namespace bot
