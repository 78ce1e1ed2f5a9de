#include "bot/mining.h"

#include <algorithm>
#include <optional>

#include "bot/event_frames.h"
#include "dialogs/input.h"
#include "intents/features.h"
#include "intents/knowledge.h"
#include "intents/normaliser.h"
#include "intents/utf8.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr int sure_permille = 600;
constexpr int alike_percent = 30;  // of the features that either of two messages has
constexpr std::string_view human = "human_agent";
constexpr std::string_view intent_button = "intent:";

// What one turn says about the message before it, and whether its own could be learnt from.
struct TurnSeen {
    dialogs::Input input;
    std::vector<std::string> filled;     // slots that it filled
    std::optional<std::string> owner;    // who has the conversation from here on
    std::optional<std::string> awaited;  // the slot that the bot asked for last; empty: none
};

TurnSeen see(const std::vector<storage::EventRow>& rows, std::size_t first, std::size_t end)
{
    TurnSeen seen;
    for (std::size_t i = first; i < end; ++i) {
        const json payload = parse_stored(rows[i].payload);
        if (i == first) seen.input = dialogs::input_from_json(payload.at("input"));
        if (rows[i].type == "slot") seen.filled.push_back(payload.at("body").at("name"));
        if (rows[i].type == "owner") seen.owner = payload.at("body").at("owner");
        if (rows[i].type != "message" || rows[i].from != "bot") continue;
        const json awaiting = payload.value("awaiting", json());
        seen.awaited = awaiting.is_object() ? awaiting.value("name", "") : std::string();
    }
    return seen;
}

bool wants_human(const intents::Understanding& understanding)
{
    return understanding.intent == human || understanding.has_flag(human) ||
           understanding.control == intents::ControlWord::human;
}

// Nothing where the message was understood well, as far as it alone tells.
std::optional<MiningReason> doubt(const intents::Understanding& understanding)
{
    if (understanding.abstained || !understanding.intent) return MiningReason::abstained;
    if (understanding.confidence_permille < sure_permille) return MiningReason::unsure;
    return {};
}

class Miner {
public:
    void take(const TurnSeen& seen, const std::string& conversation)
    {
        if (const auto* said = std::get_if<dialogs::Said>(&seen.input.what)) {
            if (wants_human(said->understanding)) {
                settle(MiningReason::handed_over);
            } else {
                settle({});
                remember(*said, seen, conversation);
            }
        } else if (const auto* chose = std::get_if<dialogs::Chose>(&seen.input.what)) {
            hear_choice(chose->value);
        }
        if (seen.owner) owner_ = *seen.owner;
        if (seen.awaited) awaited_ = *seen.awaited;
    }
    std::vector<MinedMessage> finish()
    {
        settle({});
        return std::move(found_);
    }

private:
    void remember(const dialogs::Said& said, const TurnSeen& seen, const std::string& conversation)
    {
        const intents::Understanding& understood = said.understanding;
        const bool answers =
            std::find(seen.filled.begin(), seen.filled.end(), awaited_) != seen.filled.end();
        const bool steers = understood.control != intents::ControlWord::none;
        if (owner_ == "agent" || answers || steers) return;
        doubt_ = doubt(understood);
        last_ = MinedMessage{understood.text,
                             MiningReason::abstained,
                             conversation,
                             seen.input.at.time_since_epoch().count(),
                             understood.intent.value_or(""),
                             understood.confidence_permille,
                             ""};
    }
    void hear_choice(const std::string& value)
    {
        if (!value.starts_with(intent_button)) return settle({});
        const std::string intent = value.substr(intent_button.size());
        if (intent == human) return settle(MiningReason::handed_over);
        if (!last_ || intent == last_->given) return settle({});
        last_->intent = intent;
        settle(MiningReason::corrected);
    }
    // The last message is done with: `reason` is what came after it says, else its own doubt
    // counts.
    void settle(std::optional<MiningReason> reason)
    {
        if (!reason) reason = doubt_;
        if (last_ && reason) {
            last_->reason = *reason;
            found_.push_back(*std::move(last_));
        }
        last_.reset();
        doubt_.reset();
    }

    std::vector<MinedMessage> found_;
    std::optional<MinedMessage> last_;
    std::optional<MiningReason> doubt_;
    std::string owner_;
    std::string awaited_;
};

// True where the pack has learnt it since.
bool is_understood_now(const MinedMessage& message, const intents::Understanding& now)
{
    if (message.reason == MiningReason::handed_over && !message.given.empty() &&
        message.confidence_permille >= sure_permille)
        return false;  // it was understood then too
    if (doubt(now)) return false;
    return message.intent.empty() || now.intent == message.intent;
}

std::vector<std::uint32_t> features(const std::string& text, const intents::Detector& detector)
{
    const intents::Knowledge& knowledge = detector.knowledge();
    const auto message = intents::normalise(intents::decode_utf8(text), knowledge.lexicon);
    auto found = intents::features_of(knowledge.recogniser->respell(message.words).text);
    std::sort(found.begin(), found.end());
    return found;
}

bool alike(const std::vector<std::uint32_t>& one, const std::vector<std::uint32_t>& other)
{
    std::size_t both = 0;
    for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();) {
        both += *a == *b;
        const bool first_is_less = *a < *b, second_is_less = *b < *a;
        if (!second_is_less) ++a;
        if (!first_is_less) ++b;
    }
    return both * 100 >= (one.size() + other.size() - both) * alike_percent;
}

}  // namespace

std::vector<MinedMessage> mine(const std::vector<storage::EventRow>& rows)
{
    Miner miner;
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t end = first;
        while (end < rows.size() && rows[end].turn == rows[first].turn) ++end;
        miner.take(see(rows, first, end), rows[first].conversation);
        first = end;
    }
    return miner.finish();
}

std::vector<MinedGroup> grouped(std::vector<MinedMessage> messages,
                                const intents::Detector& detector)
{
    std::vector<MinedGroup> groups;
    std::vector<std::vector<std::uint32_t>> patterns;  // features of each group's first message
    for (MinedMessage& message : messages) {
        const intents::Understanding now = detector.understand(message.text);
        if (is_understood_now(message, now)) continue;
        if (message.intent.empty() && !now.ranking.empty())
            message.intent = now.ranking.front().intent;
        const auto own = features(message.text, detector);
        if (own.empty()) continue;  // marks or a smiley only: nothing to learn
        std::size_t group = 0;
        while (group < groups.size() &&
               (groups[group].intent != message.intent || !alike(patterns[group], own)))
            ++group;
        if (group == groups.size()) {
            groups.push_back({message.intent, {}});
            patterns.push_back(own);
        }
        groups[group].messages.push_back(std::move(message));
    }
    std::stable_sort(groups.begin(), groups.end(), [](const MinedGroup& a, const MinedGroup& b) {
        return a.messages.size() > b.messages.size();
    });
    return groups;
}

std::string to_string(MiningReason reason)
{
    switch (reason) {
        case MiningReason::abstained:
            return "abstained";
        case MiningReason::unsure:
            return "unsure";
        case MiningReason::corrected:
            return "corrected";
        case MiningReason::handed_over:
            return "handed_over";
    }
    return "";
}

}  // namespace bot
