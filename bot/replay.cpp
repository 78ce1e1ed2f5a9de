#include "bot/replay.h"

#include "bot/event_frames.h"
#include "dialogs/step.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr std::size_t differences_max = 10;  // of one conversation; the rest follows from the first

// What of an event must come out the same: all but its position and the digest, which are not the
// dialogs' own.
json comparable(const storage::EventRow& row)
{
    json payload = parse_stored(row.payload);
    if (payload.is_object()) payload.erase("digest");
    return {{"type", row.type},
            {"from", row.from},
            {"cmid", row.cmid},
            {"seq", row.seq ? json(*row.seq) : json()},
            {"payload", std::move(payload)}};
}

// What an older program did not write down is no difference.
void forget_what_is_new(const json& before, json& after)
{
    const json& payload = before.at("payload");
    if (!payload.is_object()) return;
    if (!payload.contains("why"))
        after["payload"].erase("why");
    else if (payload.at("why").is_object() && !payload.at("why").contains("step"))
        after["payload"]["why"].erase("step");
}

void compare_turn(const std::vector<storage::EventRow>& stored,
                  const std::vector<storage::EventRow>& again, Replayed& result)
{
    const std::string where = "turn " + std::to_string(stored.front().turn);
    if (stored.size() != again.size())
        result.differences.push_back(where + ": " + std::to_string(stored.size()) +
                                     " events stored, " + std::to_string(again.size()) +
                                     " replayed");
    for (std::size_t i = 0; i < std::min(stored.size(), again.size()); ++i) {
        const json before = comparable(stored[i]);
        json after = comparable(again[i]);
        forget_what_is_new(before, after);
        if (before != after)
            result.differences.push_back(where + ", event " + std::to_string(i + 1) + ": stored " +
                                         write(before) + " replayed " + write(after));
    }
}

void understand_again(const dialogs::Pack& pack, const dialogs::Conversation& before,
                      const dialogs::Input& input, Replayed& result)
{
    const auto* said = std::get_if<dialogs::Said>(&input.what);
    if (!said) return;
    const auto now =
        pack.detector().understand(said->understanding.text, dialogs::expectation(pack, before));
    if (now.intent == said->understanding.intent) return;
    result.understood_differently.push_back(said->understanding.text + ": " +
                                            said->understanding.intent.value_or("-") + " -> " +
                                            now.intent.value_or("-"));
}

}  // namespace

Replayed replay(const std::vector<storage::EventRow>& rows,
                const storage::ConversationRow& conversation, const dialogs::Pack& pack,
                bool reunderstand)
{
    Replayed result;
    dialogs::Conversation state;
    state.id = conversation.id;
    state.pack = conversation.pack;
    for (std::size_t first = 0;
         first < rows.size() && result.differences.size() < differences_max;) {
        std::size_t end = first;
        while (end < rows.size() && rows[end].turn == rows[first].turn) ++end;
        const std::vector<storage::EventRow> stored(
            rows.begin() + static_cast<std::ptrdiff_t>(first),
            rows.begin() + static_cast<std::ptrdiff_t>(end));
        first = end;
        ++result.turns;
        try {
            const json payload = parse_stored(stored.front().payload);
            const dialogs::Input input = dialogs::input_from_json(payload.at("input"));
            if (reunderstand) understand_again(pack, state, input, result);
            dialogs::Turn turn = dialogs::step(pack, state, input);
            compare_turn(stored, rows_of(turn, input.at, {}).rows, result);
            if (!turn.events.empty()) state = std::move(turn.after);
        } catch (const std::exception& error) {
            result.differences.push_back("turn " + std::to_string(stored.front().turn) + ": " +
                                         error.what());
            return result;
        }
    }
    if (result.differences.empty() && dialogs::to_json(state) != parse_stored(conversation.state))
        result.differences.push_back("the state at the end: stored " + conversation.state +
                                     " replayed " + write(dialogs::to_json(state)));
    return result;
}

}  // namespace bot
