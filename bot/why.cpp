#include "bot/why.h"

#include <nlohmann/json.hpp>

#include "bot/event_frames.h"
#include "bot/json_field.h"
#include "bot/language.h"
#include "intents/utf8.h"

namespace bot {

using nlohmann::json;

namespace {

struct Way {
    const char* name;
    intents::Message meaning;
};

// In the order in which a message is judged (dialogs/turn.h). The first two are for who waits for
// an agent, where nothing else is looked at.
const std::vector<Way>& ways()
{
    static const std::vector<Way> all = {
        {"leaves_queue", {"giving up the place in the queue", "不再排队"}},
        {"waits", {"a word to the agent who will come", "留给将接手的客服"}},
        {"guard", {"a danger, or a wish for a human", "危险情况或要人工"}},
        {"control", {"a control word", "控制词"}},
        {"phrase", {"a set phrase", "固定说法"}},
        {"another_order", {"another order", "另一张订单"}},
        {"correction", {"a correction of an earlier answer", "更正之前的回答"}},
        {"answer", {"the answer to the open question", "对当前问题的回答"}},
        {"demand", {"what is wanted for it", "提出诉求"}},
        {"another_matter", {"another matter", "另一件事"}},
        {"may_go_on", {"unfinished", "没说完"}},
        {"not_understood", {"not understood", "没听懂"}}};
    return all;
}

std::string meaning_of(const std::string& way)
{
    for (const Way& one : ways())
        if (way == one.name) return in_language(one.meaning);
    return way;
}

// What came before it in that order, and so did not fit.
json ruled_out_by(const std::string& taken)
{
    json names = json::array();
    if (taken == "leaves_queue" || taken == "waits") return names;
    for (std::size_t i = 2; i < ways().size(); ++i) {
        if (taken == ways()[i].name) return names;
        names.push_back(ways()[i].name);
    }
    return json::array();
}

// The words that a span names, where it names any.
json words_at(const std::u32string& text, const intents::Span& span)
{
    const auto start = static_cast<std::size_t>(span.start),
               end = static_cast<std::size_t>(span.end);
    if (start >= end || end > text.size()) return nullptr;
    return intents::encode_utf8(std::u32string_view(text).substr(start, end - start));
}

json understood(const json& stored)
{
    const intents::Understanding understanding = intents::understanding_from_json(stored);
    const std::u32string text = intents::decode_utf8(understanding.text);
    json terms = json::array(), considered = json::array(), entities = json::array(),
         secondary = json::array();
    for (const intents::RankedIntent& ranked : understanding.ranking) {
        if (ranked.intent != understanding.intent) {
            considered.push_back({{"intent", ranked.intent}, {"score", ranked.score}});
            continue;
        }
        for (const intents::Term& term : ranked.why)
            terms.push_back({{"source", term.source},
                             {"what", term.what},
                             {"score", term.score},
                             {"words", words_at(text, term.span)},
                             {"span", {term.span.start, term.span.end}}});
    }
    for (const intents::Entity& entity : understanding.entities)
        entities.push_back({{"type", entity.type},
                            {"value", entity.value},
                            {"text", entity.text},
                            {"span", {entity.span.start, entity.span.end}}});
    for (const intents::SecondaryIntent& other : understanding.secondary)
        secondary.push_back({{"intent", other.intent}, {"words", words_at(text, other.span)}});
    return {{"intent", understanding.intent ? json(*understanding.intent) : json()},
            {"confidence", understanding.confidence_permille / 1000.0},
            {"control", intents::to_string(understanding.control)},
            {"flags", understanding.flags},
            {"demand", understanding.demand},
            {"terms", std::move(terms)},
            {"considered", std::move(considered)},
            {"secondary", std::move(secondary)},
            {"entities", std::move(entities)}};
}

// What followed from the input: one event, without its input.
json done(const storage::EventRow& row, const json& payload)
{
    json event{{"type", row.type}, {"from", row.from}};
    const json& body = field(payload, "body");
    if (row.type == "message") {
        const json& why = field(payload, "why");
        event["text"] = summary_of(row.from, body).at("text");
        for (const char* name : {"reply", "step", "rules"})
            if (const json& value = field(why, name); !value.is_null()) event[name] = value;
    } else {
        event["body"] = body;
    }
    return event;
}

std::string joined(const json& list, const char* between)
{
    std::string text;
    for (const json& item : list)
        text += (text.empty() ? "" : between) +
                (item.is_string() ? item.get<std::string>() : write(item));
    return text;
}

std::string line(const intents::Message& name, const std::string& text)
{
    return text.empty() ? "" : "    " + in_language(name) + text + '\n';
}

std::string term_text(const json& term)
{
    std::string text = text_of(term, "source");
    if (const std::string what = text_of(term, "what"); !what.empty()) text += ' ' + what;
    const std::string words = text_of(term, "words");
    if (!words.empty() && words != text_of(term, "what")) text += " “" + words + "”";
    return text + ' ' + std::to_string(term.value("score", 0));
}

std::string understood_text(const json& understood)
{
    if (!understood.is_object()) return {};
    std::vector<std::string> terms, considered, entities;
    for (const json& term : understood.at("terms")) terms.push_back(term_text(term));
    for (const json& other : understood.at("considered"))
        considered.push_back(text_of(other, "intent") + ' ' +
                             std::to_string(other.value("score", 0)));
    for (const json& entity : understood.at("entities"))
        entities.push_back(text_of(entity, "type") + ' ' + text_of(entity, "value"));
    std::string intent = text_of(understood, "intent");
    if (intent.empty()) intent = in_language({"(nothing sure)", "(没有把握)"});
    if (const std::string control = text_of(understood, "control"); control != "none")
        intent = control;
    intent += ' ' + std::to_string(std::lround(understood.value("confidence", 0.0) * 100)) + " %";
    if (!terms.empty()) intent += " = " + joined(terms, " + ");
    return line({"understood as  ", "理解为  "}, intent) +
           line({"considered     ", "候选    "}, joined(considered, ", ")) +
           line({"also asked     ", "还问到  "},
                [&] {
                    std::vector<std::string> others;
                    for (const json& other : understood.at("secondary"))
                        others.push_back(text_of(other, "intent"));
                    return joined(others, ", ");
                }()) +
           line({"flags          ", "标记    "}, joined(understood.at("flags"), ", ")) +
           line({"read           ", "读到    "}, joined(entities, ", "));
}

std::string taken_text(const json& turn)
{
    const std::string taken = text_of(turn, "taken");
    if (taken.empty()) return {};
    std::vector<std::string> others;
    for (const json& name : turn.at("not")) others.push_back(meaning_of(name));
    std::string text = meaning_of(taken);
    if (!others.empty())
        text += in_language({"; it is not: ", ";不是:"}) +
                joined(others, in_language({", ", "、"}).c_str());
    return line({"taken as       ", "当作    "}, text);
}

std::string done_text(const json& event)
{
    const std::string type = text_of(event, "type");
    if (type == "message") {
        std::string text = "    " + text_of(event, "from") + ": " + text_of(event, "text") + '\n';
        std::string why;
        const auto add = [&](const intents::Message& name, const std::string& value) {
            if (!value.empty()) why += (why.empty() ? "" : ", ") + in_language(name) + value;
        };
        add({"reply ", "话术 "}, text_of(event, "reply"));
        add({"at ", "位置 "}, text_of(event, "step"));
        add({"rules ", "依据 "}, joined(field(event, "rules"), " "));
        return why.empty() ? text : text + "      " + why + '\n';
    }
    const json& body = field(event, "body");
    if (type == "decided")
        return line({"decided        ", "决定    "}, text_of(body, "decision") + " [" +
                                                         joined(field(body, "rules"), " ") +
                                                         in_language({"] because ", "],因为 "}) +
                                                         joined(field(body, "reasons"), ", "));
    return "    " + type + ' ' + write(body) + '\n';
}

}  // namespace

json reasons_of(std::span<const storage::EventRow> rows)
{
    json turns = json::array();
    json awaited;  // what the bot had asked when the turn began
    for (std::size_t i = 0; i < rows.size();) {
        const storage::EventRow& first = rows[i];
        const json payload = json::parse(first.payload);
        const json& input = field(payload, "input");
        json turn{{"turn", first.turn},
                  {"at", dialogs::to_rfc3339(time_of(first.at))},
                  {"type", first.type},
                  {"from", first.from},
                  {"text", summary_of(first.from, field(payload, "body")).at("text")},
                  {"awaited", awaited},
                  {"understood", nullptr},
                  {"taken", nullptr},
                  {"not", json::array()},
                  {"done", json::array()}};
        if (first.type != "message") turn["done"].push_back(done(first, payload));
        if (const json& stored = field(input, "understanding"); !stored.is_null())
            turn["understood"] = understood(stored);
        if (const std::string taken = text_of(field(payload, "why"), "taken"); !taken.empty()) {
            turn["taken"] = taken;
            turn["not"] = ruled_out_by(taken);
        }
        for (++i; i < rows.size() && rows[i].turn == first.turn; ++i) {
            const json further = json::parse(rows[i].payload);
            turn["done"].push_back(done(rows[i], further));
            if (const json& now = field(further, "awaiting"); !now.is_null())
                awaited = {{"kind", field(now, "kind")}, {"name", field(now, "name")}};
        }
        turns.push_back(std::move(turn));
    }
    return turns;
}

std::string to_text(const json& turn)
{
    std::string text = in_language({"turn ", "第 "}) + std::to_string(turn.value("turn", 0)) +
                       in_language({"  ", " 轮  "}) + text_of(turn, "at") + "  " +
                       text_of(turn, "from") + ' ' + text_of(turn, "type");
    if (const std::string words = text_of(turn, "text"); !words.empty()) text += ": " + words;
    text += '\n';
    if (const json& awaited = turn.at("awaited");
        awaited.is_object() && !turn.at("understood").is_null())
        text += line({"asked before   ", "正在问  "},
                     text_of(awaited, "kind") + ' ' + text_of(awaited, "name"));
    text += understood_text(turn.at("understood")) + taken_text(turn);
    for (const json& event : turn.at("done")) text += done_text(event);
    return text;
}

}  // namespace bot
