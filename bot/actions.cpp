#include "bot/actions.h"

#include <atomic>

#include "bot/log.h"
#include "dialogs/actions.h"

namespace bot {

namespace {

using namespace std::chrono_literals;
constexpr auto answer_within = 5s;
constexpr std::size_t failed_lookups_max = 5;
// Behind one address may be a whole town (carrier-grade NAT) or all of a shop's visitors (a proxy).
constexpr std::size_t failed_lookups_of_address_max = 60;
constexpr auto failed_lookups_window = 10min;

// What one action has in flight: answered by whichever comes first, the order system or the clock.
struct Pending {
    ActionRunner::Done done;
    EventLoop::TimerId timeout = 0;
    // Set by whoever is first: the worker that begins with it, or the clock that gives it up.
    std::atomic<bool> decided = false;
};

bool changes_something(const std::string& name)
{
    const dialogs::Action* action = dialogs::find_action(name);
    return action && action->moves_money;
}

}  // namespace

ActionRunner::ActionRunner(EventLoop& loop, WorkerPool& workers, Now now, Perform perform)
    : loop_(loop),
      workers_(workers),
      now_(std::move(now)),
      perform_(std::move(perform)),
      visitor_failures_(failed_lookups_max, failed_lookups_window),
      address_failures_(failed_lookups_of_address_max, failed_lookups_window)
{
}

ActionRunner::~ActionRunner() { *self_ = nullptr; }

bool ActionRunner::limited(const std::string& visitor, const std::string& address)
{
    const auto now = now_();
    return visitor_failures_.blocked(visitor, now) ||
           (!address.empty() && address_failures_.blocked(address, now));
}

void ActionRunner::count_failure(const std::string& visitor, const std::string& address)
{
    const auto now = now_();
    visitor_failures_.count(visitor, now);
    if (!address.empty()) address_failures_.count(address, now);
}

void ActionRunner::run(const dialogs::Effect& effect, const std::string& visitor,
                       const std::string& address, Done done)
{
    auto pending = std::make_shared<Pending>();
    pending->done = std::move(done);
    const auto answer = [pending, &loop = loop_](std::string outcome, nlohmann::json data) {
        if (!pending->done) return;
        if (pending->timeout) loop.cancel(pending->timeout);
        const Done finished = std::move(pending->done);
        pending->done = nullptr;
        finished(std::move(outcome), std::move(data));
    };
    const bool lookup = effect.action == "orders.lookup";
    if (lookup && limited(visitor, address)) {
        log_warning("too many failed look-ups", {{"visitor", visitor}, {"address", address}});
        loop_.post([answer] { answer("rate_limited", nullptr); });
        return;
    }
    const char* const not_done = changes_something(effect.action) ? "unavailable" : "timeout";
    pending->timeout = loop_.after(answer_within, [pending, answer, not_done, key = effect.key] {
        pending->timeout = 0;
        const bool begun = pending->decided.exchange(true);
        log_warning("no answer in time", {{"action", key}, {"begun", begun}});
        answer(begun ? "timeout" : not_done, nullptr);
    });
    const bool taken = workers_.submit([=, this, weak = std::weak_ptr(self_)] {
        if (pending->decided.exchange(true)) return;
        Answer result;
        try {
            result = perform_(effect, visitor);
        } catch (const std::exception& error) {
            log_error("action failed", {{"action", effect.key}, {"error", error.what()}});
            result.outcome = "unknown";
        }
        loop_.post([=, result = std::move(result)]() mutable {
            const auto self = weak.lock();
            if (!self || !*self) return;
            if (lookup && (result.outcome == "not_found" || result.outcome == "not_verified"))
                (*self)->count_failure(visitor, address);
            answer(std::move(result.outcome), std::move(result.data));
        });
    });
    if (!taken) loop_.post([answer, not_done] { answer(not_done, nullptr); });
}

}  // namespace bot
