// Which agents are there, and what becomes of the conversations of one who is not any more.
//
// To be there is a lease: a console's socket that gives no sign of life for `lease` is closed, and
// an agent who has had no socket for `grace` loses his conversations. Each goes back to the queue,
// ahead by the customer's whole wait, with what he was writing as a note. That is a release by him
// under the epoch that he had, so whoever claims, hands back or transfers first wins. After a
// restart nobody is there yet: the grace begins then. Loop's thread only.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "bot/shard.h"

namespace bot {

class Presence {
public:
    static constexpr std::chrono::seconds lease{15};
    static constexpr std::chrono::seconds grace{180};

    struct Parts {
        EventLoop& loop;
        Shard& shard;
        Now now;
    };
    explicit Presence(Parts parts);
    ~Presence();

    // Each conversation that runs when the program starts, and every turn after that.
    void restore(const dialogs::Conversation& conversation);
    void turned(const CommittedTurn& turn);

    // A socket of the agent is there, or gone again.
    void came(const std::string& agent);
    void left(const std::string& agent);
    // What the owner is writing, as far as he has not sent it.
    void wrote(const std::string& conversation, const std::string& agent, std::string draft);

private:
    struct Owned {
        std::string agent, name;
        std::uint64_t epoch = 0;
        dialogs::Time since;
        std::string draft;
        bool releasing = false;
    };
    struct Agent {
        std::size_t sockets = 0;
        dialogs::Time left;
    };

    void put(const dialogs::Conversation& conversation);
    void look();
    void release(const std::string& conversation, Owned& owned);

    Parts parts_;
    dialogs::Time started_;
    std::map<std::string, Owned> owned_;   // by conversation
    std::map<std::string, Agent> agents_;  // by id: as many as the shop has
    EventLoop::TimerId timer_ = 0;
    std::shared_ptr<Presence*> self_ = std::make_shared<Presence*>(this);
};

}  // namespace bot
