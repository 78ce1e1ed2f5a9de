#include "bot/language.h"

#include <cstdlib>
#include <string_view>

namespace bot {

bool speaks_chinese()
{
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value)
            return std::string_view(value).starts_with("zh");
    return false;
}

const std::string& in_language(const intents::Message& message)
{
    return speaks_chinese() && !message.chinese.empty() ? message.chinese : message.english;
}

}  // namespace bot
