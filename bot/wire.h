// What the frames of visitors and of agents have in common: reading JSON that a stranger wrote, the
// bodies of messages, and the one shape of an error. Pure; nothing here throws because of its
// input.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bot {

// An error of the protocol: its code, a sentence for a person, and what some codes add.
struct WireError {
    std::string code;
    std::string message;
    std::string cmid;                         // of the frame that it answers; may be empty
    std::optional<std::int64_t> retry_after;  // rate_limited: seconds
    std::optional<std::uint64_t> epoch;       // stale_epoch: the current one
    std::string awaiting;                     // stale_answer: JSON of the current question
};

inline WireError error_of(std::string code, std::string message, std::string cmid = {})
{
    return {std::move(code), std::move(message), std::move(cmid), {}, {}, {}};
}

constexpr std::size_t events_at_once = 100;  // read from the log in one go, for a connection

// Bodies of messages that clients send.
struct TextBody {
    std::string text;
};
struct ChoiceBody {
    std::string value;
    std::string awaiting;
};
struct ImageBody {
    std::string blob;
    std::string evidence;
};
struct FormBody {
    std::map<std::string, std::string> values;
};
using Body = std::variant<TextBody, ChoiceBody, ImageBody, FormBody>;

constexpr std::size_t text_characters_max = 4000;
constexpr std::size_t cmid_characters_max = 64;

// The JSON object in `text`, or nothing: not JSON, nested deeper than 8, a key written twice, a
// number too large for a double, no object.
std::optional<nlohmann::json> read_object(std::string_view text);

// The body of a "send".
std::variant<Body, WireError> read_body(const nlohmann::json& frame);

// The same for equal bodies: what a reused cmid is compared with.
std::string canonical(const Body& body);

// Fields of a frame; nothing where the field is absent, null or of another kind.
std::optional<std::string> text_field(const nlohmann::json& object, const char* name);
std::optional<std::uint64_t> count_field(const nlohmann::json& object, const char* name);
// An absent or null field is fine for these, one of another kind is not: false.
bool optional_text(const nlohmann::json& object, const char* name, std::string& value);
bool optional_count(const nlohmann::json& object, const char* name, std::uint64_t& value);

// A cmid as the protocol wants it: 1 to 64 characters.
std::optional<std::string> read_cmid(const nlohmann::json& frame);

// {"t":"error",…} for a socket; without "t" for HTTP.
std::string write_error(const WireError& error, bool frame = true,
                        std::string_view conversation = {});

std::size_t count_characters(std::string_view utf8);

}  // namespace bot
