// A compiled flow: what a YAML file in flows/ becomes. docs/packs.md describes the language.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialogs/condition.h"
#include "dialogs/conversation.h"
#include "intents/understanding.h"

namespace dialogs {

enum class SlotType { text, choice, boolean, number, secret };

// In Slot::from: the options and words of the slot itself.
inline const std::string own_words = "words";

struct Slot {
    std::string name;
    SlotType type = SlotType::text;
    std::string label;            // what an agent reads: 订单号
    std::vector<Option> options;  // choice: value and what the button says
    // Entity types that fill it, best first; own_words only from the message that starts the flow.
    std::vector<std::string> from;
    // choice: further words that mean a value, found anywhere in the message.
    std::map<std::string, std::vector<std::string>> words;
    int length_max = 200;    // code points that a free text may have
    bool free_text = false;  // any text answers, not only the entities of `from`
};

enum class StepKind {
    say,
    collect,
    gather,
    call,
    decide,
    branch,
    confirm,
    ticket,
    handoff,
    jump,
    run,
    set,
    clear,
    end
};

// Where a step leads: a step of the same flow by its id.
struct Branch {
    std::optional<Condition> when;  // absent: else
    std::string to;
};

struct Step {
    StepKind kind = StepKind::end;
    std::string id;    // unique in the flow; its name where nothing else was given
    int line = 0;      // in the file
    std::string next;  // the step after it; empty after end and jump
    // say, handoff: a reply · collect: a slot · gather: a checklist, or "decision" for the one the
    // policy asked for, or "refund" for what a rejected refund lacked · call: an action · confirm:
    // what is confirmed · ticket: its kind · run: a flow · jump: a step · end: the outcome
    std::string name;
    std::string ask;  // collect, gather, confirm: the question's reply
    std::vector<std::string>
        reprompts;                    // asked from the second time on, the last one again and again
    int attempts = 3;                 // bad answers until on["exhausted"]
    std::vector<std::string> accept;  // collect: other slots whose value answers as well
    std::optional<Condition> when;    // collect, say: skipped where it does not hold
    std::map<std::string, std::string> on;  // outcome -> step
    std::map<std::string, std::string>
        values;  // call, run: in; set: slot -> value. "slots.x", "order.x" or a literal
    std::vector<std::string> clear;
    std::vector<Branch> branches;
    int times = 0;  // 0: unlimited; else how often it may be entered before `after`
    std::string after;
    std::string queue;         // ticket, handoff
    std::string priority;      // ticket, handoff: P0–P3; empty: what the conversation has
    int expires_minutes = 15;  // confirm
    std::vector<std::string> refusals;  // confirm: intents that mean no
    // confirm: intent or intent/pattern -> what is said to such a question before it asks again
    std::map<std::string, std::string> answers;
    std::string other_wish;  // confirm: the reply to an amount or a destination of the customer's
};

struct Trigger {
    std::string intent;
    std::string pattern;  // where not empty: adds its slots to the intent's, where it matched
    std::map<std::string, std::string> slots;  // set when the flow starts by it
};

struct Flow {
    std::string id;
    std::string title;  // 取消订单
    std::string file;
    std::vector<Trigger> triggers;
    std::vector<std::string> rules;    // R and D ids it owns
    std::vector<std::string> inputs;   // slots taken from the flow that runs this one
    std::vector<std::string> outputs;  // slots given back to it
    bool returns = false;  // started beside another one, it gives back to it; else it replaces it
    bool speaks_for_agents =
        false;  // speaks though the conversation is not the bot's (a review's result)
    std::map<std::string, Slot> slots;
    std::vector<Step> steps;  // steps[0] is where it starts

    const Step* find(const std::string& id) const;
    bool triggered_by(const std::string& intent) const;
    // The slots that the intent sets; with a message, those of its patterns as well.
    std::map<std::string, std::string> slots_for(const std::string& intent,
                                                 const intents::Understanding* message) const;
};

}  // namespace dialogs
