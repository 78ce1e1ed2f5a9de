// YAML as editors read it: quoted scalars are strings, plain ones what they look like.
#pragma once

#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <string>

inline nlohmann::json to_json(const YAML::Node& node)
{
    using nlohmann::json;
    if (node.IsMap()) {
        json object = json::object();
        for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second);
        return object;
    }
    if (node.IsSequence()) {
        json array = json::array();
        for (const auto& item : node) array.push_back(to_json(item));
        return array;
    }
    if (!node.IsScalar()) return nullptr;
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return text;
    if (text == "true" || text == "false") return text == "true";
    if (std::regex_match(text, std::regex("-?[0-9]{1,15}"))) return std::stoll(text);
    if (std::regex_match(text, std::regex("-?[0-9]+\\.[0-9]+"))) return std::stod(text);
    return text;
}
