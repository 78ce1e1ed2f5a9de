// A policy as it is compiled: the facts it speaks of, and the rows that decide. Inside dialogs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/condition.h"
#include "dialogs/decide.h"

namespace dialogs {

// "{automatic: AUTO_REFUND, else: REVIEW}": the first case whose condition holds; the last has
// none.
template <class T>
struct Choice {
    struct Case {
        std::optional<Condition> when;
        T then;
    };
    std::vector<Case> cases;
};

struct RefundTerms {
    enum class Kind { full, partial, minus_fee, negotiate, none };
    Choice<Kind> kind;
    std::string channel;
    std::string eta;
    std::optional<Formula> part, of;  // partial: this part of that many
    std::optional<Formula> percent;   // minus_fee
};

// "full", "minus_fee": as files and decisions have it.
RefundTerms::Kind refund_kind_of(const std::string& name);

struct PolicyRow {
    std::string id;
    std::string file;
    int line = 0;
    std::optional<Condition> when;  // none: always
    Choice<std::string> decision;
    Choice<std::vector<std::string>> rules;
    Choice<std::string> priority;
    std::string checklist;  // may be empty
    std::optional<RefundTerms> refund;
};

struct PolicyBlock {
    std::string id;
    std::optional<Condition> when;
    std::vector<PolicyRow> rows;
};

struct PolicyRaise {
    std::optional<Condition> when;
    std::string to;
    std::vector<std::string> rules;
    std::string file;
};

// What a shop may set, and which way (D11). Amounts are in the parameter's own unit.
struct PolicyParameter {
    enum class Generous { higher, lower, either };
    Type type = Type::number;
    std::int64_t value = 0;  // the pack's own
    std::int64_t minimum = 0, maximum = 0;
    Generous generous = Generous::either;
    std::vector<std::string> rules;
    std::string file;
    int line = 0;
};

struct PolicyTable {
    // Facts, then $parameters and checklists (their value is `otherwise`), then terms.
    Scope scope;
    std::map<std::string, std::int64_t> fact_minimums;  // in the fact's own unit
    std::int64_t fact_maximum = 1'000'000'000'000;      // either way, as the reader of facts has it
    std::map<std::string, std::string> fact_labels;     // what a person reads; some have none
    std::map<std::string, PolicyParameter> parameters;
    std::map<std::string, std::int64_t> settings;  // of the parameters, after the shop's override
    std::map<std::size_t, Condition> terms;        // by index in the scope
    std::map<std::string, std::vector<std::string>> checklists;  // id -> required items
    std::vector<PolicyRaise> raises;
    std::vector<PolicyBlock> blocks;
};

struct Policy::Table : PolicyTable {};

// Names of what the engine itself reads: the order's amount, and the evidence received.
inline constexpr const char* amount_fact = "amount";
inline constexpr const char* evidence_fact = "evidence";

// Everything wrong in the files is noted; the table is usable only where nothing was.
PolicyTable read_policy(const std::map<std::string, std::string>& files,
                        intents::Problems& problems);

// By their index in the scope; absent and null ones are empty.
using Facts = std::vector<std::optional<Value>>;

// Throws FactsError that names the fact where one is unknown or of the wrong type.
Facts read_facts(const nlohmann::json& facts, const PolicyTable& table);

// The row that decides these facts. Null only while the reader has not proved that there is one.
const PolicyRow* deciding_row(const Facts& facts, const PolicyTable& table);

// As Policy::decide.
nlohmann::json decide(const Facts& facts, const PolicyTable& table);

}  // namespace dialogs
