// What the bot says: several wordings for each key, with typed variables.
//
// "{order.amount_paid}" is written by the variable's type (money as ¥98.00, hours as 5 小时, times
// in the shop's time zone). Values are inserted as plain text and never read again, so that no
// value can bring a variable of its own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intents/problem.h"
#include "intents/yaml.h"

namespace dialogs {

// A text cut at its variables.
struct Template {
    struct Piece {
        std::string text;      // where `variable` is empty
        std::string variable;  // order.amount_paid
    };
    std::vector<Piece> pieces;
    int line = 0;

    // Notes a problem where a brace is not closed.
    static Template parse(const intents::Yaml& yaml);
    std::string fill(const std::function<std::string(const std::string&)>& value_of) const;
};

struct Reply {
    std::vector<Template> texts;  // wordings; one is chosen for each turn
    struct Row {
        std::string label;
        Template value;
    };
    std::optional<Template> card_title;  // a card after the text
    std::vector<Row> rows;               // a row whose value is empty is left out
    std::optional<Template> document_title;
    std::optional<Template> document;  // a text to copy
    std::vector<std::string> rules;
    std::string file;
    int line = 0;

    bool card_has(const std::string& variable) const;
};

using Replies = std::map<std::string, Reply>;

// Reads a file of replies/ into `replies`. Whether it could be read at all.
bool read_replies(const intents::Yaml& file, Replies& replies);

}  // namespace dialogs
