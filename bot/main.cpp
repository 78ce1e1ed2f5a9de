// The command line of Kefu.
#include <sodium.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>

#include "bot/commands/command.h"
#include "storage/database.h"

namespace {

void set_up_log()
{
    // The program's own log goes to stderr: stdout is for answers.
    spdlog::set_default_logger(spdlog::stderr_logger_mt("kefu"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
}

}  // namespace

int main(int argument_count, char** arguments)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (sodium_init() < 0) return 1;
    set_up_log();

    bot::Run run;
    CLI::App app(bot::help("Kefu: customer service for shops of virtual goods",
                           "Kefu:虚拟商品店铺的客服机器人"));
    app.name("kefu");
    app.set_version_flag("--version", "kefu " KEFU_VERSION);
    app.require_subcommand(1);
    bot::add_serve(app, run);
    bot::add_chat(app, run);
    bot::add_parse(app, run);
    bot::add_decide(app, run);
    bot::add_check(app, run);
    bot::add_test(app, run);
    bot::add_replay(app, run);
    bot::add_orders(app, run);
    bot::add_agent(app, run);
    bot::add_show(app, run);
    bot::set_example(app, "kefu serve --demo");

    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        return run();
    } catch (const bot::UsageError& error) {
        std::cerr << bot::help("error: ", "错误:") << error.what() << '\n';
        return 2;
    } catch (const storage::OpenError& error) {
        std::cerr << bot::help("error: ", "错误:") << bot::in_language(error.message()) << '\n';
        return 1;
    } catch (const std::exception& error) {
        std::cerr << bot::help("error: ", "错误:") << error.what() << '\n';
        return 1;
    }
}
