// What a message was taken to mean, and why. The shape that `kefu parse` prints, that the log
// stores with each message, and that the dialogs read.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace intents {

// Half-open range of code points in the message as it was given.
struct Span {
    int start = 0;
    int end = 0;
    bool operator==(const Span&) const = default;
};

struct Entity {
    std::string type;   // ids of vocabulary: order_id, phone, amount, card_key, …
    std::string value;  // canonical: digits joined, money in minor units, durations in hours
    std::string text;   // as written; both masked where the type is a secret
    Span span;
    bool secret = false;
    // SHA-256 (hex) of a secret's canonical value, so that it can be compared without being kept.
    std::string fingerprint;
    bool operator==(const Entity&) const = default;
};

// One reason for a score; the terms of an intent add up to its score.
struct Term {
    std::string source;  // pattern, keyword, sound, classifier, expectation
    std::string what;    // the pattern's name, the keyword
    int score = 0;
    Span span;  // empty where the whole message is meant
    bool operator==(const Term&) const = default;
};

struct RankedIntent {
    std::string intent;
    int score =
        0;  // the sum of its terms; what it is worth, beside the others, says the confidence
    std::vector<Term> why;
    bool operator==(const RankedIntent&) const = default;
};

// Words that steer any dialog, recognised only where they are the whole message.
enum class ControlWord { none, human, stop, bot, back, restart };

// Another thing that the message asks for besides its intent.
struct SecondaryIntent {
    std::string intent;
    int confidence_permille = 0;
    Span span;  // of the clause that says so
    bool operator==(const SecondaryIntent&) const = default;
};

struct Understanding {
    std::string text;                   // the message, secrets masked
    std::optional<std::string> intent;  // nothing where it abstains
    int confidence_permille = 0;
    bool abstained = false;
    std::vector<RankedIntent> ranking;       // best first, at most five
    std::vector<SecondaryIntent> secondary;  // in the order of the text
    std::vector<std::string> flags;          // human_agent, escalate_complaint, emotion_abuse, …
    std::vector<std::string> demand;         // refund, replace, resend, urge, compensate, other
    std::vector<Entity> entities;            // in the order of the text
    ControlWord control = ControlWord::none;

    bool has_flag(std::string_view flag) const;
    // The names of the patterns of that intent that matched.
    std::vector<std::string> patterns_of(std::string_view intent) const;
    // The first entity of that type, or nullptr.
    const Entity* first(std::string_view type) const;
    bool operator==(const Understanding&) const = default;
};

// What the dialog waits for and talks about; a prior for the intents and a hint for the entities.
// Empty: nothing.
struct Expectation {
    std::string kind;                       // slot, choice, evidence, confirm
    std::string slot;                       // its name
    std::vector<std::string> entity_types;  // any of these would answer
    bool secret = false;                    // the whole answer is a secret (a query password)
    std::string stage;   // of the order that is talked about; empty where none is known
    std::string before;  // what the visitor wrote last; it may announce a secret: 卡密我发你
};

nlohmann::json to_json(const Understanding& understanding);
Understanding understanding_from_json(const nlohmann::json& json);
// As vocabulary.md writes it for `kefu parse`: confidence as 0–1, `why` of the winning intent.
// Secrets stay masked unless `reveal`; then they are shown as they stand in `original`.
nlohmann::json to_parse_json(const Understanding& understanding, const std::string& original,
                             bool reveal = false);

std::string to_string(ControlWord word);

}  // namespace intents
