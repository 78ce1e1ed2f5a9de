#include "bot/agent_wire.h"

#include <nlohmann/json.hpp>

namespace bot::agent {

using dialogs::AgentAct;
using nlohmann::json;

namespace {

constexpr std::size_t name_bytes_max = 128;

FrameError bad(std::string message, const std::string& conversation = {}, std::string cmid = {})
{
    return {{"bad_request", std::move(message), std::move(cmid), {}, {}, {}}, conversation};
}

std::optional<AgentAct> act_of(const std::string& type)
{
    try {
        return dialogs::agent_act_from_string(type);
    } catch (const std::invalid_argument&) {
        return std::nullopt;
    }
}

// The fields that this act has besides conv, cmid and epoch; an error's message, or empty.
std::string read_details(const json& object, dialogs::AgentActed& acted)
{
    switch (acted.act) {
        case AgentAct::note: {
            const auto text = text_field(object, "text");
            if (!text || text->empty()) return "note 要有 text";
            acted.text = *text;
            break;
        }
        case AgentAct::transfer: {
            const auto to = text_field(object, "to");
            if (!to || to->empty() || to->size() > name_bytes_max) return "transfer 要有 to";
            acted.to = *to;
            break;
        }
        case AgentAct::hand_back:
            if (!optional_text(object, "step", acted.step) || acted.step.size() > name_bytes_max)
                return "step 的格式不对";
            break;
        case AgentAct::approve:
        case AgentAct::reject: {
            const auto ticket = text_field(object, "ticket");
            if (!ticket || ticket->empty() || ticket->size() > name_bytes_max) return "要有 ticket";
            acted.ticket = *ticket;
            if (!optional_text(object, "reason", acted.text)) return "reason 的格式不对";
            break;
        }
        case AgentAct::reveal: {
            const auto message = text_field(object, "message");
            const auto place = count_field(object, "place");
            if (!message || message->empty() || message->size() > name_bytes_max || !place)
                return "reveal 要有 message 和 place";
            acted.message = *message;
            acted.place = std::to_string(*place);
            if (!optional_text(object, "reason", acted.text)) return "reason 的格式不对";
            break;
        }
        case AgentAct::claim:
        case AgentAct::release:
        case AgentAct::resolve:
        case AgentAct::send:
            break;
    }
    return {};
}

std::variant<Frame, FrameError> read_act(const json& object, AgentAct act)
{
    const auto conversation = text_field(object, "conv");
    const auto cmid = read_cmid(object);
    const auto epoch = count_field(object, "epoch");
    if (!conversation || conversation->size() > name_bytes_max)
        return bad("缺少 conv", {}, cmid.value_or(""));
    if (!cmid) return bad("缺少 cmid,或超过 64 个字符", *conversation);
    if (!epoch) return bad("缺少 epoch", *conversation, *cmid);
    dialogs::AgentActed acted;
    acted.act = act;
    acted.cmid = *cmid;
    acted.epoch = *epoch;
    if (const auto problem = read_details(object, acted); !problem.empty())
        return bad(problem, *conversation, *cmid);
    if (count_characters(acted.text) > text_characters_max)
        return FrameError{{"too_large", "最多 4000 个字", *cmid, {}, {}, {}}, *conversation};
    if (act == AgentAct::send) {
        auto body = read_body(object);
        if (auto* error = std::get_if<WireError>(&body)) {
            error->cmid = *cmid;
            return FrameError{std::move(*error), *conversation};
        }
        if (auto* text = std::get_if<TextBody>(&std::get<Body>(body)))
            acted.text = std::move(text->text);
        else if (auto* image = std::get_if<ImageBody>(&std::get<Body>(body)))
            acted.blob = std::move(image->blob);
        else
            return bad("客服只能发送文字和图片", *conversation, *cmid);
    }
    return Frame(Act{*conversation, std::move(acted)});
}

std::variant<Frame, FrameError> read_typing(const json& object, const std::string& conversation)
{
    if (!object.contains("draft")) return Frame(Typing{conversation, std::nullopt});
    auto draft = text_field(object, "draft");
    if (!draft || count_characters(*draft) > text_characters_max)
        return bad("draft 最多 4000 个字", conversation);
    return Frame(Typing{conversation, std::move(draft)});
}

std::variant<Frame, FrameError> read_hello(const json& object)
{
    Hello hello;
    const auto token = text_field(object, "token");
    if (!token || !optional_count(object, "resume", hello.resume)) return bad("hello 要有 token");
    hello.token = *token;
    return Frame(std::move(hello));
}

std::string written(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::variant<Frame, FrameError> read_frame(std::string_view text)
{
    const auto object = read_object(text);
    if (!object) return bad("看不懂这条数据");
    const std::string type = text_field(*object, "t").value_or("");
    if (type == "hello") return read_hello(*object);
    if (const auto act = act_of(type)) return read_act(*object, *act);
    if (type == "load_pack") {
        const auto cmid = read_cmid(*object);
        if (!cmid) return bad("缺少 cmid,或超过 64 个字符");
        return Frame(LoadPack{*cmid});
    }
    const auto conversation = text_field(*object, "conv");
    const bool known = type == "open" || type == "close" || type == "typing" || type == "read";
    if (!known) return bad("看不懂这条数据", {}, read_cmid(*object).value_or(""));
    if (!conversation || conversation->size() > name_bytes_max) return bad("缺少 conv");
    if (type == "close") return Frame(Close{*conversation});
    if (type == "typing") return read_typing(*object, *conversation);
    std::uint64_t count = 0;
    if (!optional_count(*object, type == "open" ? "after" : "seq", count))
        return bad("after 和 seq 要是整数", *conversation);
    if (type == "open") return Frame(Open{*conversation, count});
    return Frame(Read{*conversation, count});
}

std::string canonical(const dialogs::AgentActed& acted)
{
    json fields{
        dialogs::to_string(acted.act), acted.text, acted.blob, acted.ticket, acted.to, acted.step};
    if (acted.act == AgentAct::reveal) fields.insert(fields.end(), {acted.message, acted.place});
    return written(fields);
}

std::string write_ack(std::string_view conversation, std::string_view cmid, std::uint64_t seq,
                      std::uint64_t epoch)
{
    return written(
        {{"t", "ack"}, {"conv", conversation}, {"cmid", cmid}, {"seq", seq}, {"epoch", epoch}});
}

std::string write_revealed(std::string_view conversation, const dialogs::AgentActed& acted,
                           std::string_view secret)
{
    return written({{"t", "revealed"},
                    {"conv", conversation},
                    {"cmid", acted.cmid},
                    {"message", acted.message},
                    {"place", std::stoi(acted.place)},
                    {"text", secret}});
}

std::string write_presence(std::string_view conversation, std::string_view from,
                           std::string_view name, std::string_view state, std::uint64_t seq)
{
    json result{{"t", "presence"},
                {"conv", conversation},
                {"from", from},
                {"name", name},
                {"state", state}};
    if (state == "read") result["seq"] = seq;
    return written(result);
}

std::string write_pack(std::string_view pack, std::string_view by, const json& vocabulary)
{
    return written({{"t", "pack"},
                    {"pack", pack},
                    {"by", by.empty() ? json() : json(by)},
                    {"vocabulary", vocabulary}});
}

std::string write_pack_loaded(std::string_view cmid, std::string_view pack, bool changed,
                              std::string_view problems)
{
    return written({{"t", "pack_loaded"},
                    {"cmid", cmid},
                    {"pack", pack},
                    {"changed", changed},
                    {"problems", problems}});
}

}  // namespace bot::agent
