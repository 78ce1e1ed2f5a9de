// The command line of Kefu.
#include <sodium.h>

#include <csignal>
#include <iostream>

#include "bot/commands/command.h"
#include "bot/log.h"
#include "storage/database.h"

namespace {

void complain(const std::string& what)
{
    std::cerr << bot::in_language({"error: ", "错误:"}) << what << '\n';
}

}  // namespace

int main(int argument_count, char** arguments)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) return 1;
    bot::start_log();

    try {
        bot::CommandLine line(
            "kefu", KEFU_VERSION,
            {"Kefu: customer service for shops of virtual goods", "Kefu:虚拟商品店铺的客服机器人"});
        bot::Command& program = line.program();
        bot::add_serve(program);
        bot::add_chat(program);
        bot::add_parse(program);
        bot::add_decide(program);
        bot::add_check(program);
        bot::add_test(program);
        bot::add_train(program);
        bot::add_eval(program);
        bot::add_lint(program);
        bot::add_mine(program);
        bot::add_replay(program);
        bot::add_orders(program);
        bot::add_gateway(program);
        bot::add_agent(program);
        bot::add_show(program);
        bot::add_export(program);
        bot::add_verify(program);
        bot::add_erase(program);
        bot::add_backup(program);
        bot::add_restore(program);
        program.example("kefu serve --demo");
        return line.run(argument_count, arguments);
    } catch (const bot::UsageError& error) {
        complain(error.what());
        return 2;
    } catch (const storage::OpenError& error) {
        complain(bot::in_language(error.message()));
        return 1;
    } catch (const std::exception& error) {
        complain(error.what());
        return 1;
    }
}
