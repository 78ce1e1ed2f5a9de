#include "bot/commands/command.h"

#include <cstdlib>
#include <filesystem>

namespace bot {

namespace {

std::string find_default_pack()
{
    const std::string pack = "packs/kameng";
    const char* home = std::getenv("KEFU_HOME");
    std::error_code ignored;
    if (!home || std::filesystem::exists(pack, ignored)) return pack;
    return (std::filesystem::path(home) / pack).string();
}

}  // namespace

const std::string default_pack = find_default_pack();

void add_pack_option(Command& command, std::string& pack)
{
    command.option("--pack", pack, {"folder of the pack", "规则包文件夹"});
}

void add_data_option(Command& command, std::string& data)
{
    command.option("--data", data, {"folder of the shop's data", "数据文件夹"});
}

}  // namespace bot
