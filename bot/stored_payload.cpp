#include "bot/stored_payload.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "bot/event_frames.h"
#include "bot/text_reader.h"

namespace bot {

using nlohmann::json;

namespace {

bool needs_escape(std::string_view text)
{
    for (const char c : text)
        if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) return true;
    return false;
}

bool take(TextReader& reader, const json& value);

bool take_string(TextReader& reader, const std::string& text)
{
    if (needs_escape(text)) return reader.take(write(text));
    return reader.take('"') && reader.take(text) && reader.take('"');
}

bool take_object(TextReader& reader, const json::object_t& members)
{
    if (!reader.take('{')) return false;
    bool first = true;
    for (const auto& [name, value] : members) {
        if (!std::exchange(first, false) && !reader.take(',')) return false;
        if (!take_string(reader, name) || !reader.take(':') || !take(reader, value)) return false;
    }
    return reader.take('}');
}

bool take_array(TextReader& reader, const json::array_t& items)
{
    if (!reader.take('[')) return false;
    bool first = true;
    for (const json& item : items) {
        if (!std::exchange(first, false) && !reader.take(',')) return false;
        if (!take(reader, item)) return false;
    }
    return reader.take(']');
}

template <class Number>
bool take_number(TextReader& reader, Number number)
{
    char text[24];
    const auto written = std::to_chars(text, text + sizeof text, number);
    return reader.take(std::string_view(text, static_cast<std::size_t>(written.ptr - text)));
}

bool take(TextReader& reader, const json& value)
{
    switch (value.type()) {
        case json::value_t::object:
            return take_object(reader, value.get_ref<const json::object_t&>());
        case json::value_t::array:
            return take_array(reader, value.get_ref<const json::array_t&>());
        case json::value_t::string:
            return take_string(reader, value.get_ref<const std::string&>());
        case json::value_t::number_integer:
            return take_number(reader, value.get<std::int64_t>());
        case json::value_t::number_unsigned:
            return take_number(reader, value.get<std::uint64_t>());
        case json::value_t::boolean:
            return reader.take(value.get<bool>() ? "true" : "false");
        case json::value_t::null:
            return reader.take("null");
        default:
            return reader.take(write(value));
    }
}

}  // namespace

StoredPayload members_of(std::string_view payload)
{
    StoredPayload members;
    TextReader reader(payload);
    reader.need('{');
    if (reader.take('}')) return members;
    do {
        const std::string_view name = reader.raw_string();
        reader.need(':');
        if (name == "why") {  // the last member, and only looked at where something differs
            members.why = reader.rest();
            if (!members.why.ends_with('}')) TextReader::unexpected();
            members.why.remove_suffix(1);
            return members;
        }
        const std::string_view value = reader.raw_value();
        if (name == "awaiting")
            members.awaiting = value;
        else if (name == "body")
            members.body = value;
        else if (name == "input")
            members.input = value;
        else if (name == "name")
            members.name = value;
    } while (reader.take(','));
    reader.need('}');
    return members;
}

bool is_written_as(std::string_view text, const json& value)
{
    if (text.empty()) return value.is_null();
    TextReader reader(text);
    return take(reader, value) && reader.at_end();
}

}  // namespace bot
