// Frames of the visitor's socket (docs/protocol.md, "Visitor"): bytes to structs and back. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/wire.h"

namespace bot::visitor {

// The shop's proof of who the visitor is.
struct Identity {
    std::string user;
    std::string name;
    std::int64_t expires_at = 0;  // seconds since 1970
    std::string nonce;
    std::string
        signature;  // HMAC-SHA256, hex, over "user\nexp\nnonce", and "\nname" where there is one
};

struct Resume {
    std::string conversation;
    std::uint64_t after = 0;  // the last seq the client has
};

struct Hello {
    std::string token;  // empty on the first visit
    std::optional<Identity> identity;
    std::optional<Resume> resume;
};
struct Send {
    std::string cmid;
    Body body;
};
struct Typing {};
struct Read {
    std::uint64_t seq = 0;
};
using Frame = std::variant<Hello, Send, Typing, Read>;

std::variant<Frame, WireError> read_frame(std::string_view text);

struct Welcome {
    std::string visitor, token, conversation, owner, agent_name, shop;
    std::uint64_t seq = 0;
};
std::string write_welcome(const Welcome& welcome);
std::string write_resync(std::string_view conversation);
std::string write_ack(std::string_view cmid, std::uint64_t seq);
std::string write_typing(std::string_view agent_name);
std::string write_owner(std::string_view owner, std::string_view agent_name);

}  // namespace bot::visitor
