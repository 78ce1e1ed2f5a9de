// The body of POST /v1/orders/lookup as the parameters of the action orders.lookup. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace bot::gateway {

// {ref?, contact?, pay_ref?, tail?, proofs?: [{type, value}], proof?: {type, value}}; nothing where
// it is none, or where a value is longer than any such thing can be.
std::optional<nlohmann::json> read_lookup(const nlohmann::json& body);

}  // namespace bot::gateway
