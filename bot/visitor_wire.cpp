#include "bot/visitor_wire.h"

#include <nlohmann/json.hpp>

namespace bot::visitor {

using nlohmann::json;

namespace {

constexpr std::size_t token_bytes_max = 256;
constexpr std::size_t identity_bytes_max = 512;

WireError bad(std::string message, std::string cmid = {})
{
    return {"bad_request", std::move(message), std::move(cmid), {}, {}, {}};
}

std::optional<Identity> read_identity(const json& object)
{
    if (!object.is_object()) return std::nullopt;
    Identity identity;
    const auto user = text_field(object, "user");
    const auto expires = count_field(object, "exp");
    const auto nonce = text_field(object, "nonce");
    const auto signature = text_field(object, "sig");
    if (!user || user->empty() || !expires || !nonce || !signature ||
        !optional_text(object, "name", identity.name))
        return std::nullopt;
    identity.user = *user;
    identity.expires_at = static_cast<std::int64_t>(*expires);
    identity.nonce = *nonce;
    identity.signature = *signature;
    for (const auto* part : {&identity.user, &identity.name, &identity.nonce, &identity.signature})
        if (part->size() > identity_bytes_max) return std::nullopt;
    // The signed text has three or four lines; a user that brings its own would be read as
    // another's.
    for (const auto* line : {&identity.user, &identity.nonce, &identity.name})
        if (line->find('\n') != std::string::npos) return std::nullopt;
    return identity;
}

std::variant<Frame, WireError> read_hello(const json& object)
{
    Hello hello;
    if (!optional_text(object, "token", hello.token) || hello.token.size() > token_bytes_max)
        return bad("token 的格式不对");
    if (const auto identity = object.find("identity");
        identity != object.end() && !identity->is_null()) {
        hello.identity = read_identity(*identity);
        if (!hello.identity) return bad("identity 的格式不对");
    }
    if (const auto resume = object.find("resume"); resume != object.end() && !resume->is_null()) {
        if (!resume->is_object()) return bad("resume 的格式不对");
        const auto conversation = text_field(*resume, "conv");
        const auto after = count_field(*resume, "after");
        if (!conversation || !after) return bad("resume 的格式不对");
        hello.resume = Resume{*conversation, *after};
    }
    return Frame(std::move(hello));
}

std::variant<Frame, WireError> read_send(const json& object)
{
    const auto cmid = read_cmid(object);
    if (!cmid) return bad("send 要有 cmid,最多 64 个字符");
    auto body = read_body(object);
    if (auto* error = std::get_if<WireError>(&body)) {
        error->cmid = *cmid;
        return std::move(*error);
    }
    return Frame(Send{*cmid, std::move(std::get<Body>(body))});
}

std::string written(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::variant<Frame, WireError> read_frame(std::string_view text)
{
    const auto object = read_object(text);
    if (!object) return bad("看不懂这条数据");
    const std::string type = text_field(*object, "t").value_or("");
    if (type == "hello") return read_hello(*object);
    if (type == "send") return read_send(*object);
    if (type == "typing") return Frame(Typing{});
    if (type == "read") {
        const auto seq = count_field(*object, "seq");
        if (!seq) return bad("read 要有 seq");
        return Frame(Read{*seq});
    }
    return bad("看不懂这条数据", read_cmid(*object).value_or(""));
}

std::string write_welcome(const Welcome& welcome)
{
    json result{{"t", "welcome"},
                {"visitor", welcome.visitor},
                {"token", welcome.token},
                {"conv", welcome.conversation},
                {"seq", welcome.seq},
                {"owner", welcome.owner},
                {"limits",
                 {{"text", text_characters_max},
                  {"upload_bytes", 10 * 1024 * 1024},
                  {"upload_types", {"image/png", "image/jpeg", "image/webp", "image/gif"}}}}};
    if (!welcome.agent_name.empty()) result["agent_name"] = welcome.agent_name;
    if (!welcome.shop.empty()) result["shop"] = welcome.shop;
    return written(result);
}

std::string write_resync(std::string_view conversation)
{
    return written({{"t", "resync"}, {"conv", conversation}, {"seq", 0}, {"pos", 0}});
}

std::string write_ack(std::string_view cmid, std::uint64_t seq)
{
    return written({{"t", "ack"}, {"cmid", cmid}, {"seq", seq}});
}

std::string write_typing(std::string_view agent_name)
{
    return written(
        {{"t", "presence"}, {"from", "agent"}, {"name", agent_name}, {"state", "typing"}});
}

std::string write_owner(std::string_view owner, std::string_view agent_name)
{
    return written({{"t", "presence"},
                    {"owner", owner},
                    {"name", agent_name.empty() ? json() : json(agent_name)},
                    {"state", "online"}});
}

}  // namespace bot::visitor
