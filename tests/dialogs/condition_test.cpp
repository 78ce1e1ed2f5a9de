#include "dialogs/condition.h"

#include <gmock/gmock.h>

#include <random>

namespace dialogs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Scope scope()
{
    Scope scope;
    scope.declare(
        {.name = "stage", .type = Type::choice, .values = {"unpaid", "delivered", "used"}});
    scope.declare({.name = "used",
                   .type = Type::choice,
                   .values = {"no", "yes", "unknown"},
                   .otherwise = Value::of("unknown")});
    scope.declare({.name = "amount", .type = Type::money});
    scope.declare({.name = "delay", .type = Type::hours});
    scope.declare({.name = "qty", .type = Type::number, .otherwise = Value::whole(1)});
    scope.declare({.name = "sealed", .type = Type::boolean, .otherwise = Value::boolean(false)});
    scope.declare({.name = "slots.account", .type = Type::text});
    scope.declare(
        {.name = "flags", .type = Type::set, .values = {"minor", "scam"}, .otherwise = Value{}});
    scope.declare({.name = "needed",
                   .type = Type::set,
                   .values = {"minor", "scam"},
                   .otherwise = Value::of(std::vector<std::string>{"minor", "scam"})});
    scope.declare({.name = "$limit", .type = Type::money, .otherwise = Value::money(100000)});
    scope.declare({.name = "$late_h", .type = Type::hours, .otherwise = Value::whole(72)});
    return scope;
}

using Values = std::map<std::string, Value>;

Lookup lookup(const Values& values)
{
    return [&values](const Declaration& name) -> std::optional<Value> {
        const auto found = values.find(name.name);
        return found == values.end() ? name.otherwise : std::optional<Value>(found->second);
    };
}

Condition compile(const std::string& text, const std::set<std::string>& known = {})
{
    ExpressionProblems problems;
    auto condition = Condition::compile(text, scope(), known, problems);
    for (const auto& problem : problems) ADD_FAILURE() << text << ": " << problem.cause.english;
    if (!condition) throw std::runtime_error(text);
    return *condition;
}

bool holds(const std::string& text, const Values& values = {})
{
    return compile(text).holds(lookup(values));
}

// The first problem: "column: cause; remedy".
std::string problem(const std::string& text)
{
    ExpressionProblems problems;
    if (Condition::compile(text, scope(), {}, problems)) return "none";
    if (problems.empty()) return "silent";
    EXPECT_FALSE(problems[0].cause.chinese.empty());
    return std::to_string(problems[0].column) + ": " + problems[0].cause.english + "; " +
           problems[0].remedy.english;
}

TEST(Condition, compares_choices_with_their_values)
{
    EXPECT_TRUE(holds("used = unknown"));
    EXPECT_TRUE(holds("used != no"));
    EXPECT_TRUE(holds("used in [yes, no]", {{"used", Value::of("no")}}));
    EXPECT_FALSE(holds("used not in [yes, no]", {{"used", Value::of("no")}}));
}

TEST(Condition, reads_a_word_as_a_value_of_the_choice_before_a_name)
{
    EXPECT_TRUE(holds("stage is set and stage = used", {{"stage", Value::of("used")}}));
}

TEST(Condition, counts_money_in_fen_and_time_in_hours)
{
    const Values values{{"amount", Value::money(98000)}, {"delay", Value::thousandths(72500)}};
    EXPECT_TRUE(holds("amount is set and amount = 980元", values));
    EXPECT_TRUE(holds("amount is set and amount = 98000", values));
    EXPECT_TRUE(holds("amount is set and amount < $limit", values));
    EXPECT_TRUE(holds("delay is set and delay > 3d and delay < 73h and delay = 72.5", values));
    EXPECT_TRUE(holds("delay is set and delay - 0.5 = $late_h", values));
    EXPECT_TRUE(holds("delay is set and delay = max($late_h, 24 + 48.5)", values));
    EXPECT_TRUE(holds("delay is set and min(delay, 24h) = 24", values));
}

TEST(Condition, looks_into_sets)
{
    const Values values{{"flags", Value::of(std::vector<std::string>{"scam"})}};
    EXPECT_TRUE(holds("flags has scam", values));
    EXPECT_FALSE(holds("flags has minor", values));
    EXPECT_FALSE(holds("flags has all needed", values));
    EXPECT_TRUE(holds("flags has all [scam]", values));
    EXPECT_TRUE(holds("needed has all flags", values));
}

TEST(Condition, joins_with_not_before_and_before_or)
{
    EXPECT_TRUE(holds("yes or yes and no"));
    EXPECT_TRUE(holds("not no and yes"));
    EXPECT_FALSE(holds("not (no or yes)"));
    EXPECT_TRUE(holds("not sealed"));
    EXPECT_TRUE(holds("sealed = no and not sealed = yes"));
    EXPECT_TRUE(holds("qty = 1 and 2 > qty"));
}

TEST(Condition, compares_texts_in_quotes)
{
    EXPECT_TRUE(holds("slots.account is set and slots.account = '138 0000'",
                      {{"slots.account", Value::of("138 0000")}}));
    EXPECT_TRUE(holds("slots.account is unset"));
}

TEST(Condition, an_unset_name_must_be_tested_first)
{
    EXPECT_THAT(problem("amount > 3"),
                HasSubstr("1: 'amount' may be unset here; test it first: 'amount is set and"));
    EXPECT_THAT(problem("delay is set and amount > 3"), HasSubstr("18: 'amount' may be unset"));
    EXPECT_THAT(problem("amount is set or amount > 3"), HasSubstr("may be unset"));
    EXPECT_THAT(problem("amount > 3 and amount is set"), HasSubstr("may be unset"));
    EXPECT_THAT(problem("(amount is set or delay is set) and amount > 3"),
                HasSubstr("may be unset"));
    EXPECT_THAT(problem("not (amount is unset and sealed) and amount > 3"),
                HasSubstr("may be unset"));
}

TEST(Condition, a_test_is_known_to_all_that_stands_right_of_it)
{
    for (const char* text :
         {"amount is set and (sealed or amount > 3)", "amount is unset or amount > 3",
          "not (amount is unset) and amount > 3", "not amount is unset and amount > 3",
          "not (amount is unset or sealed) and amount > 3",
          "(amount is set and sealed or amount is set and used = no) and amount > 3",
          "amount is set and delay is set and (amount > 3 or delay > 4)"})
        EXPECT_EQ(problem(text), "none") << text;
    EXPECT_TRUE(compile("amount > 3", {"amount"}).holds(lookup({{"amount", Value::money(4)}})));
    EXPECT_THAT(compile("amount is set and delay is set").set_where_true(),
                ElementsAre("amount", "delay"));
    EXPECT_THAT(compile("amount is unset or sealed").set_where_false(), ElementsAre("amount"));
}

TEST(Condition, says_where_and_what_is_wrong_and_how_to_mend_it)
{
    EXPECT_EQ(problem("used = yess"), "8: 'used' is never 'yess'; did you mean 'yes'?");
    EXPECT_EQ(problem("sealed and amont is set"),
              "12: unknown name 'amont'; did you mean 'amount'?");
    EXPECT_THAT(problem("amount is set and amount > 24h"), HasSubstr("28: '24h' is no money"));
    EXPECT_THAT(problem("$late_h > $limit"), HasSubstr("'$limit' is money, not hours"));
    EXPECT_THAT(problem("used > 3"), HasSubstr("1: 'used' is choice, not a number"));
    EXPECT_THAT(problem("used"), HasSubstr("not a condition"));
    EXPECT_THAT(problem("flags = scam"), HasSubstr("is a set; use 'has'"));
    EXPECT_THAT(problem("used has yes"), HasSubstr("'has' needs a set"));
    EXPECT_THAT(problem("flags has skam"), HasSubstr("did you mean 'scam'?"));
    EXPECT_THAT(problem("used = yes and"), HasSubstr("15: the condition stops too early"));
    EXPECT_THAT(problem("used = yes)"), HasSubstr("11: ')' does not belong here"));
    EXPECT_THAT(problem("used == yes"), HasSubstr("7: '=' does not belong here"));
    EXPECT_THAT(problem("used = yes && sealed"), HasSubstr("12: a condition cannot contain '&'"));
    EXPECT_THAT(problem("slots.account is set and slots.account = '张三"),
                HasSubstr("42: this quote is never closed"));
    EXPECT_THAT(problem("$limit = 0.001元"), HasSubstr("too many decimals"));
    EXPECT_THAT(problem("qty = 99999999999999999999"), HasSubstr("too large"));
    EXPECT_THAT(problem(""), HasSubstr("1: the condition stops too early"));
    EXPECT_THAT(problem("sealed = maybe"), HasSubstr("is yes or no, never 'maybe'"));
}

TEST(Condition, counts_columns_in_characters)
{
    EXPECT_THAT(problem("$limit > 5元 and usedd = no"), HasSubstr("17: unknown name 'usedd'"));
}

TEST(Condition, no_depth_of_parentheses_exhausts_the_stack)
{
    EXPECT_THAT(problem(std::string(1500, '(') + "sealed"), HasSubstr("more than 40 parentheses"));
    std::string negations;
    for (int i = 0; i < 900; ++i) negations += "not ";
    EXPECT_THAT(problem(negations + "sealed"), HasSubstr("more than 40"));
    EXPECT_THAT(problem(std::string(5000, 'x')), HasSubstr("longer than"));
}

TEST(Condition, gives_the_comparisons_that_settled_it)
{
    const Values values{{"amount", Value::money(5)}};
    const auto names = [&](const std::string& text) {
        const Condition condition = compile(text);
        std::vector<std::string> names;
        for (const Reason& reason : condition.reasons(lookup(values)))
            names.push_back(reason.name->name);
        return names;
    };
    EXPECT_THAT(names("sealed or amount is set and amount > 3"), ElementsAre("amount"));
    EXPECT_THAT(names("not sealed and amount is set"), ElementsAre("sealed", "amount"));
    EXPECT_THAT(names("qty > 1 and amount is set"), ElementsAre("qty"));
}

TEST(Formula, computes_a_number)
{
    intents::Problems problems;
    const auto yaml = intents::Yaml::parse("policy/x.yaml",
                                           "percent: min(qty, 2) + 0.5\nwrong: min(qty", problems);
    const auto formula = Formula::compile(yaml.field("percent"), scope());
    ASSERT_TRUE(formula) << problems.to_text(false);
    EXPECT_EQ(formula->value(lookup({{"qty", Value::whole(7)}})), Value::thousandths(2500));
    EXPECT_FALSE(Formula::compile(yaml.field("wrong"), scope()));
    EXPECT_THAT(problems.to_text(false), HasSubstr("policy/x.yaml:2"));
}

// Random conditions of the language, and random noise.
class Writer {
public:
    explicit Writer(std::uint32_t seed) : random_(seed) {}

    std::string condition(int depth)
    {
        switch (depth > 0 ? pick(9) : 4 + pick(5)) {
            case 0:
                return condition(depth - 1) + " and " + condition(depth - 1);
            case 1:
                return condition(depth - 1) + " or " + condition(depth - 1);
            case 2:
                return "not " + condition(depth - 1);
            case 3:
                return "(" + condition(depth - 1) + ")";
            case 4:
                return number(2) + one({" = ", " != ", " < ", " <= ", " > ", " >= "}) + number(2);
            case 5:
                return "used" + one({" = yes", " != no", " in [yes, unknown]", " not in ['no']"});
            case 6:
                return one({"amount is set", "delay is unset", "sealed", "sealed = no", "yes",
                            "(stage is set and stage = used)"});
            case 7:
                return one(
                    {"flags has scam", "flags has all needed", "flags has all [minor, scam]"});
            default:
                return "(amount is set and amount > " + one({"3", "0.5元", "$limit"}) + ")";
        }
    }

    std::string noise()
    {
        std::string text;
        for (int i = pick(14); i >= 0; --i)
            text += one({"used", "amount", " = ", "and ", " or ", "not ", "(",      ")",
                         "[",    "]",      ",",   "has ", "all ", "is ",  "set",    "unset",
                         "in ",  "'",      "3",   "24h",  "0.5",  "元",   "$limit", ".",
                         "max(", "-",      "+",   "\xff", "!",    " ",    "yes",    "é"});
        return text;
    }

    std::size_t pick(std::size_t below)
    {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
    }

private:
    std::string number(int depth)
    {
        switch (depth > 0 ? pick(5) : 3 + pick(2)) {
            case 0:
                return number(depth - 1) + " + " + number(depth - 1);
            case 1:
                return number(depth - 1) + " - (" + number(depth - 1) + ")";
            case 2:
                return "max(" + number(depth - 1) + ", " + number(depth - 1) + ")";
            case 3:
                return "qty";
            default:
                return one({"0", "1", "2.5", "999999999"});
        }
    }
    std::string one(std::vector<std::string> of) { return of[pick(of.size())]; }

    std::mt19937 random_;
};

TEST(ConditionProperty, printing_and_compiling_again_changes_nothing)
{
    Writer writer(20260912);
    for (int i = 0; i < 5000; ++i) {
        const std::string text = writer.condition(4);
        const Condition condition = compile(text);
        const std::string printed = condition.to_text();
        const Condition again = compile(printed);
        ASSERT_EQ(again.to_text(), printed) << text;
        for (int j = 0; j < 5; ++j) {
            Values values;
            if (writer.pick(2) == 0)
                values["amount"] = Value::money(static_cast<std::int64_t>(writer.pick(200)));
            if (writer.pick(2) == 0) values["used"] = Value::of(writer.pick(2) == 0 ? "yes" : "no");
            if (writer.pick(2) == 0)
                values["qty"] = Value::whole(static_cast<std::int64_t>(writer.pick(4)));
            if (writer.pick(2) == 0) values["sealed"] = Value::boolean(true);
            if (writer.pick(2) == 0) values["stage"] = Value::of("used");
            if (writer.pick(2) == 0)
                values["flags"] = Value::of(std::vector<std::string>{"minor", "scam"});
            ASSERT_EQ(condition.holds(lookup(values)), again.holds(lookup(values))) << text << "\n"
                                                                                    << printed;
        }
    }
}

TEST(ConditionProperty, noise_is_refused_with_a_problem_or_has_an_answer)
{
    Writer writer(7);
    int compiled = 0;
    for (int i = 0; i < 20000; ++i) {
        const std::string text = writer.noise();
        ExpressionProblems problems;
        const auto condition = Condition::compile(text, scope(), {"amount"}, problems);
        ASSERT_EQ(condition.has_value(), problems.empty()) << text;
        if (!condition) continue;
        ++compiled;
        condition->holds(
            [](const Declaration&) { return std::nullopt; });  // even where a promise is broken
        condition->reasons([](const Declaration&) { return std::nullopt; });
    }
    EXPECT_GT(compiled, 5);
}

}  // namespace
}  // namespace dialogs
