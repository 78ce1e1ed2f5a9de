// Frames of the console's socket (docs/protocol.md, "Agent"): bytes to structs and back. Pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "bot/wire.h"
#include "dialogs/input.h"

namespace bot::agent {

struct Hello {
    std::string token;
    std::uint64_t resume = 0;
};
struct Open {
    std::string conversation;
    std::uint64_t after = 0;  // the last pos the client has of it
};
struct Close {
    std::string conversation;
};
// claim, send, release, …: everything that becomes an input of the dialog. The agent's own id and
// name are the session's to fill in.
struct Act {
    std::string conversation;
    dialogs::AgentActed acted;
};
struct Typing {
    std::string conversation;
    std::optional<std::string> draft;  // all that was written so far
};
struct Read {
    std::string conversation;
    std::uint64_t seq = 0;
};
struct LoadPack {
    std::string cmid;
};
using Frame = std::variant<Hello, Open, Close, Act, Typing, Read, LoadPack>;

struct FrameError {
    WireError error;
    std::string conversation;
};
std::variant<Frame, FrameError> read_frame(std::string_view text);

std::string canonical(const dialogs::AgentActed& acted);

std::string write_ack(std::string_view conversation, std::string_view cmid, std::uint64_t seq,
                      std::uint64_t epoch);
// The secret that a reveal asked for, for who asked.
std::string write_revealed(std::string_view conversation, const dialogs::AgentActed& acted,
                           std::string_view secret);
// What somebody else does at this conversation: state is typing, read or online.
std::string write_presence(std::string_view conversation, std::string_view from,
                           std::string_view name, std::string_view state, std::uint64_t seq = 0);

// A new pack is there, for everybody; `by` asked for it, empty: a signal.
std::string write_pack(std::string_view pack, std::string_view by,
                       const nlohmann::json& vocabulary);
// What became of a load_pack, for who sent it.
std::string write_pack_loaded(std::string_view cmid, std::string_view pack, bool changed,
                              std::string_view problems);

}  // namespace bot::agent
