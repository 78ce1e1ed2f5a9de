// The policy: facts in, decision out. The one place where it is settled whether a refund is due.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "intents/problem.h"

namespace dialogs {

// What is wrong with the facts of a case: names the fact and what it could be.
class FactsError : public std::runtime_error {
public:
    explicit FactsError(intents::Message message)
        : std::runtime_error(message.english), message_(std::move(message))
    {
    }
    const intents::Message& message() const { return message_; }

private:
    intents::Message message_;
};

struct PolicyTable;  // policy_table.h

// The decision table of a pack (policy/*.yaml), compiled. Immutable.
class Policy {
public:
    // Reads every "policy/*.yaml" of the pack, and the overrides under `parameters:` in
    // "shop.yaml".
    static std::unique_ptr<const Policy> load(const std::map<std::string, std::string>& files,
                                              intents::Problems& problems);
    ~Policy();

    // `facts` as vocabulary.md describes them; whatever is absent is unknown. Returns
    // {"decision","rules","priority","refund","checklist","missing","reasons"}.
    // Throws FactsError where one is of the wrong type or unknown.
    nlohmann::json decide(const nlohmann::json& facts) const;

    // A parameter of the policy (auto_refund_limit, refund_window_h, …) after the shop's override.
    std::int64_t parameter(const std::string& name) const;

    // For those who reason about it.
    const PolicyTable& table() const;

private:
    struct Table;
    explicit Policy(std::unique_ptr<const Table> table);
    std::unique_ptr<const Table> table_;
};

}  // namespace dialogs
