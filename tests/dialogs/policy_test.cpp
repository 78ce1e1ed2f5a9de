#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "dialogs/decide.h"
#include "dialogs/policy_table.h"

namespace dialogs {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using Files = std::map<std::string, std::string>;

std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

Files pack()
{
    const std::filesystem::path root = "packs/kameng";
    Files files{{"evidence.yaml", contents(root / "evidence.yaml")}};
    for (const auto& entry : std::filesystem::directory_iterator(root / "policy"))
        files["policy/" + entry.path().filename().string()] = contents(entry.path());
    return files;
}

const Policy& policy()
{
    static const std::unique_ptr<const Policy> loaded = [] {
        intents::Problems problems;
        auto policy = Policy::load(pack(), problems);
        if (!policy) throw std::runtime_error(problems.to_text(false));
        return policy;
    }();
    return *loaded;
}

std::string refusal(const json& facts)
{
    try {
        policy().decide(facts);
        return "answered";
    } catch (const FactsError& error) {
        return error.what();
    }
}

TEST(PolicyFacts, what_is_wrong_is_said_in_both_languages)
{
    try {
        policy().decide({{"platfrom", "official"}});
        FAIL();
    } catch (const FactsError& error) {
        EXPECT_EQ(error.message().english, "unknown fact 'platfrom': did you mean 'platform'?");
        EXPECT_EQ(error.message().chinese, "没有 'platfrom' 这个事实:是不是想写 'platform'?");
    }
}

// ---- Cases: rules.md 1.5 (C01-C41) and ours (K…), one a line: facts, and what the pages say.

std::vector<json> cases()
{
    std::vector<json> cases;
    std::ifstream file("tests/dialogs/golden_cases.jsonl");
    for (std::string line; std::getline(file, line);) cases.push_back(json::parse(line));
    return cases;
}

void expect_decided_as_the_rules_say(const json& one)
{
    const json expected = one["expect"];
    const json answer = policy().decide(one["facts"]);
    SCOPED_TRACE(one["id"].get<std::string>() + " " + one["note"].get<std::string>() + "\n" +
                 answer.dump());
    const json refund = answer["refund"];
    EXPECT_EQ(answer["decision"], expected["decision"]);
    EXPECT_EQ(answer["rules"], expected["rules"]);
    EXPECT_EQ(answer["priority"], expected["priority"]);
    EXPECT_EQ(refund.is_null() ? refund : refund["kind"], expected["refund"]);
    for (const char* name : {"amount", "fee", "channel"}) {
        if (expected.contains(name)) {
            EXPECT_EQ(refund[name], expected[name]);
        }
    }
    for (const char* name : {"checklist", "missing", "reasons"}) {
        if (expected.contains(name)) {
            EXPECT_EQ(answer[name], expected[name]);
        }
    }
}

TEST(Policy, decides_every_case_as_the_rules_say)
{
    for (const json& one : cases()) expect_decided_as_the_rules_say(one);
}

TEST(Policy, all_41_cases_of_the_rule_book_are_there_and_many_more)
{
    std::set<std::string> ids;
    for (const json& one : cases()) ids.insert(one["id"]);
    EXPECT_EQ(
        std::count_if(ids.begin(), ids.end(), [](const std::string& id) { return id[0] == 'C'; }),
        41);
    EXPECT_GE(ids.size(), 41 + 60);
}

TEST(Policy, answers_with_every_field_of_the_contract)
{
    EXPECT_EQ(policy().decide(cases()[13]["facts"]), json::parse(R"({
        "decision": "REVIEW", "rules": ["R22", "R26", "R57"], "priority": "P1",
        "refund": {"kind": "full", "amount": 9800, "fee": 0, "channel": "balance", "eta": "1-3 working days"},
        "checklist": "invalid_key", "missing": [],
        "reasons": ["breach.invalid_key=claimed", "evidence complete"]})"));
}

TEST(Policy, says_why_a_person_must_look_and_why_soon)
{
    json facts{{"platform", "third_party"}, {"stage", "paid_undelivered"}, {"amount", 150000}};
    EXPECT_THAT(policy().decide(facts)["reasons"], ElementsAre("amount=150000"));
    facts["amount"] = 9800;
    facts["flags"] = {"regulator"};
    EXPECT_THAT(policy().decide(facts)["reasons"],
                ElementsAre("amount=9800", "max_auto_refund unknown", "flags=regulator"));
}

// ---- Facts that are none

TEST(PolicyFacts, an_unknown_fact_is_named_with_the_nearest_one)
{
    EXPECT_EQ(refusal({{"platfrom", "private"}}),
              "unknown fact 'platfrom': did you mean 'platform'?");
    EXPECT_EQ(refusal({{"breach", {{"invalid_kay", "claimed"}}}}),
              "unknown fact 'breach.invalid_kay': did you mean 'breach.invalid_key'?");
    EXPECT_THAT(refusal({{"upstream", {{"price", 3}}}}),
                HasSubstr("unknown fact 'upstream.price'"));
    EXPECT_THAT(refusal({{"xyzzy", 1}}), HasSubstr("expected one of: amount, breach.duplicate"));
    EXPECT_THAT(refusal({{"$auto_refund_limit", 1}}),
                HasSubstr("unknown fact '$auto_refund_limit'"));
    EXPECT_THAT(refusal({{"automatic", true}}), HasSubstr("unknown fact 'automatic'"));
    EXPECT_THAT(refusal({{"breach.", "claimed"}}), HasSubstr("unknown fact 'breach.'"));
}

TEST(PolicyFacts, a_fact_of_the_wrong_type_is_named_with_what_it_must_be)
{
    EXPECT_EQ(refusal({{"stage", "deliverd"}}),
              "fact 'stage' cannot be 'deliverd': did you mean 'delivered'?");
    EXPECT_EQ(refusal({{"amount", "98"}}),
              "fact 'amount' must be a whole number of fen or null, not \"98\"");
    EXPECT_THAT(refusal({{"amount", 98.5}}), HasSubstr("'amount' must be a whole number of fen"));
    EXPECT_EQ(refusal({{"amount", -1}}), "fact 'amount' cannot be below 0");
    EXPECT_THAT(refusal({{"amount", 18446744073709551615ULL}}),
                HasSubstr("'amount' must be at most"));
    EXPECT_THAT(refusal({{"amount", std::numeric_limits<std::int64_t>::max()}}),
                HasSubstr("'amount' must be at most"));
    EXPECT_EQ(refusal({{"hours_since_paid", "5"}}),
              "fact 'hours_since_paid' must be a number of hours or null, not \"5\"");
    EXPECT_THAT(refusal({{"hours_since_paid", 1e300}}),
                HasSubstr("'hours_since_paid' must be a number below"));
    EXPECT_EQ(refusal({{"sealed", "no"}}),
              "fact 'sealed' must be true or false or null, not \"no\"");
    EXPECT_THAT(refusal({{"used", false}}),
                HasSubstr("fact 'used' must be one of no, yes, unknown"));
    EXPECT_THAT(refusal({{"evidence", "key_shot"}}), HasSubstr("fact 'evidence' must be a list"));
    EXPECT_EQ(refusal({{"evidence", {"key_shoot"}}}),
              "fact 'evidence' cannot be 'key_shoot': did you mean 'key_shot'?");
    EXPECT_THAT(refusal({{"flags", {1}}}),
                HasSubstr("fact 'flags' must be one of minor, scam, regulator"));
    EXPECT_THAT(refusal({{"refund", "pending"}}),
                HasSubstr("fact 'refund' must be an object or null"));
    EXPECT_THAT(refusal({{"refund", {{"state", "pending"}}}}),
                HasSubstr("fact 'refund.state' cannot be 'pending'"));
    EXPECT_THAT(refusal(json::array()), HasSubstr("must be an object"));
    EXPECT_THAT(refusal(nullptr), HasSubstr("must be an object"));
}

// ---- Parameters and the shop's own

TEST(PolicyParameters, are_those_of_the_vocabulary)
{
    EXPECT_EQ(policy().parameter("auto_refund_limit"), 100000);
    EXPECT_EQ(policy().parameter("refund_window_h"), 24);
    EXPECT_EQ(policy().parameter("late_h"), 72);
    EXPECT_EQ(policy().parameter("fee_percent_max"), 20);
    EXPECT_EQ(policy().parameter("high_value"), 100000);
    EXPECT_THROW(policy().parameter("limit"), std::invalid_argument);
}

// What loading says of a shop.yaml; empty where it is fine.
std::string loading_with_shop(const std::string& shop,
                              std::unique_ptr<const Policy>* loaded = nullptr)
{
    Files files = pack();
    files["shop.yaml"] = shop;
    intents::Problems problems;
    auto policy = Policy::load(files, problems);
    EXPECT_EQ(policy == nullptr, !problems.empty());
    if (loaded) *loaded = std::move(policy);
    return problems.to_text(false);
}

TEST(PolicyParameters, a_shop_may_be_more_generous)
{
    std::unique_ptr<const Policy> generous;
    EXPECT_EQ(
        loading_with_shop(
            "name: 小店\nparameters: {auto_refund_limit: 200000, refund_window_h: 48, late_h: 48}",
            &generous),
        "");
    ASSERT_TRUE(generous);
    EXPECT_EQ(generous->parameter("refund_window_h"), 48);
    const json facts{{"platform", "third_party"},
                     {"stage", "delivered"},
                     {"evidence", {"key_shot", "unused_shot"}},
                     {"hours_since_paid", 30}};
    EXPECT_EQ(policy().decide(facts)["decision"], "HANDOFF");
    EXPECT_EQ(generous->decide(facts)["decision"], "REVIEW");
    EXPECT_EQ(
        generous->decide(
            {{"platform", "third_party"}, {"stage", "abnormal"}, {"amount", 150000}})["decision"],
        "AUTO_CANCEL");
}

TEST(PolicyParameters, a_shop_may_not_be_stricter_than_the_rules)
{
    EXPECT_THAT(
        loading_with_shop("parameters:\n  refund_window_h: 12\n"),
        HasSubstr("shop.yaml:2:20: 'refund_window_h' = 12 is stricter than the rules allow"));
    EXPECT_THAT(loading_with_shop("parameters: {refund_window_h: 12}"),
                HasSubstr("write 24 or more"));
    EXPECT_THAT(loading_with_shop("parameters: {late_h: 96}"), HasSubstr("'late_h' cannot be 96"));
    EXPECT_THAT(loading_with_shop("parameters: {fee_percent_max: 30}"),
                HasSubstr("it is between 0 - 20"));
    EXPECT_THAT(loading_with_shop("parameters: {high_value: 200000}"),
                HasSubstr("write 100000 or less"));
    EXPECT_EQ(loading_with_shop("parameters: {auto_refund_limit: 50000}"), "")
        << "the shop's own risk";
}

TEST(PolicyParameters, a_typing_error_in_the_shop_is_shown)
{
    EXPECT_THAT(loading_with_shop("parameters: {auto_refund_limt: 1}"),
                HasSubstr("did you mean 'auto_refund_limit'?"));
    EXPECT_THAT(loading_with_shop("parameters: {auto_refund_limit: lots}"),
                HasSubstr("shop.yaml:1"));
}

// ---- Files with mistakes

// What loading says once `from` reads `to` in the pack's policy.
std::string loading_with(const std::string& from, const std::string& to)
{
    Files files = pack();
    std::string& text = files["policy/decision.yaml"];
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    intents::Problems problems;
    EXPECT_FALSE(Policy::load(files, problems));
    EXPECT_FALSE(problems.to_text(true).empty());
    return problems.to_text(false);
}

TEST(PolicyFile, every_mistake_is_shown_with_its_line_and_remedy)
{
    EXPECT_THAT(loading_with("when: flags has scam", "when: flags has skam"),
                HasSubstr("did you mean 'scam'?"));
    EXPECT_THAT(loading_with("decision: ASK_PLATFORM", "decision: ASK_PLATFROM"),
                HasSubstr("did you mean 'ASK_PLATFORM'?"));
    EXPECT_THAT(loading_with("rules: [R29]", "rules: [29]"), HasSubstr("there is no rule '29'"));
    EXPECT_THAT(loading_with("priority: P3", "priority: P4"), HasSubstr("'P4' is not known here"));
    EXPECT_THAT(loading_with("checklist: private_trade", "checklist: privat_trade"),
                HasSubstr("did you mean 'private_trade'?"));
    EXPECT_THAT(loading_with("decision: {automatic: AUTO_CANCEL, else: REVIEW}",
                             "decision: {automatic: AUTO_CANCEL}"),
                HasSubstr("the last case must be 'else'"));
    EXPECT_THAT(loading_with("refund.days is set and refund.days >", "refund.days >"),
                HasSubstr("'refund.days' may be unset here"));
    EXPECT_THAT(loading_with("percent: min", "percentage: min"),
                HasSubstr("unknown field 'percentage'"));
    EXPECT_THAT(loading_with("row: minor,", "row: scam,"),
                HasSubstr("row 'scam' is written twice"));
    EXPECT_THAT(
        loading_with("row: stage_unknown, when: otherwise", "row: stage_unknown, when: sealed"),
        HasSubstr("a case falls through the table"));
    EXPECT_THAT(loading_with("undelivered: stage in", "proved: stage in"),
                HasSubstr("'proved' is written twice"));
    EXPECT_THAT(loading_with("amount: {label: 实付金额, type: money,", "amount: {type: number,"),
                HasSubstr("declares no fact 'amount' of type money"));
}

TEST(PolicyFile, a_pack_without_a_policy_says_so)
{
    intents::Problems problems;
    EXPECT_FALSE(Policy::load({{"evidence.yaml", "items: {}"}}, problems));
    EXPECT_THAT(problems.to_text(false), HasSubstr("the pack has no policy"));
    EXPECT_FALSE(Policy::load({{"policy/decision.yaml", "blocks: ["}}, problems));
}

// ---- Every case is decided, every row decides some case

class RandomFacts {
public:
    explicit RandomFacts(const PolicyTable& table) : table_(table) {}

    json next()
    {
        json facts = json::object();
        for (const auto& [name, minimum] : table_.fact_minimums) {
            // Most facts plain, so that rows far down are reached; platform nearly always ours.
            if (name == "platform") {
                facts[name] = pick(20) > 0 ? "third_party" : one(*table_.scope.find(name));
                continue;
            }
            const bool rare = name.rfind("breach.", 0) == 0 || name.rfind("refund.", 0) == 0 ||
                              name == "flags" || name == "upstream.cancelable";
            if (pick(rare ? 8 : 4) > (rare ? 0U : 2U)) continue;
            facts[name] = value(*table_.scope.find(name));
        }
        if (pick(10) > 0) facts["stage"] = one(*table_.scope.find("stage"));
        if (pick(4) > 0) facts["evidence"] = some(*table_.scope.find("evidence"));
        return facts;
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }

    json one(const Declaration& fact) { return fact.values[pick(fact.values.size())]; }

    json some(const Declaration& fact)
    {
        json some = json::array();
        const std::size_t probability = 1 + pick(4);
        for (const std::string& item : fact.values)
            if (pick(4) < probability) some.push_back(item);
        return some;
    }

    json value(const Declaration& fact)
    {
        static const std::vector<double> numbers = {
            0, 1, 2, 3, 4, 5, 6, 23.5, 24, 24.001, 30, 71.999, 72, 72.001, 80, 168, 200};
        static const std::vector<std::int64_t> amounts = {0,      1,      9800,         99999,
                                                          100000, 150000, 1000000000000};
        switch (fact.type) {
            case Type::boolean:
                return pick(2) == 0;
            case Type::choice:
                return one(fact);
            case Type::set:
                return some(fact);
            case Type::money:
                return amounts[pick(amounts.size())];
            case Type::text:
                return "x";
            default:
                return numbers[pick(numbers.size())];
        }
    }

    const PolicyTable& table_;
    std::mt19937 random_{20260912};
};

void expect_sane(const json& facts, const json& answer)
{
    SCOPED_TRACE(facts.dump() + "\n" + answer.dump());
    const std::string decision = answer["decision"];
    EXPECT_FALSE(answer["rules"].empty());
    if (decision == "COLLECT") {
        EXPECT_FALSE(answer["missing"].empty());
    } else if (decision == "REVIEW") {
        EXPECT_TRUE(answer["missing"].empty());
        EXPECT_FALSE(answer["refund"].is_null());
    } else if (decision == "AUTO_REFUND" || decision == "AUTO_CANCEL") {
        EXPECT_TRUE(answer["refund"]["amount"].is_number_integer());
        EXPECT_LT(facts["amount"], 100000) << "no large amount is paid out without a person";
    }
    if (answer["refund"].is_object() && answer["refund"]["amount"].is_number_integer()) {
        EXPECT_GE(answer["refund"]["amount"], 0);
        EXPECT_LE(answer["refund"]["amount"], facts["amount"]);
    }
    const json flags = facts.value("flags", json::array());
    if (std::find(flags.begin(), flags.end(), "regulator") != flags.end()) {
        EXPECT_LE(answer["priority"], "P1");
    }
}

TEST(PolicyProperty, every_case_is_decided_and_every_row_decides_some)
{
    intents::Problems problems;
    const PolicyTable table = read_policy(pack(), problems);
    ASSERT_TRUE(problems.empty()) << problems.to_text(false);
    RandomFacts random(table);
    std::map<std::string, int> decided;
    for (int i = 0; i < 30000; ++i) {
        const json facts = random.next();
        const json answer = policy().decide(facts);
        const std::string row = deciding_row(read_facts(facts, table), table)->id;
        ++decided[row + " " + answer["decision"].get<std::string>()];
        ++decided[row + " " + answer["rules"].dump()];
        if (i < 10000) expect_sane(facts, answer);
        if (HasFailure()) return;
    }
    for (const PolicyBlock& block : table.blocks)
        for (const PolicyRow& row : block.rows) {
            for (const auto& one : row.decision.cases)
                EXPECT_GT(decided[row.id + " " + one.then], 0) << row.id << " is dead";
            for (const auto& one : row.rules.cases)
                EXPECT_GT(decided[row.id + " " + json(one.then).dump()], 0) << row.id << " is dead";
        }
}

TEST(PolicyProperty, a_regulator_changes_the_priority_and_nothing_else)
{
    intents::Problems problems;
    const PolicyTable table = read_policy(pack(), problems);
    RandomFacts random(table);
    for (int i = 0; i < 3000; ++i) {
        json facts = random.next();
        facts.erase("flags");
        json plain = policy().decide(facts);
        facts["flags"] = {"regulator"};
        json urgent = policy().decide(facts);
        EXPECT_EQ(urgent["priority"],
                  std::min(plain["priority"].get<std::string>(), std::string("P1")));
        for (const char* name : {"priority", "reasons"}) {
            plain.erase(name);
            urgent.erase(name);
        }
        ASSERT_EQ(plain, urgent) << facts.dump();
    }
}

}  // namespace
}  // namespace dialogs
