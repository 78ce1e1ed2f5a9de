// The state of one conversation: a value, made by folding step() over its inputs.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dialogs/time.h"

namespace dialogs {

enum class Owner { bot, queue, agent };

// One running flow. The innermost is last on the stack.
struct Frame {
    std::string flow;
    std::string step;  // id of the step it is at
    int instance = 0;  // counts the flows started in this conversation; part of effect keys
    std::map<std::string, std::string> slots;
    std::map<std::string, int> attempts;  // by step id: how often it was asked in vain
    std::map<std::string, int> visits;  // by step id: how often it was entered; part of effect keys
    bool asked = false;                 // the step it is at has put its question
    std::string outcome;                // how the flow that this one ran has ended; see Step::on
    bool operator==(const Frame&) const = default;
};

struct Option {
    std::string value;
    std::string label;
    bool operator==(const Option&) const = default;
};

// What the conversation waits for from the visitor; decisions.md 4.
struct Awaiting {
    std::string id;
    std::string kind;  // slot, choice, evidence, confirm
    std::string name;
    std::string item;  // evidence: the one wanted now
    std::vector<Option> options;
    nlohmann::json action;  // confirm: {name, amount, fee, channel, eta}; else null
    std::vector<std::string> have;
    std::vector<std::string> missing;
    std::optional<Time> expires_at;
    bool operator==(const Awaiting&) const = default;
};

// A wish to the world outside: an action on an order. In the log before it is tried.
struct Effect {
    std::string key;     // conversation/flow instance/step visit: the idempotency key
    std::string action;  // orders.lookup, orders.cancel, orders.refund, keys.check, …
    nlohmann::json parameters;
    std::string state = "pending";  // pending, done, failed, unknown
    Time requested_at;
    bool operator==(const Effect&) const = default;
};

struct Timer {
    std::string id;
    Time due;
    bool operator==(const Timer&) const = default;
};

struct Ticket {
    std::string id;           // t_…
    std::string case_number;  // what the customer is told
    std::string kind;         // review, handoff
    std::string queue;        // aftersale, review, complaint, risk
    std::string priority;     // P0–P3
    std::string state;        // open, claimed, approved, rejected, closed
    Time opened_at;
    Time due_at;
    nlohmann::json summary;  // order, claim, slots, evidence, decision: what the agent needs
    bool operator==(const Ticket&) const = default;
};

// What was asked for and is not begun yet: a second thing, or a second order, in one message.
struct Request {
    std::string flow;
    std::map<std::string, std::string> slots;  // with an order_id where it is about another order
    std::size_t acts = 0;  // how much had been done (tickets, actions) when it was asked for
    bool operator==(const Request&) const = default;
};

// What the visitor wrote last and nothing could be made of: it may go on in the next message.
struct Fragment {
    nlohmann::json understanding;  // of it, with the fragments before it
    Time said_at;
    bool operator==(const Fragment&) const = default;
};

struct DecisionRecord {
    std::uint64_t seq = 0;  // of the last visible event when it was made
    nlohmann::json decision;
    bool operator==(const DecisionRecord&) const = default;
};

struct Conversation {
    std::string id;  // c_…; grows with time
    std::string pack;
    std::string visitor;
    std::string channel;
    std::string user;
    std::string name;
    Owner owner = Owner::bot;
    std::string agent;  // who owns it, where an agent does
    std::string agent_name;
    std::uint64_t epoch = 1;  // grows with each change of owner
    std::uint64_t seq = 0;    // of the last event that the visitor may see
    std::uint64_t turns = 0;
    bool closed = false;
    Time opened_at;
    Time last_heard;                // from the visitor
    std::optional<Time> queued_at;  // waiting for an agent since
    std::string queue;              // aftersale, review, complaint, risk
    std::string priority = "P3";
    std::vector<std::string> flags;  // minor, scam, regulator
    std::vector<Frame> stack;
    int flows_started = 0;
    std::string topic;  // the flow that was last begun at the bottom of the stack
    std::map<std::string, std::string>
        collected;  // all that was learned, for agents; secrets left out
    std::optional<Awaiting> awaiting;
    std::vector<Timer> timers;
    std::vector<Effect> effects;               // newest last
    nlohmann::json order;                      // as last looked up and verified; null before
    std::string checklist;                     // the evidence being collected; empty: none
    std::vector<std::string> checklist_items;  // what it requires
    std::map<std::string, std::vector<std::string>> evidence;  // item -> blobs
    std::vector<DecisionRecord> decisions;
    std::vector<Ticket> tickets;
    int misunderstood_in_a_row = 0;
    int abusive_in_a_row = 0;
    std::vector<Request> requests;       // taken up one by one when no flow runs
    std::optional<Time> queue_noted_at;  // when who waits for an agent was last answered
    std::optional<Fragment> fragment;
    std::vector<nlohmann::json> deferred;       // inputs that wait for the answer of an action
    std::map<std::string, std::string> memory;  // what outlives a flow: contact, last order number
    bool operator==(const Conversation&) const = default;
};

nlohmann::json to_json(const Conversation& conversation);
Conversation conversation_from_json(const nlohmann::json& json);

// As `kefu show --json` writes it, without the transcript (that is in the log).
nlohmann::json to_show_json(const Conversation& conversation);

nlohmann::json to_json(const Awaiting& awaiting);
std::string to_string(Owner owner);

}  // namespace dialogs
