#include "bot/commands/command.h"

namespace bot {

std::string help(const char* english, const char* chinese)
{
    return speaks_chinese() ? chinese : english;
}

void set_example(CLI::App& command, const std::string& line)
{
    command.footer("\n" + help("Example:", "示例:") + "\n  " + line);
}

}  // namespace bot
