// The actions of the dialogs in the words of the contract, and the gateway's answers in the words
// of the dialogs: the bot's half of the translation. Pure; docs/gateway.md.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bot/net/http.h"
#include "dialogs/conversation.h"
#include "storage/action_result.h"

namespace bot::gateway {

// What the shop's system can do.
struct Capabilities {
    std::string shop_system;
    std::vector<std::string> actions;  // contract.h, action_names
    std::int64_t max_auto_refund = 0;  // 分; at or above it a person decides
    bool can(std::string_view action) const;
};

Request capabilities_request();
// Nothing where the answer is not one of the contract.
std::optional<Capabilities> read_capabilities(const Response& response);

// The request for an action, without its signature; `tenant` begins the idempotency key. Nothing
// where the contract has no such action, or the effect lacks what it is about.
std::optional<Request> request_for(const dialogs::Effect& effect, const std::string& tenant);

// Of the contract's action that `action` of the dialogs needs; empty where there is none.
std::string_view capability_for(const std::string& action);

// What an answer means, with an outcome that dialogs/actions.h has for that action: errors that it
// has none for are "unavailable". An answer that is not one of the contract says nothing: it is
// "unknown" where money may have moved, else "unavailable". `now` in ms since 1970.
storage::ActionResult read_answer(const std::string& action, const Response& response,
                                  const Capabilities& shop, std::int64_t now);

}  // namespace bot::gateway
