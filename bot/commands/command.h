// The commands of `kefu`, one file each. Each adds itself to the command line; what it does when
// chosen returns the exit code: 0 ok, 1 a check failed or it could not be done, 2 wrong usage.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "bot/language.h"

namespace bot {

// What main() runs after the command line was read.
using Run = std::function<int()>;

void add_serve(CLI::App& app, Run& run);
void add_chat(CLI::App& app, Run& run);
void add_parse(CLI::App& app, Run& run);
void add_decide(CLI::App& app, Run& run);
void add_check(CLI::App& app, Run& run);
void add_test(CLI::App& app, Run& run);
void add_replay(CLI::App& app, Run& run);
void add_orders(CLI::App& app, Run& run);
void add_agent(CLI::App& app, Run& run);
void add_show(CLI::App& app, Run& run);

// Shared texts of options.
std::string help(const char* english, const char* chinese);
// "Example:" and the line, below a command's help.
void set_example(CLI::App& command, const std::string& line);

constexpr const char* default_pack = "packs/kameng";
constexpr const char* default_data = "var";

}  // namespace bot
