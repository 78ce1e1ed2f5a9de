// GET /api/v1/conversations/{id}/bundle: what a customer saw of his conversation, as evidence that
// he can take to a platform (bot/bundle.h). Written by the workers. Loop's thread only; who asks
// was let in before.
#pragma once

#include <memory>
#include <string>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "bot/net/server.h"
#include "bot/rate_limiter.h"
#include "bot/worker_pool.h"
#include "storage/database.h"
#include "storage/event_log.h"

namespace bot {

class CustomerBundle {
public:
    struct Parts {
        EventLoop& loop;
        storage::Database& database;
        storage::EventLog& log;
        WorkerPool& workers;
        Now now;
        std::string shop;  // its name
    };
    explicit CustomerBundle(Parts parts);
    ~CustomerBundle() { *self_ = nullptr; }

    void handle(const std::string& conversation, Site::Reply reply);

private:
    Parts parts_;
    TokenBuckets by_conversation_;
    std::shared_ptr<CustomerBundle*> self_ = std::make_shared<CustomerBundle*>(this);
};

}  // namespace bot
