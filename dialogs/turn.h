// What one input leads to: events to append to the log, and the conversation after them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dialogs/conversation.h"
#include "dialogs/input.h"

namespace dialogs {

// One line of a conversation's log.
//
// The first event of a turn is the input itself and carries it in `input`; replay starts from
// there. Events with a `seq` may be seen by the visitor; the others are for agents and machines.
// Types: opened, message, action_answered, timer_due, agent_acted, failed (inputs); message, slot,
// evidence, decided, effect, ticket, owner, flow, flag, note, revealed, closed (what was done).
struct Event {
    std::string type;
    std::string from;                  // visitor, bot, agent, system
    std::optional<std::uint64_t> seq;  // only where the visitor may see it
    std::string cmid;                  // messages of visitors and agents
    std::string name;                  // who an agent's message is from, as the visitor reads it
    nlohmann::json body;               // message: a body of the protocol; else what happened
    nlohmann::json awaiting;           // null, or what the conversation now waits for
    nlohmann::json input;              // the first event of a turn; else null
    // For agents, never for visitors. Messages of the bot: what was understood and considered, the
    // reply, the step that said it, the rules it rests on. Messages of a visitor: "taken", the
    // first of these that it could be, in this order: leaves_queue, waits (for an agent), guard (a
    // danger, or a wish for a human), control, phrase, another_order, correction, answer, demand,
    // another_matter, may_go_on (a fragment, held for a moment), not_understood.
    nlohmann::json why;
    bool operator==(const Event&) const = default;
};

// The payload column of the log: {"body", "name", "awaiting", "input", "why"}, absent where null.
nlohmann::json to_json(const Event& event);

// An input that is not accepted: nothing is stored, the sender gets an error of the protocol.
struct Refusal {
    std::string code;         // stale_epoch, stale_answer, bad_request, conflict, not_found
    std::string message;      // Chinese, for the customer or agent
    nlohmann::json awaiting;  // stale_answer: what is awaited now
};

struct Turn {
    Conversation after;
    std::vector<Event> events;  // empty where refused
    std::optional<Refusal> refused;
};

}  // namespace dialogs
