// Fields of an order or of what is asked about one, whatever stands there instead.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace storage {

inline std::string text_of(const nlohmann::json& object, const char* name)
{
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

inline nlohmann::json object_of(const nlohmann::json& object, const char* name)
{
    if (!object.is_object()) return nlohmann::json::object();
    const auto found = object.find(name);
    return found == object.end() || !found->is_object() ? nlohmann::json::object() : *found;
}

inline std::int64_t integer_of(const nlohmann::json& object, const char* name,
                               std::int64_t otherwise = 0)
{
    if (!object.is_object()) return otherwise;
    const auto found = object.find(name);
    return found == object.end() || !found->is_number_integer() ? otherwise
                                                                : found->get<std::int64_t>();
}

}  // namespace storage
