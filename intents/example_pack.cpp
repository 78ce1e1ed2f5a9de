#include "intents/example_pack.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "intents/lexicon.h"
#include "intents/normaliser.h"

namespace intents {

namespace {

// A JSON text is a YAML text in quotes.
std::string quoted(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::map<std::string, std::string> files_of(
    const std::map<std::string, std::vector<std::string>>& labels)
{
    std::map<std::string, std::string> files;
    int number = 0;
    for (const auto& [label, examples] : labels) {
        std::string text = "id: " + quoted(label) + "\ntitle: " + quoted(label) +
                           "\ngroup: " + (label == "out_of_scope" ? "other" : "faq") + "\n";
        if (!examples.empty()) text += "examples:\n";
        for (const std::string& example : examples) text += "  - " + quoted(example) + "\n";
        char path[32];
        std::snprintf(path, sizeof path, "intents/%06d.yaml", number++);
        files[path] = std::move(text);
    }
    return files;
}

}  // namespace

std::map<std::string, std::string> example_pack(const std::vector<LabelledMessage>& messages)
{
    std::map<std::string, std::vector<std::string>> labels;
    std::set<std::u32string> seen;
    for (const LabelledMessage& message : messages) {
        const std::u32string words = normalise_phrase(message.text, Lexicon());
        if (!words.empty() && seen.insert(words).second)
            labels[message.intent].push_back(message.text);
    }
    return files_of(labels);
}

std::map<std::string, std::string> example_pack(const std::vector<std::string>& names)
{
    std::map<std::string, std::vector<std::string>> labels;
    for (const std::string& name : names) labels[name];
    return files_of(labels);
}

}  // namespace intents
