#include "dialogs/pack_test.h"

#include <algorithm>
#include <sstream>

#include "dialogs/rehearsal.h"
#include "intents/yaml.h"

namespace dialogs {

using intents::Yaml;
using nlohmann::json;

namespace {

// YAML to JSON; numbers and booleans where a plain scalar looks like one.
json to_json_value(const Yaml& yaml)
{
    if (yaml.is_map()) {
        json object = json::object();
        for (const auto& [key, value] : yaml.entries()) object[key.raw()] = to_json_value(value);
        return object;
    }
    if (yaml.is_list()) {
        json array = json::array();
        for (const Yaml& item : yaml.items()) array.push_back(to_json_value(item));
        return array;
    }
    if (!yaml.defined()) return nullptr;
    const std::string text = yaml.raw();
    if (yaml.quoted()) return text;
    if (text == "true" || text == "false") return text == "true";
    const bool number =
        !text.empty() && text.size() < 10 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number) return std::stoll(text);
    return text;
}

// "-5h" is five hours before now, in any field of an order.
void resolve_times(json& value, Time now)
{
    if (value.is_structured()) {
        for (auto& inner : value) resolve_times(inner, now);
        return;
    }
    if (!value.is_string()) return;
    const std::string text = value.get<std::string>();
    if (text.size() < 3 || (text[0] != '-' && text[0] != '+')) return;
    const char unit = text.back();
    const std::string digits = text.substr(1, text.size() - 2);
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return;
    const std::chrono::seconds length(std::stoll(digits) * (unit == 'd'   ? 86400
                                                            : unit == 'h' ? 3600
                                                            : unit == 'm' ? 60
                                                                          : 1));
    value = to_rfc3339(text[0] == '-' ? now - length : now + length);
}

std::string trimmed(const std::string& text)
{
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string::npos
               ? ""
               : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

// Whether the parts of `pattern` between … stand in `text` in this order.
bool matches(const std::string& text, const std::string& pattern)
{
    std::size_t at = 0, from = 0;
    const std::string gap = "…";
    while (from <= pattern.size()) {
        const std::size_t to = std::min(pattern.find(gap, from), pattern.size());
        const std::string part = pattern.substr(from, to - from);
        const std::size_t found = text.find(part, at);
        if (found == std::string::npos) return false;
        at = found + part.size();
        from = to + gap.size();
    }
    return true;
}

class Script {
public:
    Script(const Pack& pack, const Yaml& test) : test_(test)
    {
        const std::string now = test.field("now").text("2026-09-12T12:00:00+08:00");
        const auto time = parse_rfc3339(now);
        if (!time)
            test.field("now").problem(
                {"'" + now + "' is no time", "'" + now + "' 不是时间"},
                {"write 2026-09-12T12:00:00+08:00", "写成 2026-09-12T12:00:00+08:00"});
        const Time start = time.value_or(Time{});
        std::vector<json> orders;
        for (const Yaml& order : test.field("orders").items()) {
            orders.push_back(to_json_value(order));
            resolve_times(orders.back(), start);
        }
        rehearsal_ = std::make_unique<Rehearsal>(pack, start, std::move(orders));
        for (const auto& [action, outcomes] : test.field("force").entries())
            for (const std::string& outcome : outcomes.texts())
                rehearsal_->force(action.raw(), outcome);
    }

    // The first line that does not come true, or empty.
    std::string play()
    {
        std::istringstream lines(test_.required("talk").text());
        std::size_t said = 0;
        for (std::string line; std::getline(lines, line);) {
            line = trimmed(line);
            if (line.empty() || line[0] == '#') continue;
            const std::size_t arrow = line.find('>');
            const std::string who = line.substr(0, arrow == std::string::npos ? 0 : arrow);
            const std::string what =
                arrow == std::string::npos ? "" : trimmed(line.substr(arrow + 1));
            if (who == "burst" || who == "user" || who == "agent" || who == "wait") said = 0;
            if (who == "user")
                act_as_visitor(what);
            else if (who == "burst")
                rehearsal_->visitor_begins(what);
            else if (who == "agent")
                act_as_agent(what);
            else if (who == "wait")
                rehearsal_->wait(duration(what));
            else if (who == "bot") {
                const auto& heard = rehearsal_->heard();
                std::size_t i = said;
                while (i < heard.size() && !matches(heard[i], what)) ++i;
                if (i == heard.size()) return "expected: " + line + "\n      heard: " + all_heard();
                said = i + 1;
            } else if (who == "expect") {
                if (const std::string found = unmet(what); !found.empty())
                    return "expected: " + what + ", found: " + found +
                           "\n      heard: " + all_heard();
            } else {
                return "cannot read: " + line +
                       " (lines begin with user> burst> bot> agent> wait> expect>)";
            }
        }
        return {};
    }

private:
    void act_as_visitor(const std::string& what)
    {
        if (what.size() < 2 || what.front() != '[') return rehearsal_->visitor_says(what);
        const auto words = words_of(what.substr(1, what.size() - 2));
        if (!words.empty() && words[0] == "image")
            send_image({words.begin() + 1, words.end()});
        else
            rehearsal_->visitor_chooses(words.empty() ? "" : words[0]);
    }

    // [image], [image key_shot], and what is wrong with it: small, blank, again (the last one).
    void send_image(const std::vector<std::string>& words)
    {
        std::string item;
        PictureFacts picture;
        for (const std::string& word : words) {
            if (word == "small") {
                picture.width = 200;
                picture.height = 300;
            } else if (word == "blank") {
                picture.blank = true;
            } else if (word == "again") {
                picture.copy_of = rehearsal_->last_image();
            } else {
                item = word;
            }
        }
        rehearsal_->visitor_sends_image(item, std::move(picture));
    }

    void act_as_agent(const std::string& what)
    {
        const std::size_t space = what.find(' ');
        const std::string act = what.substr(0, space);
        const std::string text = space == std::string::npos ? "" : trimmed(what.substr(space));
        rehearsal_->agent(act == "say" ? AgentAct::send : agent_act_from_string(act), text);
    }

    static std::chrono::milliseconds duration(const std::string& text)
    {
        const int amount = std::stoi(text);
        switch (text.back()) {
            case 'h':
                return std::chrono::hours(amount);
            case 'm':
                return std::chrono::minutes(amount);
            case 'd':
                return std::chrono::hours(24 * amount);
            default:
                return std::chrono::seconds(amount);
        }
    }

    std::string unmet(const std::string& what) const
    {
        const auto words = words_of(what);
        const Conversation& now = rehearsal_->conversation();
        const auto word = [&](std::size_t i) {
            return i < words.size() ? words[i] : std::string();
        };
        const std::string& kind = word(0);
        if (kind == "awaiting") {
            const std::string found =
                now.awaiting ? now.awaiting->kind + " " + now.awaiting->name : "none";
            return found.rfind(trimmed(what.substr(8)), 0) == 0 ? "" : found;
        }
        if (kind == "decision") {
            const std::string found = now.decisions.empty()
                                          ? "none"
                                          : now.decisions.back().decision.value("decision", "");
            return found == word(1) ? "" : found;
        }
        if (kind == "owner") return to_string(now.owner) == word(1) ? "" : to_string(now.owner);
        if (kind == "priority") return now.priority == word(1) ? "" : now.priority;
        if (kind == "closed") return now.closed ? "" : "open";
        if (kind == "flow") {
            const std::string found = now.stack.empty() ? "none" : now.stack.front().flow;
            return found == word(1) ? "" : found;
        }
        if (kind == "slot") {
            std::string found = "unset";
            for (const Frame& frame : now.stack)
                if (const auto value = frame.slots.find(word(1)); value != frame.slots.end())
                    found = value->second;
            return found == word(2) ? "" : found;
        }
        if (kind == "unheard") {
            const std::string part = trimmed(what.substr(7));
            for (const std::string& text : rehearsal_->heard())
                if (matches(text, part)) return text;
            return {};
        }
        if (kind == "silent") return rehearsal_->heard().empty() ? "" : all_heard();
        if (kind == "refused") {
            const std::string found =
                rehearsal_->refused() ? rehearsal_->refused()->code : "accepted";
            return found == word(1) ? "" : found;
        }
        if (kind == "ticket" || kind == "effect") {
            std::string all;
            const auto consider = [&](const std::string& found) {
                all += (all.empty() ? "" : "; ") + found;
                return (found + " ").find(trimmed(what.substr(6)) + " ") == 0;
            };
            for (const Ticket& ticket : now.tickets)
                if (kind == "ticket" &&
                    consider(ticket.kind + " " + ticket.state + " " + ticket.priority))
                    return {};
            for (const Effect& effect : now.effects)
                if (kind == "effect" && consider(effect.action + " " + effect.state)) return {};
            return all.empty() ? "none" : all;
        }
        return "an unknown expectation: " + kind;
    }

    std::string all_heard() const
    {
        std::string all;
        for (const std::string& text : rehearsal_->heard()) all += "\n        " + text;
        return all.empty() ? "(nothing)" : all;
    }

    const Yaml& test_;
    std::unique_ptr<Rehearsal> rehearsal_;
};

}  // namespace

PackTestReport run_pack_tests(const Pack& pack, const std::map<std::string, std::string>& files,
                              intents::Problems& problems)
{
    PackTestReport report;
    for (const auto& [path, text] : files) {
        if (path.rfind("tests/", 0) != 0) continue;
        for (const Yaml& test : Yaml::parse(path, text, problems).items()) {
            test.allow_only({"name", "now", "orders", "force", "talk"});
            std::string failure;
            try {
                failure = Script(pack, test).play();
            } catch (const std::exception& error) {
                failure = std::string("stopped: ") + error.what();
            }
            if (failure.empty()) {
                ++report.passed;
                continue;
            }
            ++report.failed;
            report.failures.push_back(path + ":" + std::to_string(test.line()) + ": " +
                                      test.field("name").text() + "\n      " + failure);
        }
    }
    return report;
}

}  // namespace dialogs
