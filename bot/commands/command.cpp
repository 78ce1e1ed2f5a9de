#include "bot/commands/command.h"

namespace bot {

void add_pack_option(Command& command, std::string& pack)
{
    command.option("--pack", pack, {"folder of the pack", "规则包文件夹"});
}

void add_data_option(Command& command, std::string& data)
{
    command.option("--data", data, {"folder of the shop's data", "数据文件夹"});
}

}  // namespace bot
