#include "bot/wire.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace bot {

using nlohmann::json;

namespace {

constexpr int depth_max = 8;
constexpr std::size_t form_values_max = 32;
constexpr std::size_t name_bytes_max = 128;

WireError bad(std::string message) { return {"bad_request", std::move(message), {}, {}, {}, {}}; }

std::variant<Body, WireError> read_text(const json& body)
{
    auto text = text_field(body, "text");
    if (!text) return bad("text 消息要有 text 字段");
    if (text->find_first_not_of(" \t\r\n") == std::string::npos) return bad("消息是空的");
    if (count_characters(*text) > text_characters_max)
        return WireError{"too_large", "消息太长了,最多 4000 个字,请分几条发送", {}, {}, {}, {}};
    return Body(TextBody{std::move(*text)});
}

std::variant<Body, WireError> read_form(const json& body)
{
    const auto values = body.find("values");
    if (values == body.end() || !values->is_object() || values->empty() ||
        values->size() > form_values_max)
        return bad("form 消息要有 values 字段");
    FormBody form;
    for (const auto& [name, value] : values->items()) {
        if (!value.is_string() || name.size() > name_bytes_max) return bad("form 的值要是文字");
        const auto& text = value.get_ref<const std::string&>();
        if (count_characters(text) > text_characters_max)
            return WireError{"too_large", "填写的内容太长了", {}, {}, {}, {}};
        form.values.emplace(name, text);
    }
    return Body(std::move(form));
}

}  // namespace

std::size_t count_characters(std::string_view utf8)
{
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

std::optional<json> read_object(std::string_view text)
{
    bool acceptable = true;
    std::vector<std::set<std::string>> keys;
    const auto check = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > depth_max) acceptable = false;
        if (event == json::parse_event_t::object_start) keys.emplace_back();
        if (event == json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
        if (event == json::parse_event_t::key && !keys.empty() &&
            !keys.back().insert(value.get<std::string>()).second)
            acceptable = false;
        return acceptable;  // what is too deep is not even built
    };
    json object = json::parse(text, check, false);
    if (!acceptable || object.is_discarded() || !object.is_object()) return std::nullopt;
    return object;
}

std::optional<std::string> text_field(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

std::optional<std::uint64_t> count_field(const json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto value = found->get<std::uint64_t>();
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return value;
}

bool optional_text(const json& object, const char* name, std::string& value)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return true;
    if (!found->is_string()) return false;
    value = found->get<std::string>();
    return true;
}

bool optional_count(const json& object, const char* name, std::uint64_t& value)
{
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return true;
    const auto count = count_field(object, name);
    if (!count) return false;
    value = *count;
    return true;
}

std::optional<std::string> read_cmid(const json& frame)
{
    auto cmid = text_field(frame, "cmid");
    if (!cmid || cmid->empty() || count_characters(*cmid) > cmid_characters_max)
        return std::nullopt;
    return cmid;
}

std::variant<Body, WireError> read_body(const json& frame)
{
    const auto body = frame.find("body");
    if (body == frame.end() || !body->is_object()) return bad("缺少 body");
    const std::string type = text_field(*body, "type").value_or("");
    if (type == "text") return read_text(*body);
    if (type == "choice") {
        ChoiceBody choice;
        const auto value = text_field(*body, "value");
        const auto awaiting = text_field(*body, "for");
        if (!value || !awaiting || value->size() > name_bytes_max ||
            awaiting->size() > name_bytes_max)
            return bad("choice 消息要有 value 和 for 字段");
        return Body(ChoiceBody{*value, *awaiting});
    }
    if (type == "image") {
        ImageBody image;
        const auto blob = text_field(*body, "blob");
        if (!blob || blob->size() > name_bytes_max ||
            !optional_text(*body, "evidence", image.evidence) ||
            image.evidence.size() > name_bytes_max)
            return bad("image 消息要有 blob 字段");
        image.blob = *blob;
        return Body(std::move(image));
    }
    if (type == "form") return read_form(*body);
    return bad("不支持这种消息");
}

namespace {

struct Canonical {
    json operator()(const TextBody& body) const { return {"text", body.text}; }
    json operator()(const ChoiceBody& body) const { return {"choice", body.value, body.awaiting}; }
    json operator()(const ImageBody& body) const { return {"image", body.blob, body.evidence}; }
    json operator()(const FormBody& body) const { return {"form", body.values}; }
};

}  // namespace

std::string canonical(const Body& body)
{
    return std::visit(Canonical{}, body).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string write_error(const WireError& error, bool frame, std::string_view conversation)
{
    json result{{"code", error.code}, {"message", error.message}};
    if (frame) result["t"] = "error";
    if (!conversation.empty()) result["conv"] = conversation;
    if (!error.cmid.empty()) result["cmid"] = error.cmid;
    if (error.retry_after) result["retry_after"] = *error.retry_after;
    if (error.epoch) result["epoch"] = *error.epoch;
    if (error.code == "stale_answer")
        result["awaiting"] =
            error.awaiting.empty() ? json() : json::parse(error.awaiting, nullptr, false);
    return result.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace bot
