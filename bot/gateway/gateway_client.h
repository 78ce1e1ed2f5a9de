// The orders of a shop behind its order gateway (docs/gateway.md).
//
// What only asks is asked again where there was no answer; what changes something never is, once a
// byte of it may have left: it is "unknown", also after a restart, and a person has to look.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "bot/clock.h"
#include "bot/gateway/circuit_breaker.h"
#include "bot/gateway/gateway_calls.h"
#include "bot/gateway/gateway_settings.h"
#include "bot/order_system.h"
#include "storage/sent_actions.h"

namespace bot::gateway {

class GatewayClient final : public OrderSystem {
public:
    // `sent` outlives it.
    GatewayClient(GatewaySettings settings, storage::SentActions& sent, Now now);

    storage::ActionResult perform(const dialogs::Effect& effect) override;

    bool is_asked() const override;

private:
    using Deadline = CircuitBreaker::Clock::time_point;
    Asked ask_once(Request request, Deadline deadline);
    Asked ask_again(const Request& request, Deadline deadline);
    std::optional<Capabilities> capabilities(Deadline deadline);
    storage::ActionResult look(const dialogs::Effect& effect, const Request& request,
                               const Capabilities& shop, Deadline deadline);
    storage::ActionResult change(const dialogs::Effect& effect, const Request& request,
                                 const Capabilities& shop, Deadline deadline);

    const GatewaySettings settings_;
    storage::SentActions& sent_;
    const Now now_;
    CircuitBreaker breaker_;
    std::mutex mutex_;  // of the two below
    std::optional<Capabilities> capabilities_;
    CircuitBreaker::Clock::time_point capabilities_asked_;
};

}  // namespace bot::gateway
