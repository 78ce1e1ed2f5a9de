#include "bot/what_if.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "bot/event_frames.h"
#include "bot/json_field.h"
#include "bot/stored_input.h"
#include "bot/stored_payload.h"

namespace bot {

using dialogs::Event;
using nlohmann::json;
using storage::EventRow;

namespace {

using Rows = std::span<const EventRow>;

json parsed(std::string_view text)
{
    return text.empty() ? json() : json::parse(text, nullptr, false);
}

bool same_text(std::string_view stored, const json& now)
{
    // An older program may have written the same in another way.
    return is_written_as(stored, now) || parsed(stored) == now;
}

bool same_name(std::string_view stored, const std::string& now)
{
    return stored.empty() ? now.empty() : same_text(stored, now);
}

bool same(const EventRow& row, const StoredPayload& stored, const Event& event)
{
    return row.type == event.type && row.from == event.from &&
           row.seq.has_value() == event.seq.has_value() &&
           (!row.seq || *row.seq == static_cast<std::int64_t>(*event.seq)) &&
           same_text(stored.body, event.body) && same_text(stored.awaiting, event.awaiting) &&
           same_name(stored.name, event.name);
}

// The rows of the turn that begins at `first`.
Rows turn_at(Rows rows, std::size_t first)
{
    std::size_t end = first;
    while (end < rows.size() && rows[end].turn == rows[first].turn) ++end;
    return rows.subspan(first, end - first);
}

// An event, stored or new, as far as it is described.
struct Seen {
    std::string type, from;
    json body, awaiting, why;
};

std::optional<Seen> seen(Rows rows, std::size_t index)
{
    if (index >= rows.size()) return std::nullopt;
    const StoredPayload stored = members_of(rows[index].payload);
    return Seen{rows[index].type, rows[index].from, parsed(stored.body), parsed(stored.awaiting),
                parsed(stored.why)};
}

std::optional<Seen> seen(const std::vector<Event>& events, std::size_t index)
{
    if (index >= events.size()) return std::nullopt;
    const Event& event = events[index];
    return Seen{event.type, event.from, event.body, event.awaiting, event.why};
}

bool is_reply(const Seen& event) { return event.type == "message" && event.from != "visitor"; }

// The reply's key; what has none is named by its kind.
std::string reply_of(const Seen& event)
{
    const std::string key = text_of(event.why, "reply");
    return key.empty() ? text_of(event.body, "type") : key;
}

json without_labels(json awaiting)
{
    if (awaiting.is_object() && awaiting.contains("options"))
        for (json& option : awaiting["options"])
            if (option.is_object()) option.erase("label");
    return awaiting;
}

bool differ_in_wording_only(const Seen& before, const Seen& after)
{
    return is_reply(before) && is_reply(after) && before.from == after.from &&
           reply_of(before) == reply_of(after) &&
           text_of(before.body, "type") == text_of(after.body, "type") &&
           without_labels(before.awaiting) == without_labels(after.awaiting);
}

std::string joined(const json& list)
{
    std::string text;
    if (list.is_array())
        for (const json& item : list)
            text += (text.empty() ? "" : " ") + (item.is_string() ? item.get<std::string>() : "");
    return text;
}

std::string decision_of(const json& body)
{
    std::string text = text_of(body, "decision");
    const json refund = body.value("refund", json());
    for (const std::string& part :
         {text_of(body, "priority"), text_of(refund, "kind"), text_of(refund, "channel")})
        if (!part.empty()) text += ' ' + part;
    return text + " [" + joined(body.value("rules", json())) + ']';
}

// What happened, without what is particular to one conversation.
std::string description_of(const Seen& event)
{
    const auto words = [&](std::initializer_list<const char*> fields) {
        std::string text;
        for (const char* field : fields)
            if (const std::string word = text_of(event.body, field); !word.empty())
                text += (text.empty() ? "" : " ") + word;
        return text;
    };
    if (is_reply(event)) return reply_of(event);
    if (event.type == "decided" && event.body.is_object()) return decision_of(event.body);
    if (event.type == "slot") return words({"name"});
    if (event.type == "flow") return words({"flow", "state"});
    if (event.type == "effect") return words({"action", "state"});
    if (event.type == "ticket") return words({"kind", "queue", "priority", "state"});
    if (event.type == "evidence") return words({"item"});
    if (event.type == "owner") return words({"owner"});
    if (event.type == "flag") return words({"flag"});
    return event.type;
}

std::string described(const std::optional<Seen>& event)
{
    return event ? description_of(*event) : std::string();
}

// The most telling of two events at the same place gives the difference its name.
std::string kind_of(const std::optional<Seen>& before, const std::optional<Seen>& after)
{
    static const std::vector<std::pair<std::string, std::string>> kinds = {
        {"decided", "decision"}, {"effect", "action"}, {"ticket", "ticket"},
        {"owner", "owner"},      {"flow", "flow"},     {"message", "reply"}};
    for (const auto& [type, kind] : kinds)
        if ((before && before->type == type) || (after && after->type == type)) return kind;
    return before ? before->type : after->type;
}

// The path of the first member that differs: "facts.amount".
std::string first_difference(const json& before, const json& after)
{
    if (!before.is_object() || !after.is_object()) return {};
    json names = before;
    names.update(after);
    for (const auto& [name, ignored] : names.items()) {
        const json left = before.value(name, json()), right = after.value(name, json());
        if (left == right) continue;
        const std::string inner = first_difference(left, right);
        return inner.empty() ? name : name + '.' + inner;
    }
    return {};
}

std::string field_of(const Seen& before, const Seen& after)
{
    const std::string inside = first_difference(before.body, after.body);
    if (!inside.empty()) return inside;
    const std::string awaited = first_difference(before.awaiting, after.awaiting);
    return awaited.empty() ? "awaiting" : "awaiting." + awaited;
}

constexpr std::size_t example_bytes_max = 400;

// What the bot says in these events, one after the other.
template <class Events>
std::string spoken(const Events& events)
{
    std::string text;
    for (std::size_t i = 0; i < events.size() && text.size() < example_bytes_max; ++i) {
        const auto event = seen(events, i);
        if (!is_reply(*event)) continue;
        const std::string shown = text_of(summary_of(event->from, event->body), "text");
        text += (text.empty() ? "" : " / ") + shown;
    }
    return text;
}

// What the turn answers: the visitor's words, the action and its outcome, …
std::string input_of(const EventRow& row)
{
    const json body = parsed(members_of(row.payload).body);
    if (row.type == "message") return text_of(summary_of(row.from, body), "text");
    std::string text = row.type;
    for (const char* field : {"action", "act", "outcome", "id", "timer"})
        if (const std::string word = text_of(body, field); !word.empty()) text += ' ' + word;
    return text;
}

const intents::Understanding* understanding_of(const dialogs::Input& input)
{
    const auto* said = std::get_if<dialogs::Said>(&input.what);
    return said ? &said->understanding : nullptr;
}

// The intent; a word that steers any dialog comes before it.
std::string meaning_of(const intents::Understanding& understanding)
{
    if (understanding.control != intents::ControlWord::none)
        return intents::to_string(understanding.control);
    return understanding.intent.value_or("-");
}

}  // namespace

struct WhatIf::Turn {
    std::string flow, step;  // where the conversation stood
    Rows rows;
    const StoredPayload& first;  // of the first row
    const dialogs::Turn& now;
};

WhatIf::WhatIf(const dialogs::Pack& pack, FormerPack former, bool understand_again)
    : pack_(pack), former_(std::move(former)), understand_again_(understand_again)
{
}

// Secrets are masked in what is stored, so they cannot be recognised again: those stay.
void WhatIf::read_again(const dialogs::Conversation& state, dialogs::Input& input) const
{
    auto* said = std::get_if<dialogs::Said>(&input.what);
    if (!said) return;
    const std::vector<intents::Entity> stored = said->understanding.entities;
    said->understanding =
        pack_.detector().understand(said->understanding.text, dialogs::expectation(pack_, state));
    if (said->together)
        said->together =
            pack_.detector().understand(said->together->text, dialogs::expectation(pack_, state));
    auto& entities = said->understanding.entities;
    for (const intents::Entity& secret : stored) {
        if (!secret.secret) continue;
        std::erase_if(entities, [&](const intents::Entity& entity) {
            return entity.span.start < secret.span.end && secret.span.start < entity.span.end;
        });
        entities.push_back(secret);
    }
    std::stable_sort(entities.begin(), entities.end(), [](const auto& left, const auto& right) {
        return left.span.start < right.span.start;
    });
}

std::optional<WhatIf::Difference> WhatIf::understood_differently(const dialogs::Input& stored,
                                                                 const dialogs::Input& now) const
{
    const auto* before = understanding_of(stored);
    const auto* after = understanding_of(now);
    if (!before || !after) return std::nullopt;
    Difference difference;
    difference.kind = "understood";
    difference.before = meaning_of(*before);
    difference.after = meaning_of(*after);
    if (difference.before == difference.after) {
        if (before->entities != after->entities)
            difference.field = "entities";
        else if (before->flags != after->flags)
            difference.field = "flags";
        else
            return std::nullopt;
    }
    return difference;
}

std::optional<WhatIf::Found> WhatIf::differing(const Turn& turn) const
{
    const std::vector<Event>& events = turn.now.events;
    std::optional<std::size_t> worded;  // the first that only says the same in other words
    std::size_t i = 0;
    for (; i < std::min(turn.rows.size(), events.size()); ++i) {
        if (same(turn.rows[i], i == 0 ? turn.first : members_of(turn.rows[i].payload), events[i]))
            continue;
        if (!differ_in_wording_only(*seen(turn.rows, i), *seen(events, i))) break;
        if (!worded) worded = i;
    }
    const bool complete = i == turn.rows.size() && i == events.size();
    if (complete && !worded) return std::nullopt;

    Found found;
    Difference& difference = found.difference;
    if (complete) {
        difference.kind = "wording";
        difference.before = difference.after = described(seen(turn.rows, *worded));
    } else {
        const auto before = seen(turn.rows, i), after = seen(events, i);
        difference.kind = kind_of(before, after);
        difference.before = described(before);
        difference.after = described(after);
        if (before && after && difference.before == difference.after)
            difference.field = field_of(*before, *after);
        difference.flow = turn.flow;
        difference.step = turn.step;
    }
    if (turn.now.refused) {
        difference.kind = "refused";
        difference.after = turn.now.refused->code;
    }
    found.example = {turn.rows.front().conversation, turn.rows.front().turn,
                     input_of(turn.rows.front()), spoken(turn.rows), spoken(events)};
    return found;
}

void WhatIf::take(const std::string& conversation, const std::string& former, Rows rows)
{
    ++counts_.conversations;
    dialogs::Conversation state;
    state.id = conversation;
    state.pack = pack_.id();
    std::optional<Found> wording;
    try {
        for (std::size_t first = 0; first < rows.size();) {
            const Rows stored = turn_at(rows, first);
            first += stored.size();
            const StoredPayload payload = members_of(stored.front().payload);
            dialogs::Input input = read_stored_input(payload.input);
            std::optional<dialogs::Input> then;  // what was understood
            if (understand_again_) {
                then = input;
                read_again(state, input);
            }

            std::string flow, step;
            if (!state.stack.empty()) {
                flow = state.stack.back().flow;
                step = state.stack.back().step;
            }
            dialogs::Turn now;
            std::optional<Found> found;
            try {
                now = dialogs::play(pack_, std::move(state), input);
            } catch (const std::exception& error) {
                found = Found{{"failed", flow, step, "", error.what(), ""},
                              {conversation, stored.front().turn, input_of(stored.front()),
                               spoken(stored), ""}};
            }
            if (!found) found = differing({flow, step, stored, payload, now});
            if (found && found->difference.kind != "wording") {
                if (auto understood = then ? understood_differently(*then, input) : std::nullopt)
                    found->difference = std::move(*understood);
                ++counts_.differ;
                return count(std::move(*found), former, rows);
            }
            if (found && !wording) wording = std::move(found);
            if (!now.events.empty()) state = std::move(now.after);
        }
    } catch (const std::exception&) {
        ++counts_.damaged;
        return;
    }
    if (!wording) {
        ++counts_.same;
        return;
    }
    ++counts_.differ;
    ++counts_.only_wording;
    count(std::move(*wording), former, rows);
}

void WhatIf::count(Found found, const std::string& former, Rows rows)
{
    const auto [entry, is_new] = groups_.try_emplace(found.difference);
    Group& group = entry->second;
    ++group.conversations;
    if (!is_new) return;
    group.difference = found.difference;
    group.cause = cause_of(former, rows, found.example.turn);
    group.example = std::move(found.example);
}

// Played on its own pack today, does the turn come out as it did then?
WhatIf::Cause WhatIf::cause_of(const std::string& former, Rows rows, std::int64_t turn) const
{
    const dialogs::Pack* const pack = former_ ? former_(former) : nullptr;
    if (!pack) return Cause::unknown;
    dialogs::Conversation state;
    state.id = rows.front().conversation;
    state.pack = former;
    try {
        for (std::size_t first = 0; first < rows.size();) {
            const Rows stored = turn_at(rows, first);
            first += stored.size();
            const dialogs::Turn now = dialogs::play(
                *pack, state, read_stored_input(members_of(stored.front().payload).input));
            bool as_stored = now.events.size() == stored.size();
            for (std::size_t i = 0; as_stored && i < stored.size(); ++i)
                as_stored = same(stored[i], members_of(stored[i].payload), now.events[i]);
            if (!as_stored) return Cause::program;
            if (stored.front().turn >= turn) return Cause::pack;
            state = now.after;
        }
    } catch (const std::exception&) {
        return Cause::program;
    }
    return Cause::unknown;
}

std::vector<WhatIf::Group> WhatIf::groups() const
{
    std::vector<Group> all;
    for (const auto& [difference, group] : groups_) all.push_back(group);
    std::stable_sort(all.begin(), all.end(), [](const Group& left, const Group& right) {
        return left.conversations > right.conversations;
    });
    return all;
}

std::string to_string(WhatIf::Cause cause)
{
    switch (cause) {
        case WhatIf::Cause::pack:
            return "pack";
        case WhatIf::Cause::program:
            return "program";
        case WhatIf::Cause::unknown:
            break;
    }
    return "unknown";
}

}  // namespace bot
