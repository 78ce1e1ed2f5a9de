// Small helpers that read and write the JSON of the log. Reading is lenient about absent fields,
// so that a log written by an older version is read by a newer one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "dialogs/time.h"

namespace dialogs {

inline std::int64_t milliseconds(Time time) { return time.time_since_epoch().count(); }
inline Time time_from_milliseconds(std::int64_t value)
{
    return Time(std::chrono::milliseconds(value));
}

inline void put(nlohmann::json& json, const char* name, const std::string& value)
{
    if (!value.empty()) json[name] = value;
}

template <class Value>
Value get(const nlohmann::json& json, const char* name, Value otherwise = {})
{
    const auto found = json.find(name);
    return found == json.end() || found->is_null() ? otherwise : found->get<Value>();
}

inline nlohmann::json get_json(const nlohmann::json& json, const char* name)
{
    const auto found = json.find(name);
    return found == json.end() ? nlohmann::json() : *found;
}

}  // namespace dialogs
