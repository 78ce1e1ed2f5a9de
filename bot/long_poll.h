// The visitor's side of the protocol over plain HTTP, for clients behind a proxy that breaks
// WebSockets (docs/protocol.md, "Without a WebSocket"). The same frames, over the same parts as
// VisitorSession. Loop's thread only.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "bot/customer_bundle.h"
#include "bot/net/server.h"
#include "bot/rate_limiter.h"
#include "bot/visitor_session.h"

namespace bot {

class LongPoll {
public:
    // A message is at most as large as a frame of the socket.
    static constexpr std::uint64_t body_bytes_max = 64 * 1024;

    // Both outlive it.
    LongPoll(const VisitorSession::Parts& parts, CustomerBundle& bundle);
    ~LongPoll();

    static bool serves(const std::string& path);
    void handle(const Request& request, Site::Reply reply);

private:
    class Wait;

    void hello(const Request& request, Site::Reply reply);
    void events(const Request& request, const std::string& conversation, Site::Reply reply);
    void send(const Request& request, const std::string& conversation, Site::Reply reply);
    Response events_after(const std::string& conversation, std::int64_t after);
    void answer(const Site::Reply& reply, WireError error);
    void ended(Wait& wait);

    const VisitorSession::Parts& parts_;
    CustomerBundle& bundle_;
    TokenBuckets requests_;  // by conversation
    std::unordered_map<Wait*, std::unique_ptr<Wait>> waits_;
    std::unordered_map<std::string, std::size_t> waits_of_;  // by conversation
    std::shared_ptr<LongPoll*> self_ = std::make_shared<LongPoll*>(this);
};

}  // namespace bot
