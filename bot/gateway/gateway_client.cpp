#include "bot/gateway/gateway_client.h"

#include <algorithm>
#include <thread>

#include "bot/log.h"
#include "dialogs/actions.h"

namespace bot::gateway {

using storage::ActionResult;
using namespace std::chrono_literals;
using Clock = CircuitBreaker::Clock;

namespace {

constexpr int failures_in_a_row_max = 5;
constexpr auto pause_after_failures = 10s;
constexpr auto capabilities_kept = 10min;
// Before the second and the third try.
constexpr std::chrono::milliseconds waits[] = {100ms, 300ms};
constexpr auto connect_within = 2000ms;

// The gateway itself has come to no answer.
bool is_failure(const Asked& asked)
{
    return asked.how != Asked::How::answered || asked.response.status >= 500;
}

}  // namespace

GatewayClient::GatewayClient(GatewaySettings settings, storage::SentActions& sent, Now now)
    : settings_(std::move(settings)),
      sent_(sent),
      now_(std::move(now)),
      breaker_(failures_in_a_row_max, pause_after_failures)
{
}

bool GatewayClient::is_asked() const { return !breaker_.is_open(Clock::now()); }

Asked GatewayClient::ask_once(Request request, Deadline deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left <= 0ms) return {Asked::How::not_sent, {}, "no time is left"};
    if (!breaker_.allows(Clock::now()))
        return {Asked::How::not_sent, {}, "it did not answer lately"};
    const Headers signature = signed_headers(request, settings_.key, now_());
    request.headers.insert(request.headers.end(), signature.begin(), signature.end());
    AskLimits limits;
    limits.whole = left;
    limits.connect = std::min<std::chrono::milliseconds>(left, connect_within);
    Asked asked = ask(settings_.target, request, limits);
    // One that the shop's system cannot do says nothing of the gateway.
    if (is_failure(asked) && asked.response.status != 501)
        breaker_.failed(Clock::now());
    else
        breaker_.succeeded();
    if (asked.how != Asked::How::answered)
        log_warning("no answer from the gateway", {{"path", request.path}, {"error", asked.error}});
    else if (asked.response.status == 401)
        log_error("the gateway refuses our signature: compare key, secret and clock of both sides",
                  {{"key", settings_.key.id}});
    return asked;
}

// For what does no harm when it is asked twice.
Asked GatewayClient::ask_again(const Request& request, Deadline deadline)
{
    Asked asked = ask_once(request, deadline);
    for (const auto wait : waits) {
        if (!is_failure(asked) || asked.response.status == 501 || !is_asked() ||
            Clock::now() + wait >= deadline)
            break;
        std::this_thread::sleep_for(wait);
        asked = ask_once(request, deadline);
    }
    return asked;
}

std::optional<Capabilities> GatewayClient::capabilities(Deadline deadline)
{
    {
        std::lock_guard lock(mutex_);
        if (capabilities_ && Clock::now() < capabilities_asked_ + capabilities_kept)
            return capabilities_;
    }
    const Asked asked = ask_again(capabilities_request(), deadline);
    auto read =
        asked.how == Asked::How::answered ? read_capabilities(asked.response) : std::nullopt;
    if (!read && asked.how == Asked::How::answered)
        log_error("the gateway does not say what it can do", {{"status", asked.response.status}});
    std::lock_guard lock(mutex_);
    if (read) {
        capabilities_ = std::move(read);
        capabilities_asked_ = Clock::now();
    }
    return capabilities_;  // old ones rather than none
}

ActionResult GatewayClient::look(const dialogs::Effect& effect, const Request& request,
                                 const Capabilities& shop, Deadline deadline)
{
    const Asked asked = ask_again(request, deadline);
    if (asked.how == Asked::How::answered)
        return read_answer(effect.action, asked.response, shop, milliseconds(now_()));
    return {asked.how == Asked::How::lost ? "timeout" : "unavailable", nullptr};
}

ActionResult GatewayClient::change(const dialogs::Effect& effect, const Request& request,
                                   const Capabilities& shop, Deadline deadline)
{
    try {
        if (!sent_.sending(effect.key, effect.action, milliseconds(now_())))
            return {"unknown", nullptr};
    } catch (const std::exception& error) {
        log_error("cannot note what is sent, so it is not sent",
                  {{"key", effect.key}, {"error", error.what()}});
        return {"unavailable", nullptr};
    }
    Asked asked = ask_once(request, deadline);
    for (const auto wait : waits) {
        if (asked.how != Asked::How::not_sent || !is_asked() || Clock::now() + wait >= deadline)
            break;
        std::this_thread::sleep_for(wait);
        asked = ask_once(request, deadline);
    }
    if (asked.how == Asked::How::not_sent) {
        sent_.not_sent(effect.key);
        return {"unavailable", nullptr};
    }
    ActionResult result{"unknown", nullptr};
    if (asked.how == Asked::How::answered)
        result = read_answer(effect.action, asked.response, shop, milliseconds(now_()));
    if (result.outcome == "unknown")
        log_error("it is not known whether this was done: a person has to look",
                  {{"key", effect.key}, {"action", effect.action}});
    else
        sent_.answered(effect.key, result);
    return result;
}

ActionResult GatewayClient::perform(const dialogs::Effect& effect)
{
    const dialogs::Action* action = dialogs::find_action(effect.action);
    const bool changes = action && action->moves_money;
    if (changes)
        if (const auto before = sent_.find(effect.key)) {
            log_warning("was sent before the program ended",
                        {{"key", effect.key}, {"answered", before->result.has_value()}});
            return before->result.value_or(ActionResult{"unknown", nullptr});
        }
    const auto request = request_for(effect, settings_.key.id);
    if (!request) return {changes ? "not_supported" : "not_found", nullptr};
    const Deadline deadline = Clock::now() + settings_.timeout;
    const auto shop = capabilities(deadline);
    if (!shop) return {"unavailable", nullptr};
    if (!shop->can(capability_for(effect.action))) return {"not_supported", nullptr};
    return changes ? change(effect, *request, *shop, deadline)
                   : look(effect, *request, *shop, deadline);
}

}  // namespace bot::gateway
