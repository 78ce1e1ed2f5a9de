// What all agents see: one row for each conversation, kept up to date with every turn, and who of
// the agents is logged in. Somebody who has only opened the page has no row. Loop's thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "bot/shard.h"
#include "storage/event_log.h"

namespace bot {

class AgentSession;

class Desk {
public:
    explicit Desk(storage::EventLog& log) : log_(log) {}

    // Conversations as they were when the program started: all that run, the newest that are
    // closed.
    void restore(const dialogs::Conversation& conversation, const storage::ConversationRow& row);
    void restore_closed();
    // After every turn.
    void turned(const CommittedTurn& turn);

    // Conversations that wait for an agent.
    int waiting() const { return waiting_; }
    // Conversations that are not closed, by owner.
    std::map<std::string, std::size_t> owners() const;
    std::int64_t position() const { return position_; }
    // The rows as JSON: those that run, then at most 50 that are closed, newest first.
    std::string rows() const;

    void join(AgentSession& session) { sessions_.insert(&session); }
    void leave(AgentSession& session) { sessions_.erase(&session); }
    // To every agent who is there.
    void tell(std::string frame);
    // Ends the sockets of a login that is over.
    void expel(const std::string& token);

private:
    // What the list shows of the conversation: the newest that a person wrote, for the bot's
    // answers are much the same everywhere; until then the newest of all.
    struct Last {
        nlohmann::json summary;
        bool written = false;
    };
    struct Row {
        std::string json;
        std::string owner;
        Last last;
        bool closed = false;
    };
    void put(const dialogs::Conversation& conversation, dialogs::Time updated_at,
             std::int64_t position, Last last);

    storage::EventLog& log_;
    std::map<std::string, Row> rows_;  // by id, so oldest first
    std::set<std::string> closed_;     // ids of the closed ones kept
    std::unordered_set<AgentSession*> sessions_;
    int waiting_ = 0;
    std::int64_t position_ = 0;
};

}  // namespace bot
