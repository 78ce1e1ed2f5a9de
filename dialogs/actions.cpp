#include "dialogs/actions.h"

namespace dialogs {

const std::vector<Action>& all_actions()
{
    static const std::vector<Action> actions = {
        {"orders.lookup",
         {"ok", "multiple", "not_found", "not_verified", "rate_limited", "not_supported",
          "unavailable", "timeout"},
         false},
        {"orders.cancel",
         {"ok", "state_changed", "not_cancelable", "upstream_not_cancelable", "over_auto_limit",
          "frozen", "refund_exists", "in_progress", "not_found", "not_verified", "rate_limited",
          "idempotency_mismatch", "not_supported", "unavailable", "unknown", "timeout"},
         true},
        {"orders.refund",
         {"ok", "refund_exists", "already_replaced", "amount_exceeds", "over_auto_limit",
          "state_changed", "not_cancelable", "upstream_not_cancelable", "frozen", "in_progress",
          "not_found", "not_verified", "rate_limited", "idempotency_mismatch", "not_supported",
          "unavailable", "unknown", "timeout"},
         true},
        {"orders.resend",
         {"ok", "refund_exists", "already_replaced", "state_changed", "not_found", "frozen",
          "in_progress", "not_verified", "rate_limited", "idempotency_mismatch", "not_supported",
          "unavailable", "unknown", "timeout"},
         true},
        {"refunds.get", {"ok", "not_found", "not_supported", "unavailable", "timeout"}, false},
        {"keys.check", {"ok", "not_found", "not_supported", "unavailable", "timeout"}, false},
    };
    return actions;
}

const Action* find_action(const std::string& name)
{
    for (const Action& action : all_actions())
        if (action.name == name) return &action;
    return nullptr;
}

}  // namespace dialogs
