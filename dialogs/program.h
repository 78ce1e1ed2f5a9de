// All that a pack is compiled to, besides its intents: flows, replies, evidence, policy, settings.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dialogs/calendar.h"
#include "dialogs/condition.h"
#include "dialogs/decide.h"
#include "dialogs/flow.h"
#include "dialogs/phrases.h"
#include "dialogs/reply.h"
#include "intents/detector.h"

namespace dialogs {

struct EvidenceItem {
    std::string label;  // 卡密完整截图
    std::string how;    // how to take it, one sentence
};

// pack.yaml
struct PackSettings {
    std::string name;
    // Questions answered without a flow: intent, or "intent/pattern" -> reply.
    std::map<std::string, std::string> answers;
    // The same, said instead while a case of the order at hand is open.
    std::map<std::string, std::string> case_answers;
    // Whole messages that the bot itself understands.
    Phrases resume_phrases, question_phrases, wait_phrases, leave_queue_phrases, withdraw_phrases;
    std::vector<std::string> menu;  // intents offered where nothing was understood
    // Flows the engine itself starts.
    std::string human_flow, scam_flow, minor_flow, approved_flow, rejected_flow, trouble_flow;
    std::map<std::string, int> minutes_by_priority;  // P0–P3: within which an agent answers
    std::vector<std::string> rule_book;          // the trade's rules, each of which has an owner
    std::map<std::string, std::string> unowned;  // those that have none -> why
    int rule_book_line = 0;
    std::map<std::string, std::map<std::string, std::string>>
        labels;  // stage, decision, … -> value -> Chinese
};

// shop.yaml
struct ShopSettings {
    std::string name = "小店";
    Calendar calendar;
    bool order_number_is_proof = true;
};

struct Program {
    PackSettings settings;
    ShopSettings shop;
    std::map<std::string, Flow> flows;
    Replies replies;
    std::map<std::string, EvidenceItem> evidence;
    std::int64_t longest_side_min = 0;  // pixels that the longer side of evidence has to have
    std::map<std::string, std::vector<std::string>> checklists;  // id -> required items
    std::map<std::string, std::string> checklist_titles;
    std::unique_ptr<const Policy> policy;
    std::map<std::string, std::string> flow_of_intent;

    // What a person reads for a value: label("stage", "delivered") is 已发货; the value itself
    // where no label is given.
    std::string label(const std::string& kind, const std::string& value) const;
};

// Replies that no file names: the engine says them by itself, so every pack has them.
const std::vector<std::string>& replies_of_the_engine();

// Compiles flows/, replies/, evidence.yaml, pack.yaml, shop.yaml; what is wrong is noted.
std::unique_ptr<const Program> read_program(const std::map<std::string, std::string>& files,
                                            const intents::Detector& detector,
                                            intents::Problems& problems);

}  // namespace dialogs
