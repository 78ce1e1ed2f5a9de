#include "dialogs/policy_why.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace dialogs {
namespace {

using nlohmann::json;

std::string contents(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

const PolicyTable& kameng()
{
    static const PolicyTable table = [] {
        intents::Problems problems;
        return read_policy(
            {{"evidence.yaml", contents("packs/kameng/evidence.yaml")},
             {"policy/decision.yaml", contents("packs/kameng/policy/decision.yaml")}},
            problems);
    }();
    return table;
}

std::vector<json> golden_cases()
{
    std::vector<json> cases;
    std::ifstream file("tests/dialogs/golden_cases.jsonl");
    for (std::string line; std::getline(file, line);) cases.push_back(json::parse(line));
    return cases;
}

json decided(const json& facts, const PolicyTable& table)
{
    return decide(read_facts(facts, table), table);
}

// {"hours": {"since": 3}} as {"hours.since": 3}, which changes can be laid over.
json flat(const json& facts, const std::string& prefix = "")
{
    json all = json::object();
    for (const auto& [name, value] : facts.items())
        if (value.is_object())
            all.update(flat(value, prefix + name + "."));
        else
            all[prefix + name] = value;
    return all;
}

using Outcome = std::pair<std::string, std::string>;

Outcome outcome(const json& decision)
{
    const json& refund = decision.at("refund");
    const json& kind = refund.is_object() ? refund.at("kind") : refund;
    return {decision.at("decision"), kind.is_string() ? kind.get<std::string>() : ""};
}

// The names of the rows down to the one that decides, as the table has them.
std::vector<std::string> rows_down_to(const std::string& last)
{
    std::vector<std::string> rows;
    for (const PolicyBlock& block : kameng().blocks)
        for (const PolicyRow& row : block.rows) {
            rows.push_back(row.id);
            if (row.id == last) return rows;
        }
    return rows;
}

TEST(PolicyWhy, every_row_before_the_one_that_decides_is_named_with_what_failed)
{
    for (const json& one : golden_cases()) {
        const json why = explained(one["facts"], kameng());
        SCOPED_TRACE(one["id"].get<std::string>() + " " + why.dump());
        std::set<std::string> passed;  // blocks that were passed over as a whole
        std::vector<std::string> rows;
        for (const json& row : why["rows"]) {
            EXPECT_NE(row["failed"], "");
            EXPECT_FALSE(row["values"].empty());
            if (row.contains("row"))
                rows.push_back(row["row"]);
            else
                passed.insert(row["block"].get<std::string>());
        }
        rows.push_back(why["row"]);
        for (const PolicyBlock& block : kameng().blocks)
            if (passed.contains(block.id))
                for (const PolicyRow& row : block.rows) rows.push_back(row.id);
        EXPECT_THAT(rows, testing::UnorderedElementsAreArray(rows_down_to(why["row"])));
        EXPECT_EQ(deciding_row(read_facts(one["facts"], kameng()), kameng())->id, why["row"]);
    }
}

TEST(PolicyWhy, every_change_of_a_golden_case_changes_it_as_it_says)
{
    for (const json& one : golden_cases()) {
        const json why = explained(one["facts"], kameng());
        const Outcome now = outcome(decided(one["facts"], kameng()));
        std::set<Outcome> seen;
        EXPECT_FALSE(why["changes"].empty());
        for (const json& change : why["changes"]) {
            SCOPED_TRACE(one["id"].get<std::string>() + " " + change.dump());
            json changed = flat(one["facts"]);
            changed.update(change["facts"]);
            const json after = decided(changed, kameng());
            EXPECT_EQ(outcome(after), outcome(change));
            EXPECT_EQ(after["priority"], change["priority"]);
            EXPECT_EQ(deciding_row(read_facts(changed, kameng()), kameng())->id, change["row"]);
            EXPECT_NE(outcome(change), now);
            EXPECT_TRUE(seen.insert(outcome(change)).second) << "each outcome once";
            EXPECT_EQ(change["facts"].size(), 1U) << "one fact always suffices here";
        }
    }
}

// What one fact changed can lead to, by trying much of what there is.
std::set<Outcome> outcomes_of_one_change(const json& facts)
{
    std::set<Outcome> outcomes;
    const auto try_value = [&](const std::string& name, const json& value) {
        json changed = flat(facts);
        changed[name] = value;
        outcomes.insert(outcome(decided(changed, kameng())));
    };
    for (const auto& [name, minimum] : kameng().fact_minimums) {
        const Declaration& fact = *kameng().scope.find(name);
        try_value(name, nullptr);
        switch (fact.type) {
            case Type::boolean:
                try_value(name, true);
                try_value(name, false);
                break;
            case Type::choice:
                for (const std::string& value : fact.values) try_value(name, value);
                break;
            case Type::set:
                for (const std::string& value : fact.values) try_value(name, json::array({value}));
                break;
            case Type::money:
                for (const int value : {0, 1, 99999, 100000, 1000000}) try_value(name, value);
                break;
            default:
                for (const double value :
                     {0.0, 0.5, 1.0, 2.0, 5.0, 23.9, 24.0, 24.1, 47.0, 72.0, 72.1, 99.0, 500.0})
                    try_value(name, value);
                break;
        }
    }
    return outcomes;
}

TEST(PolicyWhy, no_outcome_of_one_change_is_left_out)
{
    for (const json& one : golden_cases()) {
        if (one["id"].get<std::string>()[0] != 'C') continue;
        const json why = explained(one["facts"], kameng());
        std::set<Outcome> said{outcome(decided(one["facts"], kameng()))};
        for (const json& change : why["changes"]) said.insert(outcome(change));
        for (const Outcome& found : outcomes_of_one_change(one["facts"]))
            EXPECT_TRUE(said.contains(found))
                << one["id"] << " " << found.first << " " << found.second << "\n"
                << why.dump();
    }
}

TEST(PolicyWhy, numbers_change_to_the_nearest_that_will_do_or_a_round_one_beside_it)
{
    json facts{{"platform", "third_party"},   {"stage", "delivered"},
               {"product_class", "card_key"}, {"amount", 9800},
               {"hours_since_paid", 30},      {"evidence", {"key_shot", "unused_shot"}}};
    const auto change_of = [&](const std::string& fact) {
        const json why = explained(facts, kameng());
        for (const json& change : why["changes"])
            if (change["facts"].contains(fact)) return change;
        return json();
    };
    json change = change_of("hours_since_paid");
    EXPECT_EQ(change["facts"], json({{"hours_since_paid", 24}}));
    EXPECT_EQ(change["decision"], "REVIEW");
    facts["hours_since_paid"] = 3;
    change = change_of("hours_since_paid");
    EXPECT_EQ(change["facts"], json({{"hours_since_paid", 25}}));
    EXPECT_EQ(change["row"], "unused_card_after_window");
}

TEST(PolicyWhy, the_part_that_failed_is_found_behind_the_name_of_a_term)
{
    const json why = explained({{"platform", "third_party"},
                                {"stage", "delivered"},
                                {"hours_since_paid", 30},
                                {"evidence", {"key_shot", "unused_shot"}}},
                               kameng());
    for (const json& row : why["rows"]) {
        if (row.value("row", "") != "unused_card") continue;
        EXPECT_EQ(row["failed"],
                  "in_window: hours_since_paid is unset or hours_since_paid <= $refund_window_h");
        EXPECT_EQ(row["values"], json({{"hours_since_paid", "30"}, {"$refund_window_h", "24"}}));
        return;
    }
    FAIL() << why.dump();
}

TEST(PolicyWhy, two_facts_change_where_one_does_not_suffice)
{
    intents::Problems problems;
    const PolicyTable table = read_policy({{"policy/decision.yaml", R"(
facts:
  evidence: {type: set, values: [p, q]}
  amount: {type: money, min: 0}
  kind: {type: choice, values: [a, b, c], default: a}
blocks:
  - block: all
    rows:
      - {row: both, when: kind = c and amount is set and amount >= 1000, decision: REVIEW, rules: [R1],
         priority: P1}
      - {row: rest, when: otherwise, decision: COLLECT, rules: [R1], priority: P3}
)"}},
                                          problems);
    ASSERT_TRUE(problems.empty()) << problems.to_text(false);
    const json why = explained({{"amount", 70}}, table);
    EXPECT_EQ(why["changes"],
              json::parse(R"([{"facts": {"amount": 1000, "kind": "c"}, "row": "both",
        "decision": "REVIEW", "refund": null, "priority": "P1"}])"));
}

}  // namespace
}  // namespace dialogs
