#include "dialogs/policy_proofs.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

namespace dialogs {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Files = std::map<std::string, std::string>;

std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

Files pack()
{
    return {{"evidence.yaml", contents("packs/kameng/evidence.yaml")},
            {"policy/decision.yaml", contents("packs/kameng/policy/decision.yaml")}};
}

// What the proofs say of the pack's policy once `from` reads `to` in it.
intents::Problems proofs_with(const std::string& from, const std::string& to)
{
    Files files = pack();
    std::string& text = files["policy/decision.yaml"];
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    intents::Problems problems;
    const PolicyTable table = read_policy(files, problems);
    if (!problems.empty()) return problems;
    prove_rows_decide(table, problems);
    prove_generous(table, problems);
    return problems;
}

std::string said_with(const std::string& from, const std::string& to)
{
    const intents::Problems problems = proofs_with(from, to);
    EXPECT_EQ(problems.to_text(true).empty(), problems.to_text(false).empty());
    return problems.to_text(false);
}

TEST(PolicyProofs, the_policy_of_the_pack_holds) { EXPECT_EQ(said_with("blocks:", "blocks:"), ""); }

// ---- Every case is decided

TEST(PolicyProofs, a_table_may_end_with_conditions_that_leave_nothing_out)
{
    EXPECT_EQ(said_with("row: stage_unknown, when: otherwise",
                        "row: stage_unknown, when: stage = unknown"),
              "");
}

TEST(PolicyProofs, a_case_that_no_row_decides_is_shown_with_its_facts)
{
    EXPECT_THAT(
        said_with("row: stage_unknown, when: otherwise", "row: stage_unknown, when: sealed"),
        AllOf(HasSubstr(": a case falls through the table without a "
                        "decision: platform = third_party"),
              HasSubstr("add a row for it")));
    EXPECT_THAT(said_with("when: stage = unpaid,", "when: stage = unpaid and amount is set,"),
                testing::IsEmpty())
        << "the last row takes what another one leaves";
}

TEST(PolicyProofs, what_is_missing_between_two_numbers_is_found)
{
    const std::string gap =
        said_with("row: stage_unknown, when: otherwise",
                  "row: stage_unknown, when: hours_since_paid is unset or hours_since_paid < 5 or "
                  "hours_since_paid > 5");
    EXPECT_THAT(gap, HasSubstr("platform = third_party, hours_since_paid = 5h"));
}

// ---- Every row decides some case

TEST(PolicyProofs, a_row_behind_those_that_take_all_its_cases_is_shown_with_them)
{
    const std::string said =
        said_with("  - block: services\n",
                  "  - block: more\n    rows:\n"
                  "      - {row: too_late, when: stage = abnormal and amount is set, decision: "
                  "REVIEW, rules: [R1], priority: P3}\n\n  - block: services\n");
    EXPECT_THAT(said, HasSubstr("row 'too_late' never decides: "));
    EXPECT_THAT(said, HasSubstr("'undelivered'"));
    EXPECT_THAT(said, AllOf(HasSubstr("for example, '"),
                            HasSubstr("decides platform = third_party, stage = abnormal, "),
                            HasSubstr("amount = 0元; move the row up, or delete it")));
}

TEST(PolicyProofs, a_row_whose_conditions_never_hold_is_shown)
{
    EXPECT_THAT(said_with("when: stage = service_started\n",
                          "when: stage = service_started and stage = service_done\n"),
                HasSubstr("row 'service_started' never decides: its conditions never hold "
                          "together"));
}

TEST(PolicyProofs, a_case_of_a_row_that_is_never_taken_is_shown)
{
    EXPECT_THAT(said_with("rules: {in_window: [R43, R45, R15], else: [R43, R26, R15]}",
                          "rules: {stage = unpaid: [R43, R45, R15], else: [R43, R26, R15]}"),
                HasSubstr("in row 'not_arrived_shown', the case 'stage = unpaid' of rules is "
                          "never taken"));
}

// ---- A shop is never stricter

TEST(PolicyProofs, a_parameter_that_says_the_wrong_direction_is_shown_with_a_case)
{
    const std::string said =
        said_with("max: 8760\n    generous: higher", "max: 8760\n    generous: lower");
    EXPECT_THAT(said, AllOf(HasSubstr("'refund_window_h' says generous: lower, and yet a customer "
                                      "may get less: with refund_window_h = "),
                            HasSubstr("comes out as HANDOFF negotiate P2 instead of REVIEW full")));
    EXPECT_THAT(said_with("max: 8760\n    generous: higher", "max: 8760\n    generous: either"),
                HasSubstr("'refund_window_h' says generous: either"));
}

TEST(PolicyProofs, a_priority_that_becomes_lower_is_stricter)
{
    EXPECT_THAT(
        said_with("generous: lower\n    rules: [R91]", "generous: higher\n    rules: [R91]"),
        AllOf(HasSubstr("'high_value' says generous: higher"), HasSubstr("P1 instead of"),
              HasSubstr("P0")));
}

TEST(PolicyProofs, a_fee_that_grows_is_stricter)
{
    const std::string said =
        said_with("max: 20\n    generous: lower", "max: 30\n    generous: higher");
    EXPECT_THAT(said, AllOf(HasSubstr("'fee_percent_max' says generous: higher"),
                            HasSubstr("fee_percent = ")));
}

TEST(PolicyProofs, a_row_that_turns_against_the_customer_is_found_whatever_its_direction_says)
{
    // With a longer window more cases would be refused: "higher" is no longer the generous way.
    const std::string said =
        said_with("      - row: used\n        when: used = yes\n",
                  "      - row: used\n        when: used = yes or in_window\n");
    EXPECT_THAT(said, AllOf(HasSubstr("'refund_window_h' says generous: higher"),
                            HasSubstr("comes out as DENY_DEFAULT P3 instead of")));
}

TEST(PolicyProofs, a_shop_that_is_stricter_is_shown_a_case)
{
    Files files = pack();
    files["shop.yaml"] = "parameters:\n  refund_window_h: 12\n";
    intents::Problems problems;
    read_policy(files, problems);
    EXPECT_THAT(problems.to_text(false),
                AllOf(HasSubstr("shop.yaml:2:20: 'refund_window_h' = 12 is stricter"),
                      HasSubstr("for example, with refund_window_h = 12 the case"),
                      HasSubstr("hours_since_paid = 13h"),
                      HasSubstr("comes out as HANDOFF negotiate P2 instead of REVIEW full P2")));
}

// ---- The proofs against trying everything, on small random tables

class RandomTable {
public:
    explicit RandomTable(unsigned seed) : random_(seed)
    {
        // Amounts, and two more facts: so that every case can be tried.
        const std::size_t first = pick(4);
        facts_ = {plain_facts[first], plain_facts[(first + 1 + pick(3)) % 4]};
    }

    Files files()
    {
        std::string text =
            "facts:\n"
            "  evidence: {type: set, values: [p, q]}\n"
            "  amount: {type: money, min: 0}\n"
            "  paid: {type: money, min: 0, default: 0}\n"
            "  kind: {type: choice, values: [a, b, c], default: a}\n"
            "  word: {type: text}\n"
            "  open: {type: boolean}\n"
            "parameters:\n"
            "  limit: {value: 1, type: money, min: 0, max: 2, generous: " +
            direction() +
            ", about: x}\n"
            "terms:\n"
            "  term: " +
            quoted(condition(2)) + "\n";
        has_term_ = true;
        if (pick(3) == 0) text += "raise:\n  - {when: " + quoted(condition(1)) + ", to: P1}\n";
        text += "blocks:\n";
        const std::size_t blocks = 1 + pick(2);
        for (std::size_t i = 0; i < blocks; ++i) {
            text += "  - block: b" + std::to_string(i) + "\n";
            if (pick(3) == 0) text += "    when: " + quoted(condition(1)) + "\n";
            text += "    rows:\n";
            for (std::size_t rows = 1 + pick(4); rows > 0; --rows) text += row();
        }
        if (pick(2) == 0)
            text +=
                "  - block: end\n    rows:\n      - {row: end, when: otherwise, decision: "
                "COLLECT, rules: [R1], priority: P3}\n";
        return {{"policy/decision.yaml", text}};
    }

private:
    std::size_t pick(std::size_t below) { return random_() % below; }
    std::string one(const std::vector<std::string>& of) { return of[pick(of.size())]; }
    static std::string quoted(const std::string& text) { return "\"" + text + "\""; }
    std::string direction() { return one({"higher", "lower", "either"}); }

    std::string number()
    {
        const std::string plain = one({"amount", "paid", "$limit", "0", "1", "2"});
        switch (pick(5)) {
            case 0:
                return plain + one({" + ", " - "}) + one({"paid", "$limit", "1"});
            case 1:
                return one({"max(", "min("}) + plain + ", " + one({"paid", "amount", "2"}) + ")";
            default:
                return plain;
        }
    }

    std::string atom()
    {
        if (has_term_ && pick(8) == 0) return "term";
        if (pick(2) == 0)
            return "amount is set and " + one({"amount", "paid", number()}) +
                   one({" < ", " <= ", " > ", " >= ", " = ", " != "}) + number();
        const std::string fact = one({facts_.begin(), facts_.end()});
        if (pick(5) == 0) return "amount" + one({" is set", " is unset"});
        if (fact == "kind")
            return one({"kind = a", "kind = b", "kind = c", "kind in [a, c]", "kind != a"});
        if (fact == "open")
            return one({"open is set and open", "open is set", "open is unset or not open"});
        if (fact == "word")
            return one(
                {"word is set and word = 'x'", "word is unset", "word is unset or word != 'x'"});
        return one({"evidence has p", "evidence has all [p, q]", "evidence has q"});
    }

    std::string condition(int depth)
    {
        if (depth == 0 || pick(3) == 0) return "(" + atom() + ")";
        if (pick(4) == 0) return "not " + condition(depth - 1);
        const std::string word = pick(2) == 0 ? " and " : " or ";
        return "(" + condition(depth - 1) + word + condition(depth - 1) + ")";
    }

    std::string row()
    {
        const std::string id = "r" + std::to_string(++rows_);
        std::string decision = one({"REVIEW", "COLLECT", "DENY_DEFAULT", "AUTO_REFUND"});
        if (pick(4) == 0)
            decision = "{" + quoted(condition(1)) + ": REVIEW, else: " + decision + "}";
        std::string priority = one({"P1", "P2", "P3"});
        if (pick(4) == 0) priority = "{" + quoted(condition(1)) + ": P0, else: " + priority + "}";
        std::string text = "      - row: " + id + "\n        when: " + quoted(condition(2)) +
                           "\n        decision: " + decision + "\n        rules: [R1]\n" +
                           "        priority: " + priority + "\n";
        if (pick(2) == 0)
            text += "        refund: {kind: " + one({"full", "negotiate", "none"}) +
                    ", channel: balance, eta: x}\n";
        return text;
    }

    inline static const std::vector<std::string> plain_facts{"kind", "open", "word", "evidence"};
    std::mt19937 random_;
    std::set<std::string> facts_;
    int rows_ = 0;
    bool has_term_ = false;
};

// Every case that the conditions of such a table can tell apart, as values of the facts.
std::vector<Facts> all_cases(const PolicyTable& table, const std::set<std::string>& named)
{
    std::vector<Facts> cases{Facts(table.scope.all().size())};
    const auto vary = [&](const std::string& name, const std::vector<std::optional<Value>>& over) {
        const std::size_t index = table.scope.find(name)->index;
        std::vector<Facts> more;
        for (const Facts& one : cases)
            for (const auto& value : over) {
                more.push_back(one);
                more.back()[index] = value;
            }
        cases = std::move(more);
    };
    const auto word = [](const char* text) { return Value::of(std::string(text)); };
    const auto items = [](std::vector<std::string> all) { return Value::of(std::move(all)); };
    std::vector<std::optional<Value>> amounts;
    for (int i = 0; i <= 8; ++i) amounts.emplace_back(Value::money(i));
    vary("paid", amounts);
    amounts.emplace_back();
    vary("amount", amounts);
    if (named.contains("kind")) vary("kind", {word("a"), word("b"), word("c")});
    if (named.contains("open"))
        vary("open", {std::nullopt, Value::boolean(false), Value::boolean(true)});
    if (named.contains("word")) vary("word", {std::nullopt, word("x"), word("y")});
    if (named.contains("evidence"))
        vary("evidence", {items({}), items({"p"}), items({"q"}), items({"p", "q"})});
    return cases;
}

// Tries every case, with an evaluation of its own.
class EveryCase {
public:
    EveryCase(const PolicyTable& table, const std::string& text)
        : table_(table),
          limit_(table.scope.find("$limit")->index),
          way_(table.parameters.at("limit").generous)
    {
        const std::string conditions = text.substr(text.find("terms:"));
        std::set<std::string> named;
        for (const char* name : {"kind", "open", "word", "evidence"})
            if (conditions.find(name) != conditions.npos) named.insert(name);
        if (conditions.find("$limit") == conditions.npos) limits_ = {1};
        for (const Facts& one : all_cases(table, named)) try_one(one);
    }

    bool total = true;
    bool generous = true;
    std::set<std::string> decide;

private:
    struct Outcome {
        std::string row;
        int worth = 0;
        std::string priority;
    };

    void try_one(const Facts& one)
    {
        facts_ = one;
        std::map<std::int64_t, Outcome> by_limit;
        for (const std::int64_t limit : limits_) {
            facts_[limit_] = Value::money(limit);
            by_limit[limit] = outcome();
            total = total && !by_limit[limit].row.empty();
        }
        const Outcome& own = by_limit[1];
        decide.insert(own.row);
        using Generous = PolicyParameter::Generous;
        for (const std::int64_t limit : limits_) {
            if (way_ == (limit < 1 ? Generous::higher : Generous::lower)) continue;
            const Outcome& other = by_limit[limit];
            const bool later = way_ != Generous::either && other.priority > own.priority;
            if (other.worth < own.worth || (other.worth == own.worth && later)) generous = false;
        }
    }

    std::optional<Value> find(const Declaration& name) const
    {
        const auto term = table_.terms.find(name.index);
        if (term != table_.terms.end()) return Value::boolean(holds(term->second));
        return facts_[name.index] ? facts_[name.index] : name.otherwise;
    }

    bool holds(const std::optional<Condition>& condition) const
    {
        return !condition ||
               condition->holds([this](const Declaration& name) { return find(name); });
    }

    template <class T>
    const T& chosen(const Choice<T>& choice) const
    {
        for (const auto& one : choice.cases)
            if (holds(one.when)) return one.then;
        return choice.cases.back().then;
    }

    Outcome outcome() const
    {
        for (const PolicyBlock& block : table_.blocks) {
            if (!holds(block.when)) continue;
            for (const PolicyRow& row : block.rows)
                if (holds(row.when)) return outcome(row);
        }
        return {};
    }

    Outcome outcome(const PolicyRow& row) const
    {
        using Kind = RefundTerms::Kind;
        std::string priority = chosen(row.priority);
        for (const PolicyRaise& raise : table_.raises)
            if (raise.to < priority && holds(raise.when)) priority = raise.to;
        const bool denied = chosen(row.decision) == "DENY_DEFAULT";
        if (!row.refund) return {row.id, denied ? 0 : 1, priority};
        const Kind kind = chosen(row.refund->kind);
        const int worth = denied || kind == Kind::none ? 0 : kind == Kind::negotiate ? 2 : 4;
        return {row.id, worth, priority};
    }

    const PolicyTable& table_;
    const std::size_t limit_;
    const PolicyParameter::Generous way_;
    std::vector<std::int64_t> limits_{0, 1, 2};
    Facts facts_;
};

// In four parts, so that they run side by side.
class PolicyProofsProperty : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Part, PolicyProofsProperty, testing::Values(0U, 1U, 2U, 3U));

TEST_P(PolicyProofsProperty, agree_with_trying_every_case_of_random_tables)
{
    int totals = 0;
    int gaps = 0;
    int dead = 0;
    int strict = 0;
    for (unsigned seed = GetParam() * 300 + 1; seed <= (GetParam() + 1) * 300; ++seed) {
        RandomTable random(seed);
        const Files files = random.files();
        SCOPED_TRACE(std::to_string(seed) + "\n" + files.at("policy/decision.yaml"));
        intents::Problems problems;
        const PolicyTable table = read_policy(files, problems);
        const EveryCase every(table, files.at("policy/decision.yaml"));
        ASSERT_EQ(problems.empty(), every.total) << problems.to_text(false);
        if (!every.total) {
            ++gaps;
            ASSERT_THAT(problems.to_text(false), HasSubstr("a case falls through the table"));
            continue;
        }
        ++totals;
        intents::Problems about_rows;
        prove_rows_decide(table, about_rows);
        for (const PolicyBlock& block : table.blocks)
            for (const PolicyRow& row : block.rows) {
                const bool decides = every.decide.contains(row.id);
                dead += decides ? 0 : 1;
                const std::string never = "row '" + row.id + "' never decides";
                if (decides)
                    ASSERT_THAT(about_rows.to_text(false), Not(HasSubstr(never)));
                else
                    ASSERT_THAT(about_rows.to_text(false), HasSubstr(never));
            }
        intents::Problems about_shops;
        prove_generous(table, about_shops);
        ASSERT_EQ(about_shops.empty(), every.generous) << about_shops.to_text(false);
        strict += every.generous ? 0 : 1;
    }
    // The tables are of all sorts, so that agreeing means something.
    EXPECT_GT(totals, 100);
    EXPECT_GT(gaps, 50);
    EXPECT_GT(dead, 100);
    EXPECT_GT(strict, 20);
    std::cout << totals << " total, " << gaps << " with a gap, " << dead << " dead rows, " << strict
              << " stricter\n";
}

}  // namespace
}  // namespace dialogs
