// The names of the order gateway's contract, version 1, which both sides go by: docs/gateway.md.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace bot::gateway {

// {id}: an order's number, a refund's or a ticket's id; percent-encoded as one segment.
inline constexpr std::string_view capabilities_path = "/v1/capabilities";    // GET
inline constexpr std::string_view lookup_path = "/v1/orders/lookup";         // POST
inline constexpr std::string_view cancel_path = "/v1/orders/{id}/cancel";    // POST
inline constexpr std::string_view refunds_path = "/v1/orders/{id}/refunds";  // POST
inline constexpr std::string_view refund_path = "/v1/refunds/{id}";          // GET
inline constexpr std::string_view resend_path = "/v1/orders/{id}/resend";    // POST
inline constexpr std::string_view key_check_path = "/v1/keys/check";         // POST
inline constexpr std::string_view tickets_path = "/v1/tickets";              // POST
inline constexpr std::string_view ticket_path = "/v1/tickets/{id}";          // GET
inline constexpr std::string_view events_path = "/api/v1/gateway/events";    // POST, at the bot

// Of every POST that changes something; its answer is kept, and is the answer to the same key
// again.
inline constexpr std::string_view idempotency_header = "Idempotency-Key";

// Refused: {"error":{"code":…,"message":…}}, with more members where the contract says so.
struct ErrorCode {
    std::string_view name;
    int status;
};
inline constexpr std::array<ErrorCode, 19> error_codes = {{
    {"bad_request", 400},
    {"unauthorized", 401},  // the signature; it does not say what is wrong with it
    {"not_verified", 403},
    {"over_auto_limit", 403},  // a person decides
    {"not_found", 404},
    {"not_cancelable", 409},
    {"upstream_not_cancelable", 409},
    {"refund_exists", 409},
    {"already_replaced", 409},
    {"in_progress", 409},  // with Retry-After
    {"idempotency_mismatch", 409},
    {"state_changed", 412},
    {"too_large", 413},
    {"amount_exceeds", 422},
    {"frozen", 423},
    {"rate_limited", 429},      // with Retry-After
    {"not_supported", 501},     // the shop's system cannot do that
    {"unavailable", 503},       // the shop's system does not answer; nothing was done
    {"provider_unknown", 202},  // perhaps done: a person has to look
}};

// 500 for a name that the contract does not know.
constexpr int status_of(std::string_view code)
{
    const auto* const found = std::find_if(error_codes.begin(), error_codes.end(),
                                           [&](const ErrorCode& one) { return one.name == code; });
    return found == error_codes.end() ? 500 : found->status;
}

// What the capabilities name as `actions`.
inline constexpr std::array<std::string_view, 6> action_names = {"lookup", "cancel",    "refund",
                                                                 "resend", "key_check", "ticket"};

// What the gateway tells the bot of by itself, as `type` of an event.
inline constexpr std::array<std::string_view, 6> event_types = {"order.delivered",  "order.failed",
                                                                "refund.succeeded", "refund.failed",
                                                                "ticket.replied",   "batch.alert"};

}  // namespace bot::gateway
