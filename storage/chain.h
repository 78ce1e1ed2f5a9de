// The chain of evidence: each event of a conversation carries the hash of the one before it, so
// that none can be changed, put in, left out or moved without the chain breaking there. Pure.
//
//   content = SHA-256(salt, payload)            salt: 16 random bytes of each event
//   link    = SHA-256(canonical JSON of {"at", "cmid", "content", "conversation", "from",
//                                        "previous", "seq", "turn", "type"})
//
// Canonical: members in the order of their names, no spaces, UTF-8, hashes in lower-case hex;
// "previous" is the link of the event before, empty for the first. Where a payload was erased, its
// salt is gone as well: the content stays and the chain holds, and what was erased cannot be found
// by hashing guesses. docs/decisions/0006-a-chain-of-evidence.md says what this proves.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/event_log.h"

namespace storage {

// An event with its place in the chain; all in hex.
struct ChainedEvent {
    EventRow event;
    // Nothing: the payload was erased, or is not shown; event.payload is then no part of the chain.
    std::optional<std::string> salt;
    std::string content;  // empty: withheld, and with it the event; only its link is shown
    std::string link;     // empty: written by a version that had no chain yet
};

// What stands in the log in place of an erased payload.
inline constexpr std::string_view erased_payload = "{}";

std::string new_salt();
// Throws std::invalid_argument where the salt is no hex.
std::string content_of(std::string_view salt, std::string_view payload);
std::string link_of(const EventRow& event, std::string_view content, std::string_view previous);

struct ChainCheck {
    std::size_t linked = 0;
    std::size_t unlinked = 0;  // at the beginning, from before there was a chain
    std::size_t without_payload = 0;
    std::string last;  // the last link; empty where there is none
    // The first event that does not fit: its place in `events`, and what is wrong with it.
    enum class Fault { none, content, link, unlinked };
    Fault fault = Fault::none;
    std::size_t broken = 0;
};
// `events`: all of one conversation, in order. A withheld one is taken for what its link says where
// `may_withhold`, and else does not fit.
ChainCheck check_chain(std::span<const ChainedEvent> events, bool may_withhold = false);

}  // namespace storage
