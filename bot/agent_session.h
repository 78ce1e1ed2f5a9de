// One agent's socket (docs/protocol.md, "Agent"). Loop's thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bot/agent_wire.h"
#include "bot/desk.h"
#include "bot/net/connection.h"
#include "bot/pack_swap.h"
#include "bot/presence.h"
#include "bot/rate_limiter.h"
#include "bot/shard.h"
#include "bot/staff.h"

namespace bot {

// The pack that new conversations begin on, and what the packs in use call their ids
// (bot/vocabulary.h).
struct Words {
    std::string pack;
    nlohmann::json vocabulary;
};

class AgentSession final : public Socket, private Follower {
public:
    struct Parts {
        EventLoop& loop;
        Shard& shard;
        storage::EventLog& log;
        Desk& desk;
        Presence& presence;
        Staff& staff;
        Metrics& metrics;
        Now now;
        std::function<std::optional<std::string>(const std::string& blob,
                                                 const std::string& conversation)>
            media_type;  // of an image of that conversation
        std::function<Words()> words;
        // Reads the pack anew, for the agent of that name.
        std::function<void(const std::string& by, PackSwap::Done done)> load_pack;
    };
    // `cookie`: of the handshake; the token in the hello has to go with it.
    AgentSession(const Parts& parts, Connection& connection, std::string cookie);
    ~AgentSession() override;

    void received(std::string_view text, bool binary) override;
    void drained() override;

    void tell(const std::shared_ptr<const std::string>& frame) { connection_.send(frame); }
    // Closes the socket where it was opened with this login.
    void expel(const std::string& cookie);

private:
    // A conversation that this agent has open.
    struct Opened {
        std::int64_t last_position = 0;  // sent to the client
        bool catching_up = true;
    };

    void turned(const CommittedTurn& turn) override;
    void noticed(const Notice& notice) override;

    void on(const agent::Hello& hello);
    void on(const agent::Open& open);
    void on(const agent::Close& close);
    void on(agent::Act act);
    void on(const agent::Typing& typing);
    void on(const agent::Read& read);
    void on(const agent::LoadPack& load);
    void reveal(const std::string& conversation, const dialogs::AgentActed& acted,
                const Outcome& outcome);
    void catch_up();
    void refuse(const WireError& error, std::string_view conversation = {});
    void watch_login();

    const Parts& parts_;
    Connection& connection_;
    std::string cookie_;
    std::optional<Staff::Member> member_;  // nothing before the welcome
    std::map<std::string, Opened> opened_;
    TokenBucket frames_;
    EventLoop::TimerId timer_ = 0;
    std::shared_ptr<AgentSession*> self_ = std::make_shared<AgentSession*>(this);
};

}  // namespace bot
