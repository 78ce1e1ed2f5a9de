#include <array>
#include <stdexcept>

#include "dialogs/input.h"
#include "dialogs/json_fields.h"

namespace dialogs {

using nlohmann::json;

namespace {

constexpr std::array<const char*, 10> agent_acts = {"claim", "release", "hand_back", "transfer",
                                                    "note",  "resolve", "approve",   "reject",
                                                    "send",  "reveal"};

struct Writer {
    json operator()(const Opened& opened) const
    {
        json result{{"type", "opened"}};
        put(result, "visitor", opened.visitor);
        put(result, "channel", opened.channel);
        put(result, "user", opened.user);
        put(result, "name", opened.name);
        put(result, "previous", opened.previous);
        return result;
    }
    json operator()(const Said& said) const
    {
        json::object_t fields;  // field by field, as in intents/understanding_json.cpp
        fields.emplace("type", "said");
        fields.emplace("cmid", said.cmid);
        fields.emplace("understanding", intents::to_json(said.understanding));
        if (said.together) fields.emplace("together", intents::to_json(*said.together));
        return fields;
    }
    json operator()(const Chose& chose) const
    {
        return {{"type", "chose"},
                {"cmid", chose.cmid},
                {"value", chose.value},
                {"for", chose.awaiting}};
    }
    json operator()(const SentImage& image) const
    {
        json result{{"type", "image"},
                    {"cmid", image.cmid},
                    {"blob", image.blob},
                    {"media_type", image.media_type},
                    {"bytes", image.bytes}};
        put(result, "evidence", image.evidence);
        const PictureFacts& picture = image.picture;
        if (picture.width != 0) result["width"] = picture.width;
        if (picture.height != 0) result["height"] = picture.height;
        if (picture.blank) result["blank"] = true;
        put(result, "copy_of", picture.copy_of);
        put(result, "seen_in", picture.seen_in);
        put(result, "editor", picture.editor);
        return result;
    }
    json operator()(const SentForm& form) const
    {
        return {{"type", "form"}, {"cmid", form.cmid}, {"values", form.values}};
    }
    json operator()(const ActionAnswered& answer) const
    {
        return {{"type", "answered"},
                {"key", answer.key},
                {"outcome", answer.outcome},
                {"data", answer.data}};
    }
    json operator()(const TimerDue& timer) const { return {{"type", "timer"}, {"id", timer.id}}; }
    json operator()(const AgentActed& acted) const
    {
        json result{{"type", "agent"},
                    {"act", to_string(acted.act)},
                    {"agent", acted.agent},
                    {"epoch", acted.epoch}};
        put(result, "name", acted.name);
        put(result, "cmid", acted.cmid);
        put(result, "text", acted.text);
        put(result, "blob", acted.blob);
        put(result, "media_type", acted.media_type);
        put(result, "ticket", acted.ticket);
        put(result, "to", acted.to);
        put(result, "step", acted.step);
        put(result, "message", acted.message);
        put(result, "place", acted.place);
        return result;
    }
    json operator()(const Failed& failed) const
    {
        return {{"type", "failed"}, {"input", failed.input}};
    }
};

Said said_from_json(const json& json)
{
    Said said{json.at("cmid"), intents::understanding_from_json(json.at("understanding")), {}};
    if (json.contains("together"))
        said.together = intents::understanding_from_json(json.at("together"));
    return said;
}

}  // namespace

std::string to_string(AgentAct act) { return agent_acts[static_cast<std::size_t>(act)]; }

AgentAct agent_act_from_string(const std::string& name)
{
    for (std::size_t i = 0; i < agent_acts.size(); ++i)
        if (name == agent_acts[i]) return static_cast<AgentAct>(i);
    throw std::invalid_argument("unknown act of an agent: " + name);
}

json to_json(const Input& input)
{
    json result = std::visit(Writer{}, input.what);
    result["at"] = milliseconds(input.at);
    if (input.waiting != 0) result["waiting"] = input.waiting;
    return result;
}

Input input_from_json(const json& json)
try {
    const auto text = [&](const char* name) { return get<std::string>(json, name); };
    Input input;
    input.at = time_from_milliseconds(json.at("at").get<std::int64_t>());
    input.waiting = get<int>(json, "waiting");
    const std::string type = json.at("type");
    if (type == "opened")
        input.what =
            Opened{text("visitor"), text("channel"), text("user"), text("name"), text("previous")};
    else if (type == "said")
        input.what = said_from_json(json);
    else if (type == "chose")
        input.what = Chose{text("cmid"), text("value"), text("for")};
    else if (type == "image")
        input.what =
            SentImage{text("cmid"),
                      text("blob"),
                      text("evidence"),
                      text("media_type"),
                      get<std::uint64_t>(json, "bytes"),
                      {get<std::uint32_t>(json, "width"), get<std::uint32_t>(json, "height"),
                       get<bool>(json, "blank"), text("copy_of"), text("seen_in"), text("editor")}};
    else if (type == "form")
        input.what =
            SentForm{text("cmid"), get<std::map<std::string, std::string>>(json, "values")};
    else if (type == "answered")
        input.what = ActionAnswered{text("key"), text("outcome"), get_json(json, "data")};
    else if (type == "timer")
        input.what = TimerDue{text("id")};
    else if (type == "agent")
        input.what = AgentActed{agent_act_from_string(text("act")),
                                text("agent"),
                                text("name"),
                                text("cmid"),
                                get<std::uint64_t>(json, "epoch"),
                                text("text"),
                                text("blob"),
                                text("media_type"),
                                text("ticket"),
                                text("to"),
                                text("step"),
                                text("message"),
                                text("place")};
    else if (type == "failed")
        input.what = Failed{json.at("input")};
    else
        throw std::invalid_argument("unknown type of input: " + type);
    return input;
} catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(std::string("not an input: ") + error.what());
}

}  // namespace dialogs
