// Everything that is served: the pages, the HTTP requests beside the sockets, and the two sockets.
// Loop's thread only.
#pragma once

#include "bot/agent_session.h"
#include "bot/long_poll.h"
#include "bot/metrics.h"
#include "bot/net/server.h"
#include "bot/static_pages.h"
#include "bot/uploads.h"
#include "bot/visitor_session.h"

namespace bot {

class WebSite final : public Site {
public:
    struct Parts {
        const VisitorSession::Parts& visitor;
        const AgentSession::Parts& agent;
        Uploads& uploads;
        LongPoll& long_poll;
        Metrics& metrics;
        std::function<Gauges()> gauges;
        Staff& staff;
        // The body of /demo/orders.json; nothing where this is no demonstration.
        std::function<std::optional<std::string>()> demo_orders;
    };
    explicit WebSite(const Parts& parts) : parts_(parts), requests_(300, 50) {}

    // From here on it is not ready, and takes no more sockets.
    void stop() { stopping_ = true; }

    std::uint64_t body_limit(const Request& head) override;
    Response too_large(const Request& head) override;
    void handle(Request request, Reply reply) override;
    std::variant<Response, Connect> upgrade(const Request& request) override;
    std::optional<std::chrono::seconds> idle_time(const Request& request) override;

private:
    void log_in(const Request& request, Reply reply);
    void log_out(const Request& request, Reply reply);
    Response session(const Request& request);
    Response demo(const Request& request);
    Response health();
    Response readiness();
    Response metrics(const Request& request);

    // Why nothing is done for this address now; nothing: it may go on.
    std::optional<WireError> too_often(const Request& request);

    Parts parts_;
    TokenBuckets requests_;  // by address
    bool stopping_ = false;
};

}  // namespace bot
