#include "dialogs/dialog.h"
#include "dialogs/variables.h"

namespace dialogs {

using nlohmann::json;

namespace {

// FNV-1a; chooses among wordings, the same way on every machine.
std::uint64_t hash(std::string_view text)
{
    std::uint64_t value = 1469598103934665603ull;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return value;
}

}  // namespace

std::string Dialog::extra(const std::string& name) const
{
    const auto found = extra_.find(name);
    return found == extra_.end() ? std::string() : found->second;
}

std::string Dialog::written(const std::string& variable) const
{
    if (const auto found = extra_.find(variable); found != extra_.end()) return found->second;
    const Frame* frame = conversation_.stack.empty() ? nullptr : &conversation_.stack.back();
    const View view{program_, conversation_, frame, input_.at};
    if (variable.rfind("slots.", 0) == 0) {
        const std::string name = variable.substr(6);
        if (!frame) return {};
        const auto value = frame->slots.find(name);
        if (value == frame->slots.end()) return {};
        const auto& slots = flow_of(*frame).slots;
        if (const auto slot = slots.find(name); slot != slots.end())
            for (const Option& option : slot->second.options)
                if (option.value == value->second) return option.label;
        return value->second;
    }
    const Variable* known = find_variable(variable);
    return known ? write_variable(*known, view) : std::string();
}

void Dialog::say(const std::string& key)
{
    const auto found = program_.replies.find(key);
    if (found == program_.replies.end()) return;  // the reader of packs refuses unknown replies
    const Reply& reply = found->second;
    const std::string from = conversation_.owner == Owner::bot ? "bot" : "system";
    const auto value_of = [this](const std::string& variable) { return written(variable); };
    json why = std::move(why_);
    why_ = nullptr;
    if (!reply.rules.empty()) why["rules"] = reply.rules;
    if (!conversation_.stack.empty())
        why["step"] = conversation_.stack.back().flow + '/' + conversation_.stack.back().step;
    if (!reply.texts.empty()) {
        const std::size_t index =
            (hash(conversation_.id) + conversation_.turns) % reply.texts.size();
        why["reply"] = key;
        show(from, {{"type", "text"}, {"text", reply.texts[index].fill(value_of)}}).why = why;
    }
    if (reply.card_title) {
        json rows = json::array();
        for (const Reply::Row& row : reply.rows)
            if (std::string value = row.value.fill(value_of); !value.empty())
                rows.push_back({{"label", row.label}, {"value", std::move(value)}});
        show(from, {{"type", "card"},
                    {"title", reply.card_title->fill(value_of)},
                    {"rows", std::move(rows)}});
        if (reply.card_has("order.stage"))
            conversation_.memory["order_shown"] = order_as_shown(conversation_);
    }
    if (reply.document)
        show(from, {{"type", "document"},
                    {"title", reply.document_title->fill(value_of)},
                    {"text", reply.document->fill(value_of)}});
}

void Dialog::say(const std::string& reply, const std::map<std::string, std::string>& extra)
{
    extra_ = extra;
    say(reply);
    extra_.clear();
}

void Dialog::say_beside(const std::string& reply, const std::map<std::string, std::string>& extra)
{
    say(reply, extra);
    if (conversation_.awaiting) attach(*conversation_.awaiting);
}

void Dialog::await(Awaiting awaiting)
{
    awaiting.id = "a_" + std::to_string(conversation_.seq);
    waiting_ = true;
    attach(awaiting);
    conversation_.awaiting = std::move(awaiting);
}

// Clients go by the newest event that is not the visitor's.
void Dialog::attach(const Awaiting& awaiting)
{
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (!event->seq || event->from == "visitor") continue;
        event->awaiting = to_json(awaiting);
        break;
    }
}

}  // namespace dialogs
