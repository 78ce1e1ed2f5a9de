// Whose an order is (D5), wherever the orders are kept: two proofs, or it is not there.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "storage/action_result.h"

namespace storage {

// As many of the last characters of a number as stand for the whole beside another proof.
inline constexpr std::size_t number_tail_length = 6;

// What people confuse when they copy a number, folded into one form: case, spaces, dashes, and
// O/0 I/1/l Z/2 S/5 B/8.
std::string canonical_number(const std::string& number);
std::string normal_contact(const std::string& contact);

// Whether the number is the order's own, or its end; as people write it.
bool is_end_of(const std::string& number, const nlohmann::json& order);
bool is_end_of_payment(const std::string& number, const nlohmann::json& order);

// Whether a look-up with these parameters can succeed at all. `number_is_proof`: the shop's numbers
// cannot be guessed, so that a whole one counts as a proof.
bool offers_enough_proof(const nlohmann::json& parameters, bool number_is_proof);

// Those of the `candidates` for which two proofs hold.
std::vector<nlohmann::json> owned(std::vector<nlohmann::json> candidates,
                                  const nlohmann::json& parameters, bool number_is_proof);

// The answer of a look-up: those of the `candidates` for which two proofs hold, masked; several of
// them by title only. An order that is not there and one that is somebody else's look the same.
ActionResult own_orders(std::vector<nlohmann::json> candidates, const nlohmann::json& parameters,
                        bool number_is_proof);

// The order as the dialog may see it: phone, e-mail and payment reference masked.
nlohmann::json masked_order(const nlohmann::json& order);

}  // namespace storage
