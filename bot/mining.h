// Finds, in what customers wrote, the messages from which a pack could learn: not understood, or
// understood and then put right by the customer. Reads only what is stored, where secrets are
// masked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "intents/detector.h"
#include "storage/event_log.h"

namespace bot {

enum class MiningReason {
    abstained,    // taken for nothing
    unsure,       // taken for an intent, with little confidence
    corrected,    // the customer then pressed the button of another intent
    handed_over,  // the customer then asked for a human
};

struct MinedMessage {
    std::string text;
    MiningReason reason = MiningReason::abstained;
    std::string conversation;
    std::int64_t at = 0;  // milliseconds since 1970 UTC
    std::string given;    // the intent it was taken for; empty: none
    int confidence_permille = 0;
    std::string intent;  // what is meant, as far as one can tell; empty: nobody knows
};

// Messages that are alike and seem to mean the same; the one that is listed first is the pattern.
struct MinedGroup {
    std::string intent;
    std::vector<MinedMessage> messages;
};

// `rows`: all events of one conversation, in order. Throws std::exception where they are damaged.
// `intent` is set where a button said it.
std::vector<MinedMessage> mine(const std::vector<storage::EventRow>& rows);

// The others get the intent that `detector` thinks likeliest; those that it understands by now are
// left out. Largest groups first.
std::vector<MinedGroup> grouped(std::vector<MinedMessage> messages,
                                const intents::Detector& detector);

std::string to_string(MiningReason reason);

}  // namespace bot
