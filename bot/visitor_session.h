// One visitor's socket (docs/protocol.md, "Visitor"). Loop's thread only.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "bot/net/connection.h"
#include "bot/rate_limiter.h"
#include "bot/reception.h"
#include "bot/shard.h"
#include "bot/visitor_limits.h"
#include "bot/visitor_send.h"

namespace bot {

class VisitorSession final : public Socket, private Follower {
public:
    struct Parts {
        EventLoop& loop;
        Shard& shard;
        storage::EventLog& log;
        Reception& reception;
        Metrics& metrics;
        Now now;
        FindImage find_image;
        std::string shop;
        VisitorLimits& limits;
    };
    VisitorSession(const Parts& parts, Connection& connection, std::string address);
    ~VisitorSession() override;

    void received(std::string_view text, bool binary) override;
    void drained() override;

private:
    void turned(const CommittedTurn& turn) override;
    void noticed(const Notice& notice) override;

    void take(visitor::Frame frame);
    void on(visitor::Hello hello);
    void on(visitor::Send send);
    void on(visitor::Typing typing);
    void on(visitor::Read read);
    void welcome(const Reception::Admitted& admitted);
    void catch_up();
    void refuse(WireError error);

    const Parts& parts_;
    Connection& connection_;
    std::string address_;
    std::string network_;  // what limits by address count under; empty: none
    std::optional<visitor::Hello> hello_;
    std::deque<visitor::Frame> before_welcome_;  // what came between hello and welcome
    std::string conversation_;                   // empty before the welcome
    std::int64_t last_seq_ = 0;                  // sent to the client
    bool catching_up_ = false;  // still sending what is in the log; live events come after
    TokenBucket frames_;
    EventLoop::TimerId hello_timeout_ = 0;
    std::shared_ptr<VisitorSession*> self_ = std::make_shared<VisitorSession*>(this);
};

// What the server says to an admitted visitor; nothing where the conversation cannot be read.
std::optional<visitor::Welcome> welcome_of(const VisitorSession::Parts& parts,
                                           const Reception::Admitted& admitted);

}  // namespace bot
