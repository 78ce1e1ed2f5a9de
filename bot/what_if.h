// What another pack would have made of stored conversations: their inputs are played on it, and
// what the bot does then is compared with what it did. The first thing that differs says why; after
// it the customer would have written something else, so the rest of that conversation is not
// looked at. Other words for the same reply change nothing of what follows: they count only where
// nothing else differs.
//
// Tested by tests/bot/what_if_test.cpp and tests/end-to-end/what_if_test.cpp; measured by
// bench/replay_benchmark.cpp.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dialogs/pack.h"
#include "dialogs/step.h"
#include "storage/event_log.h"

namespace bot {

class WhatIf {
public:
    // The pack of that id, to tell whether the pack or the program makes the difference; nullptr
    // where it is lost.
    using FormerPack = std::function<const dialogs::Pack*(const std::string& id)>;

    // `understand_again`: with what `pack` understands today instead of what was understood then.
    WhatIf(const dialogs::Pack& pack, FormerPack former, bool understand_again);

    // What differs first, without what is particular to one conversation.
    struct Difference {
        // understood, decision, action, flow, reply, slot, evidence, ticket, owner, … (the type of
        // the event), wording, refused, failed
        std::string kind;
        std::string flow, step;     // where the conversation stood; empty: nowhere
        std::string before, after;  // what was done, what would be; empty: nothing
        std::string field;          // what of it differs, where those two are the same
        auto operator<=>(const Difference&) const = default;
    };
    struct Example {
        std::string conversation;
        std::int64_t turn = 0;
        std::string input;          // what the customer wrote, or what else happened
        std::string before, after;  // what the bot said then
    };
    enum class Cause { pack, program, unknown };
    struct Group {
        Difference difference;
        Cause cause = Cause::unknown;  // of the example
        std::size_t conversations = 0;
        Example example;
    };
    struct Counts {
        std::size_t conversations = 0, same = 0, differ = 0, only_wording = 0;
        std::size_t damaged = 0;  // cannot be read; neither same nor different
    };

    // `rows`: all events of one conversation, in order. `former`: the id of the pack it ran on.
    void take(const std::string& conversation, const std::string& former,
              std::span<const storage::EventRow> rows);

    const Counts& counts() const { return counts_; }
    // Largest first.
    std::vector<Group> groups() const;

private:
    struct Turn;  // one stored turn and what the new pack makes of it
    struct Found {
        Difference difference;
        Example example;
    };
    std::optional<Found> differing(const Turn& turn) const;
    std::optional<Difference> understood_differently(const dialogs::Input& stored,
                                                     const dialogs::Input& now) const;
    void read_again(const dialogs::Conversation& state, dialogs::Input& input) const;
    Cause cause_of(const std::string& former, std::span<const storage::EventRow> rows,
                   std::int64_t turn) const;
    void count(Found found, const std::string& former, std::span<const storage::EventRow> rows);

    const dialogs::Pack& pack_;
    FormerPack former_;
    bool understand_again_;
    Counts counts_;
    std::map<Difference, Group> groups_;
};

std::string to_string(WhatIf::Cause cause);

}  // namespace bot
