// What can happen to a conversation. Everything a dialog depends on comes in as one of these, so
// that the same inputs always lead to the same turns.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "dialogs/time.h"
#include "intents/understanding.h"

namespace dialogs {

struct Opened {
    std::string visitor;
    std::string channel;   // web, qq, wechat, terminal
    std::string user;      // the shop's own user, where the identity was proven; else empty
    std::string name;      // what the agent's list shows for the visitor; may be empty
    std::string previous;  // the closed conversation this one follows; may be empty
};

struct Said {
    std::string cmid;
    intents::Understanding understanding;  // its text is the message, secrets masked
    // What it means after the fragment before it (Conversation::fragment), where there was one.
    std::optional<intents::Understanding> together = {};
};

struct Chose {
    std::string cmid;
    std::string value;
    std::string awaiting;  // the id of the question that it answers
};

// What is known of a picture besides its file; nothing where nobody could look at it.
struct PictureFacts {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool blank = false;   // all of one tone
    std::string copy_of;  // an earlier blob of the conversation that is the same picture
    std::string seen_in;  // the first other conversation where that picture was sent
    std::string editor;   // the program for editing pictures that wrote it, where it says so
    bool operator==(const PictureFacts&) const = default;
};

struct SentImage {
    std::string cmid;
    std::string blob;      // b_…
    std::string evidence;  // the item it is meant for; empty: the one wanted now
    std::string media_type;
    std::uint64_t bytes = 0;
    PictureFacts picture;
};

struct SentForm {
    std::string cmid;
    std::map<std::string, std::string> values;
};

// The answer of the order system to an Effect.
struct ActionAnswered {
    std::string key;      // of the effect
    std::string outcome;  // ok, timeout, or a named error of the gateway
    nlohmann::json data;  // what the action returned; null where nothing
};

struct TimerDue {
    std::string id;
};

enum class AgentAct {
    claim,
    release,
    hand_back,
    transfer,
    note,
    resolve,
    approve,
    reject,
    send,
    reveal  // looks at a secret that the log shows masked
};

// The text of a release that the server makes for an agent who is not there any more.
inline constexpr const char* agent_gone = "gone";

struct AgentActed {
    AgentAct act = AgentAct::claim;
    std::string agent;  // a_…
    std::string name;   // what the customer reads
    std::string cmid;
    std::uint64_t epoch = 0;  // the ownership the agent saw when acting
    // send, note; the reason of reject and reveal; agent_gone of release
    std::string text;
    std::string blob;  // send: an image instead of text
    std::string media_type;
    std::string ticket;   // approve, reject
    std::string to;       // transfer: the other agent
    std::string step;     // hand_back: the label to go on at; empty: where the bot was
    std::string message;  // reveal: the cmid of the visitor's message
    std::string place;    // reveal: where in it the secret begins, in code points
};

// The step for an input broke off: a fault of the program, or a fact that cannot be. The
// conversation is set aside for a human, and what the visitor wrote is kept.
struct Failed {
    nlohmann::json input;  // as to_json() wrote it
};

struct Input {
    Time at;
    std::variant<Opened, Said, Chose, SentImage, SentForm, ActionAnswered, TimerDue, AgentActed,
                 Failed>
        what;
    // How many conversations wait for an agent when it comes in: what a hand-over tells the
    // customer.
    int waiting = 0;
};

nlohmann::json to_json(const Input& input);
// Throws std::invalid_argument where the JSON is not an input (a damaged log).
Input input_from_json(const nlohmann::json& json);

// Names as they stand in the protocol: "claim", "hand_back" …; throws std::invalid_argument.
AgentAct agent_act_from_string(const std::string& name);
std::string to_string(AgentAct act);

}  // namespace dialogs
