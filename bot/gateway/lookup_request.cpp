#include "bot/gateway/lookup_request.h"

#include <array>
#include <string>
#include <utility>

#include "bot/json_field.h"

namespace bot::gateway {

using nlohmann::json;

namespace {

constexpr std::size_t value_bytes_max = 200;

// What the contract calls it, and the action's parameter.
constexpr std::array<std::pair<const char*, const char*>, 4> proof_types = {
    {{"session", "user"},
     {"contact", "contact"},
     {"query_pwd", "query_password_fingerprint"},
     {"pay_ref_tail", "pay_ref_tail"}}};

// False where it is neither a text of decent length nor left out.
bool take(const json& value, const char* name, json& parameters)
{
    if (value.is_null()) return true;
    if (!value.is_string()) return false;
    const std::string text = value.get<std::string>();
    if (text.size() > value_bytes_max) return false;
    if (!text.empty()) parameters[name] = text;
    return true;
}

bool take_proof(const json& proof, json& parameters)
{
    for (const auto& [type, name] : proof_types)
        if (text_of(proof, "type") == type) return take(field(proof, "value"), name, parameters);
    return false;
}

// The end of the order's number, or of the payment's where that was named or the number is there.
bool take_tail(const json& tail, json& parameters)
{
    if (parameters.contains("pay_ref_tail")) return tail.is_null() || tail.is_string();
    return take(tail, parameters.contains("order_id") ? "pay_ref_tail" : "order_id", parameters);
}

}  // namespace

std::optional<json> read_lookup(const json& body)
{
    json parameters = json::object();
    bool good = body.is_object() && take(field(body, "ref"), "order_id", parameters) &&
                take(field(body, "contact"), "contact", parameters) &&
                take(field(body, "pay_ref"), "pay_ref", parameters);
    if (const json& one = field(body, "proof"); good && !one.is_null())
        good = take_proof(one, parameters);
    if (const json& all = field(body, "proofs"); good && !all.is_null()) {
        good = all.is_array() && all.size() <= proof_types.size();
        for (std::size_t i = 0; good && i < all.size(); ++i) good = take_proof(all[i], parameters);
    }
    if (!good || !take_tail(field(body, "tail"), parameters)) return std::nullopt;
    return parameters;
}

}  // namespace bot::gateway
