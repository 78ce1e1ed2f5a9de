#include "dialogs/reply.h"

#include <algorithm>

#include "dialogs/rule_ids.h"

namespace dialogs {

using intents::Yaml;

Template Template::parse(const Yaml& yaml)
{
    Template result;
    result.line = yaml.line();
    const std::string text = yaml.text();
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('{', at);
        if (open == std::string::npos) {
            result.pieces.push_back({text.substr(at), ""});
            break;
        }
        const std::size_t close = text.find('}', open);
        if (close == std::string::npos || text.find('{', open + 1) < close) {
            yaml.problem({"a '{' is not closed", "'{' 没有对应的 '}'"},
                         {"write variables as {order.title}", "变量写作 {order.title}"});
            break;
        }
        if (open > at) result.pieces.push_back({text.substr(at, open - at), ""});
        result.pieces.push_back({"", text.substr(open + 1, close - open - 1)});
        at = close + 1;
    }
    return result;
}

std::string Template::fill(const std::function<std::string(const std::string&)>& value_of) const
{
    std::string result;
    for (const Piece& piece : pieces)
        result += piece.variable.empty() ? piece.text : value_of(piece.variable);
    return result;
}

namespace {

Reply read_parts(const Yaml& yaml)
{
    Reply reply;
    reply.file = yaml.file();
    reply.line = yaml.line();
    if (yaml.is_scalar()) {
        reply.texts.push_back(Template::parse(yaml));
        return reply;
    }
    if (yaml.is_list()) {
        for (const Yaml& text : yaml.items()) reply.texts.push_back(Template::parse(text));
        return reply;
    }
    yaml.allow_only({"text", "card", "document", "rules"});
    if (const Yaml text = yaml.field("text"); text.is_list())
        for (const Yaml& wording : text.items()) reply.texts.push_back(Template::parse(wording));
    else if (text.defined())
        reply.texts.push_back(Template::parse(text));
    if (const Yaml card = yaml.field("card"); card.defined()) {
        card.allow_only({"title", "rows"});
        reply.card_title = Template::parse(card.required("title"));
        for (const auto& [label, value] : card.required("rows").entries())
            reply.rows.push_back({label.raw(), Template::parse(value)});
    }
    if (const Yaml document = yaml.field("document"); document.defined()) {
        document.allow_only({"title", "text"});
        reply.document_title = Template::parse(document.required("title"));
        reply.document = Template::parse(document.required("text"));
    }
    reply.rules = read_rules(yaml.field("rules"));
    return reply;
}

Reply read_reply(const Yaml& yaml)
{
    Reply reply = read_parts(yaml);
    const bool silent = std::any_of(reply.texts.begin(), reply.texts.end(),
                                    [](const Template& text) { return text.pieces.empty(); });
    const bool empty = reply.texts.empty() && !reply.card_title && !reply.document;
    if (silent || empty)
        yaml.problem({"the reply says nothing", "这条话术没有内容"},
                     {"write a text, or a list of wordings", "请写一段文字,或几种说法的列表"});
    return reply;
}

}  // namespace

bool Reply::card_has(const std::string& variable) const
{
    return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
        return std::any_of(row.value.pieces.begin(), row.value.pieces.end(),
                           [&](const auto& piece) { return piece.variable == variable; });
    });
}

bool read_replies(const Yaml& file, Replies& replies)
{
    if (!file.holds_fields(
            {"write its_name: \"what the bot says\"", "请写 名字: \"机器人说的话\""}))
        return false;
    for (const auto& [key, value] : file.entries())
        if (!replies.emplace(key.raw(), read_reply(value)).second)
            key.problem({"the reply '" + key.raw() + "' is defined twice",
                         "话术 '" + key.raw() + "' 定义了两次"},
                        {"keep one of them", "请只保留一处"});
    return true;
}

}  // namespace dialogs
