// How an action on an order went, in the words of the order gateway's contract.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace storage {

struct ActionResult {
    std::string outcome;  // ok, or a named error of the contract
    nlohmann::json data;
};

}  // namespace storage
