// The gateway's HTTP side: who asks is known by the signature, and what blocks is done by threads
// with a Service each. Everything but stop() on the loop's thread.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "bot/clock.h"
#include "bot/gateway/service.h"
#include "bot/gateway/signature.h"
#include "bot/net/event_loop.h"
#include "bot/net/server.h"
#include "bot/worker_pool.h"

namespace bot::gateway {

class GatewaySite : public Site {
public:
    static constexpr std::uint64_t body_bytes_max = 64 * 1024;

    // A thread for each service; `loop` outlives this.
    GatewaySite(EventLoop& loop, std::vector<SigningKey> keys, std::vector<Service> services,
                Now now);

    std::uint64_t body_limit(const Request&) override { return body_bytes_max; }
    Response too_large(const Request&) override;
    void handle(Request request, Reply reply) override;
    std::variant<Response, Connect> upgrade(const Request&) override;

    // Finishes what has begun; what waits gets no answer.
    void stop() { workers_.stop(); }

private:
    Service::Answer answer(const Request& request);

    EventLoop& loop_;
    SignatureCheck signatures_;
    Now now_;
    std::mutex mutex_;  // of idle_
    std::vector<Service> services_;
    std::vector<Service*> idle_;
    WorkerPool workers_;  // last: its threads end before what they use
};

}  // namespace bot::gateway
