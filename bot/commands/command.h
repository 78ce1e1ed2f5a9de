// The commands of `kefu`, one file each. Each adds itself, with what it does, to the command line.
#pragma once

#include <memory>
#include <string>

#include "bot/commands/command_line.h"
#include "bot/language.h"

namespace bot {

void add_serve(Command& program);
void add_chat(Command& program);
void add_parse(Command& program);
void add_decide(Command& program);
void add_check(Command& program);
void add_test(Command& program);
void add_train(Command& program);
void add_eval(Command& program);
void add_lint(Command& program);
void add_mine(Command& program);
void add_replay(Command& program);
void add_orders(Command& program);
void add_gateway(Command& program);
void add_agent(Command& program);
void add_show(Command& program);
void add_export(Command& program);
void add_verify(Command& program);
void add_erase(Command& program);
void add_backup(Command& program);
void add_restore(Command& program);

// packs/kameng here; where there is none, the one beside script/kefu if that was used.
extern const std::string default_pack;
constexpr const char* default_data = "var";

// Options that several commands have.
void add_pack_option(Command& command, std::string& pack);
void add_data_option(Command& command, std::string& data);

}  // namespace bot
