// Carries out what a dialog asks of the order system, away from the loop's thread, and brings the
// answer back to it: within 5 seconds, or "timeout". What nobody has begun with by then is not done
// any more; of what would have changed something it says so: "unavailable".
//
// Look-ups that find nothing are counted by visitor and by address; after too many the order system
// is not asked any more for a while (`rate_limited`), so that nobody can try out order numbers.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "bot/rate_limiter.h"
#include "bot/worker_pool.h"
#include "dialogs/conversation.h"
#include "storage/action_result.h"

namespace bot {

class ActionRunner {
public:
    using Answer = storage::ActionResult;
    // Asks the order system; blocking, from several threads at once.
    using Perform =
        std::function<Answer(const dialogs::Effect& effect, const std::string& visitor)>;
    using Done = std::function<void(std::string outcome, nlohmann::json data)>;

    ActionRunner(EventLoop& loop, WorkerPool& workers, Now now, Perform perform);
    ~ActionRunner();

    // Loop's thread. `done` is called once, on the loop's thread, never from within run().
    void run(const dialogs::Effect& effect, const std::string& visitor, const std::string& address,
             Done done);

private:
    bool limited(const std::string& visitor, const std::string& address);
    void count_failure(const std::string& visitor, const std::string& address);

    EventLoop& loop_;
    WorkerPool& workers_;
    Now now_;
    Perform perform_;
    Attempts visitor_failures_, address_failures_;
    std::shared_ptr<ActionRunner*> self_ = std::make_shared<ActionRunner*>(this);
};

}  // namespace bot
