// Why the bot did what it did: each turn of a conversation with what was understood, what else was
// considered, as what the message was taken, and what followed, from what the log holds. Secrets
// are masked there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "storage/event_log.h"

namespace bot {

// A list of {"turn","at","type","from","text","awaited","understood","taken","not","done"}; see
// docs/operations.md. `rows`: all events of one conversation, in order. Throws std::exception where
// they are damaged.
nlohmann::json reasons_of(std::span<const storage::EventRow> rows);

// A turn of that list as lines for an operator.
std::string to_text(const nlohmann::json& turn);

}  // namespace bot
