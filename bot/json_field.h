// Members of stored or received JSON: what is missing or of another type is nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bot {

inline const nlohmann::json& field(const nlohmann::json& object, const char* name)
{
    static const nlohmann::json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

inline std::string text_of(const nlohmann::json& object, const char* name)
{
    const nlohmann::json& value = field(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace bot
