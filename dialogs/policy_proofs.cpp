#include "dialogs/policy_proofs.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "dialogs/case_space.h"
#include "dialogs/generosity.h"
#include "dialogs/known_values.h"

namespace dialogs {

using intents::Message;
using nlohmann::json;
using Statement = Solver::Statement;

namespace {

struct Placed {
    const PolicyBlock* block;
    const PolicyRow* row;
};

std::vector<Placed> rows_of(const PolicyTable& table)
{
    std::vector<Placed> rows;
    for (const PolicyBlock& block : table.blocks)
        for (const PolicyRow& row : block.rows) rows.push_back({&block, &row});
    return rows;
}

// For each row that its conditions hold, whatever the rows before it say.
std::vector<Statement> conditions_of(CaseSpace& space, const std::vector<Placed>& rows,
                                     const CaseSpace::Parameters& parameters)
{
    std::vector<Statement> conditions;
    for (const auto& [block, row] : rows) {
        std::vector<Statement> both;
        if (block->when) both.push_back(space.holds(*block->when, parameters));
        if (row->when) both.push_back(space.holds(*row->when, parameters));
        conditions.push_back(space.solver().all(both));
    }
    return conditions;
}

// That row `row` decides: its conditions hold, and those of none before it.
std::vector<Statement> decides(const std::vector<Statement>& conditions, std::size_t row)
{
    std::vector<Statement> all{conditions[row]};
    for (std::size_t i = 0; i < row; ++i) all.push_back(Solver::negation(conditions[i]));
    return all;
}

std::vector<Statement> with(std::vector<Statement> statements, const std::vector<Statement>& more)
{
    statements.insert(statements.end(), more.begin(), more.end());
    return statements;
}

// Of each case of a choice that it is taken: its condition holds, and none before it.
template <class T>
std::vector<Statement> cases_of(CaseSpace& space, const Choice<T>& choice,
                                const CaseSpace::Parameters& parameters)
{
    std::vector<Statement> cases;
    std::vector<Statement> before;
    for (const auto& one : choice.cases) {
        const Statement when = one.when ? space.holds(*one.when, parameters) : Solver::yes;
        cases.push_back(space.solver().all(with(before, {when})));
        before.push_back(Solver::negation(when));
    }
    return cases;
}

// The facts without all that may be left out of them while `still` holds.
template <class Still>
json fewest(json facts, Still still)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : facts.items()) names.push_back(name);
    for (const std::string& name : names) {
        json fewer = facts;
        fewer.erase(name);
        if (still(fewer)) facts = std::move(fewer);
    }
    return facts;
}

void note(const PolicyRow& row, Message cause, Message remedy, intents::Problems& problems)
{
    problems.add({row.file, row.line, 1, std::move(cause), std::move(remedy)});
}

Message too_hard(const std::string& english, const std::string& chinese)
{
    return {"it cannot be proved that " + english, "无法证明" + chinese};
}

const Message simpler{"write its conditions more simply: compare each number once",
                      "请把条件写得简单些:每个数字只比较一次"};

// Every parameter as any shop may have it.
CaseSpace::Parameters of_any_shop(CaseSpace& space, const PolicyTable& table)
{
    CaseSpace::Parameters parameters;
    for (const auto& [name, parameter] : table.parameters)
        parameters["$" + name] = space.vary(name, parameter.minimum, parameter.maximum);
    return parameters;
}

std::int64_t in_unit(const PolicyParameter& parameter, std::int64_t value)
{
    return parameter.type == Type::money ? value : value * 1000;
}

// Every parameter as the pack has it, without the shop's own settings.
CaseSpace::Parameters of_the_pack(const PolicyTable& table)
{
    CaseSpace::Parameters parameters;
    for (const auto& [name, parameter] : table.parameters)
        parameters["$" + name] = {.constant = in_unit(parameter, parameter.value)};
    return parameters;
}

// The same for a case that is decided; `settings` are further ones.
Facts with_settings(Facts facts, const PolicyTable& table,
                    const std::map<std::string, std::int64_t>& settings)
{
    for (const auto& [name, parameter] : table.parameters) {
        const auto setting = settings.find(name);
        const std::int64_t value = setting == settings.end() ? parameter.value : setting->second;
        facts[table.scope.find("$" + name)->index] = Value{.number = in_unit(parameter, value)};
    }
    return facts;
}

}  // namespace

void prove_total(const PolicyTable& table, const std::string& file, intents::Problems& problems)
{
    const auto rows = rows_of(table);
    CaseSpace space(table);
    std::optional<Solver::Example> example;
    if (space.fits()) {
        const auto parameters = of_any_shop(space, table);
        std::vector<Statement> none;
        for (const Statement one : conditions_of(space, rows, parameters))
            none.push_back(Solver::negation(one));
        example = space.solver().example(none);
    }
    if (!example) {
        if (!space.fits() || space.solver().gave_up())
            problems.add({file,
                          0,
                          0,
                          too_hard("every case is decided", "每种情况都有结果"),
                          {"end with a block without 'when' whose last row says 'when: otherwise'",
                           "最后一个块不写 when,其最后一行写 when: otherwise"}});
        return;
    }
    const json facts = fewest(space.facts(*example), [&](const json& fewer) {
        return !deciding_row(read_facts(fewer, table), table);
    });
    const Message shown = written_facts(facts, table);
    problems.add({file,
                  rows.empty() ? 0 : rows.back().row->line,
                  0,
                  {"a case falls through the table without a decision: " + shown.english,
                   "有情况走完整张表都没有结果:" + shown.chinese},
                  {"add a row for it, or end with a block without 'when' whose last row says "
                   "'when: otherwise'",
                   "请为它加一行,或让最后一个块不写 when、其最后一行写 when: otherwise"}});
}

namespace {

// Says why a row decides nothing: the rows before it that take its cases, and one such case.
class DeadRow {
public:
    DeadRow(CaseSpace& space, const PolicyTable& table, const std::vector<Placed>& rows,
            const std::vector<Statement>& conditions)
        : space_(space), table_(table), rows_(rows), conditions_(conditions)
    {
    }

    void explain(std::size_t row, intents::Problems& problems)
    {
        const PolicyRow& dead = *rows_[row].row;
        const auto example = space_.solver().example({conditions_[row]});
        if (!example) {
            note(dead,
                 {"row '" + dead.id + "' never decides: its conditions never hold together",
                  "行 '" + dead.id + "' 永远用不到:它的条件不可能同时成立"},
                 {"mend its conditions, or delete it", "请改正条件,或删掉这一行"}, problems);
            return;
        }
        const auto taken_by = [&](const json& facts) {
            return deciding_row(with_settings(read_facts(facts, table_), table_, {}), table_);
        };
        const json whole = space_.facts(*example);
        const PolicyRow* taker = taken_by(whole);
        const json facts = fewest(whole, [&](const json& fewer) {
            return holds(row, fewer) && taken_by(fewer) == taker;
        });
        const Message shown = written_facts(facts, table_);
        const std::string before = shadows(row);
        note(dead,
             {"row '" + dead.id + "' never decides: " + before + " before it take all its cases",
              "行 '" + dead.id + "' 永远用不到:前面的 " + before + " 已经处理了它的所有情况"},
             {"for example, '" + taker->id + "' decides " + shown.english +
                  "; move the row up, or delete it",
              "例如 '" + taker->id + "' 处理了 " + shown.chinese + ";请把这一行上移,或删掉"},
             problems);
    }

private:
    bool holds(std::size_t row, const json& facts) const
    {
        const Facts values = with_settings(read_facts(facts, table_), table_, {});
        PolicyTable alone = table_;
        alone.blocks = {*rows_[row].block};
        alone.blocks.front().rows = {*rows_[row].row};
        return deciding_row(values, alone) != nullptr;
    }

    // The rows before it without any of which it would decide something.
    std::string shadows(std::size_t row)
    {
        std::vector<std::size_t> needed;
        for (std::size_t i = 0; i < row; ++i) needed.push_back(i);
        for (std::size_t i = 0; i < row; ++i) {
            std::vector<Statement> rest{conditions_[row]};
            for (const std::size_t other : needed)
                if (other != i) rest.push_back(Solver::negation(conditions_[other]));
            if (!space_.solver().example(rest) && !space_.solver().gave_up()) std::erase(needed, i);
        }
        std::string names;
        for (const std::size_t i : needed)
            names += (names.empty() ? "'" : ", '") + rows_[i].row->id + "'";
        return names;
    }

    CaseSpace& space_;
    const PolicyTable& table_;
    const std::vector<Placed>& rows_;
    const std::vector<Statement>& conditions_;
};

template <class T>
void prove_cases_are_taken(CaseSpace& space, const PolicyTable& table, const PolicyRow& row,
                           const std::vector<Statement>& reached, const Choice<T>& choice,
                           const std::string& field, intents::Problems& problems)
{
    const auto cases = cases_of(space, choice, of_the_pack(table));
    for (std::size_t i = 0; i < cases.size() && cases.size() > 1; ++i) {
        if (space.solver().example(with(reached, {cases[i]})) || space.solver().gave_up()) continue;
        const auto& when = choice.cases[i].when;
        const std::string name = when ? when->to_text() : "else";
        note(row,
             {"in row '" + row.id + "', the case '" + name + "' of " + field + " is never taken",
              "行 '" + row.id + "' 的 " + field + " 里,'" + name + "' 这种情况不会出现"},
             {"delete the case, or mend its condition", "请删掉它,或改正条件"}, problems);
    }
}

}  // namespace

void prove_rows_decide(const PolicyTable& table, intents::Problems& problems)
{
    const auto rows = rows_of(table);
    CaseSpace space(table);
    if (!space.fits()) return;
    // With the pack's own parameters: a shop's setting may well leave a row without cases.
    const auto conditions = conditions_of(space, rows, of_the_pack(table));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PolicyRow& row = *rows[i].row;
        const auto reached = decides(conditions, i);
        if (!space.solver().example(reached)) {
            if (!space.solver().gave_up())
                DeadRow(space, table, rows, conditions).explain(i, problems);
            continue;
        }
        prove_cases_are_taken(space, table, row, reached, row.decision, "decision", problems);
        prove_cases_are_taken(space, table, row, reached, row.rules, "rules", problems);
        prove_cases_are_taken(space, table, row, reached, row.priority, "priority", problems);
        if (row.refund)
            prove_cases_are_taken(space, table, row, reached, row.refund->kind, "refund.kind",
                                  problems);
    }
}

// ---- A shop's own settings

namespace {

// One way in which a row can come out, and that it does.
struct Outcome {
    Statement taken;
    Generosity generosity;
    std::string priority;
    const RefundTerms* refund;
};

std::vector<Outcome> outcomes_of(CaseSpace& space, const PolicyRow& row,
                                 const CaseSpace::Parameters& parameters)
{
    std::vector<Outcome> outcomes;
    const auto decisions = cases_of(space, row.decision, parameters);
    const auto priorities = cases_of(space, row.priority, parameters);
    const auto kinds = row.refund ? cases_of(space, row.refund->kind, parameters)
                                  : std::vector<Statement>{Solver::yes};
    for (std::size_t d = 0; d < decisions.size(); ++d)
        for (std::size_t p = 0; p < priorities.size(); ++p)
            for (std::size_t k = 0; k < kinds.size(); ++k) {
                std::optional<RefundTerms::Kind> kind;
                if (row.refund) kind = row.refund->kind.cases[k].then;
                outcomes.push_back({space.solver().all({decisions[d], priorities[p], kinds[k]}),
                                    generosity_of(row.decision.cases[d].then, kind),
                                    row.priority.cases[p].then,
                                    row.refund ? &*row.refund : nullptr});
            }
    return outcomes;
}

// Looks for a case that comes out stricter with other settings than with the pack's own.
class Comparison {
public:
    Comparison(CaseSpace& space, const PolicyTable& table, const CaseSpace::Parameters& settings,
               bool only_money)
        : space_(space),
          table_(table),
          rows_(rows_of(table)),
          only_money_(only_money),
          before_(of_the_pack(table)),
          after_(before_),
          conditions_before_(conditions_of(space, rows_, before_))
    {
        for (const auto& [name, sum] : settings) after_[name] = sum;
        conditions_after_ = conditions_of(space, rows_, after_);
    }

    std::optional<Solver::Example> stricter()
    {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            for (std::size_t j = 0; j < rows_.size(); ++j) {
                // Another row decides only where the earlier one reads the parameter.
                const std::size_t earlier = std::min(i, j);
                if (i != j && conditions_before_[earlier] == conditions_after_[earlier]) continue;
                const auto both =
                    with(decides(conditions_before_, i), decides(conditions_after_, j));
                if (auto example = stricter(*rows_[i].row, *rows_[j].row, both)) return example;
            }
        return std::nullopt;
    }

    bool gave_up() const { return gave_up_; }

private:
    std::optional<Solver::Example> stricter(const PolicyRow& a, const PolicyRow& b,
                                            const std::vector<Statement>& decided)
    {
        for (const Outcome& before : outcomes_of(space_, a, before_))
            for (const Outcome& after : outcomes_of(space_, b, after_)) {
                const auto both = with(decided, {before.taken, after.taken});
                for (const Statement less : stricter(before, after)) {
                    if (less == Solver::no) continue;
                    if (auto example = space_.solver().example(with(both, {less}))) return example;
                    gave_up_ = gave_up_ || space_.solver().gave_up();
                }
            }
        return std::nullopt;
    }

    // What makes `after` stricter than `before`: one of these statements.
    std::vector<Statement> stricter(const Outcome& before, const Outcome& after)
    {
        if (after.generosity < before.generosity) return {Solver::yes};
        if (after.generosity > before.generosity) return {};
        std::vector<Statement> ways;
        if (before.generosity == Generosity::part)
            ways.push_back(less(*before.refund, *after.refund));
        if (only_money_) return ways;
        for (const std::string within : {"P0", "P1", "P2"})
            ways.push_back(
                space_.solver().all({as_urgent(before.priority, within, before_),
                                     Solver::negation(as_urgent(after.priority, within, after_))}));
        return ways;
    }

    // Parts are compared where they are counted alike; else the second may be less.
    Statement less(const RefundTerms& before, const RefundTerms& after)
    {
        if (before.percent && after.percent)
            return space_.more(*after.percent, after_, *before.percent, before_);
        if (!before.percent && !after.percent && fixed(*before.part) && fixed(*before.of) &&
            to_text(before.part->expression()) == to_text(after.part->expression()) &&
            to_text(before.of->expression()) == to_text(after.of->expression()))
            return Solver::no;
        return Solver::yes;
    }

    bool fixed(const Formula& formula) const
    {
        std::vector<std::string> names;
        collect_names(formula.expression(), names);
        return std::none_of(names.begin(), names.end(),
                            [](const std::string& name) { return name[0] == '$'; });
    }

    // That the priority is at least this high once it has been raised.
    Statement as_urgent(const std::string& priority, const std::string& within,
                        const CaseSpace::Parameters& parameters)
    {
        if (priority <= within) return Solver::yes;
        std::vector<Statement> raised;
        for (const PolicyRaise& raise : table_.raises)
            if (raise.to <= within) raised.push_back(space_.holds(*raise.when, parameters));
        return space_.solver().any(std::move(raised));
    }

    CaseSpace& space_;
    const PolicyTable& table_;
    const std::vector<Placed> rows_;
    const bool only_money_;
    CaseSpace::Parameters before_, after_;
    std::vector<Statement> conditions_before_, conditions_after_;
    bool gave_up_ = false;
};

bool comes_out_stricter(const json& before, const json& after, bool only_money)
{
    const Generosity a = generosity_of(before);
    const Generosity b = generosity_of(after);
    if (a != b) return b < a;
    if (a == Generosity::part) {
        const json& amount_before = before.at("refund").at("amount");
        const json& amount_after = after.at("refund").at("amount");
        if (amount_before.is_number() && amount_after.is_number() && amount_after < amount_before)
            return true;
        if (before.at("refund").at("kind") != after.at("refund").at("kind")) return true;
    }
    return !only_money && after.at("priority") > before.at("priority");
}

Message described(const json& decision)
{
    std::string text = decision.at("decision");
    const json& refund = decision.at("refund");
    if (refund.is_object()) text += " " + refund.at("kind").get<std::string>();
    text += " " + decision.at("priority").get<std::string>();
    return {text, text};
}

// "with refund_window_h = 12, FACTS: REVIEW full P2 becomes HANDOFF negotiate P2"
Message compared(const PolicyTable& table, const std::string& name, std::int64_t value, json facts,
                 bool only_money)
{
    const auto decided = [&](const json& some,
                             const std::map<std::string, std::int64_t>& settings) {
        return decide(with_settings(read_facts(some, table), table, settings), table);
    };
    const auto is_stricter = [&](const json& some) {
        return comes_out_stricter(decided(some, {}), decided(some, {{name, value}}), only_money);
    };
    if (is_stricter(facts)) facts = fewest(std::move(facts), is_stricter);
    const Message shown = written_facts(facts, table);
    const Message before = described(decided(facts, {}));
    const Message after = described(decided(facts, {{name, value}}));
    const std::string setting = name + " = " + std::to_string(value);
    return {"with " + setting + " the case " + shown.english + " comes out as " + after.english +
                " instead of " + before.english,
            setting + " 时," + shown.chinese + " 的结果是 " + after.chinese + ",原本是 " +
                before.chinese};
}

}  // namespace

void prove_generous(const PolicyTable& table, intents::Problems& problems)
{
    using Generous = PolicyParameter::Generous;
    for (const auto& [name, parameter] : table.parameters) {
        CaseSpace space(table);
        if (!space.fits()) return;
        const bool either = parameter.generous == Generous::either;
        const Sum setting = space.vary(
            name, parameter.generous == Generous::higher ? parameter.value : parameter.minimum,
            parameter.generous == Generous::lower ? parameter.value : parameter.maximum);
        Comparison comparison(space, table, {{"$" + name, setting}}, either);
        const auto example = comparison.stricter();
        if (!example) {
            if (comparison.gave_up())
                problems.add({parameter.file, parameter.line, 1,
                              too_hard("'" + name + "' never takes anything from a customer",
                                       " '" + name + "' 不会让客户吃亏"),
                              simpler});
            continue;
        }
        const std::int64_t value =
            example->numbers[static_cast<std::size_t>(setting.factors.begin()->first)];
        const Message shown = compared(table, name, value, space.facts(*example), either);
        const std::string direction = parameter.generous == Generous::higher  ? "higher"
                                      : parameter.generous == Generous::lower ? "lower"
                                                                              : "either";
        problems.add({parameter.file,
                      parameter.line,
                      1,
                      {"'" + name + "' says generous: " + direction +
                           ", and yet a customer may get less: " + shown.english,
                       "'" + name + "' 写着 generous: " + direction +
                           ",但客户可能拿到更少:" + shown.chinese},
                      {"a shop may only be more generous (D11): mend the rows, or `generous`",
                       "店铺只能比规则更宽(D11):请改正相关的行,或改 generous"}});
    }
}

std::optional<Message> stricter_case(const PolicyTable& table, const std::string& parameter,
                                     std::int64_t value)
{
    CaseSpace space(table);
    if (!space.fits()) return std::nullopt;
    const Sum setting{.constant = in_unit(table.parameters.at(parameter), value)};
    Comparison comparison(space, table, {{"$" + parameter, setting}}, false);
    const auto example = comparison.stricter();
    if (!example) return std::nullopt;
    return compared(table, parameter, value, space.facts(*example), false);
}

// ---- Facts as a person reads them

namespace {

std::string written_value(const json& value, Type type)
{
    if (value.is_null()) return "unset";
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (value.is_string()) return value;
    if (value.is_array()) {
        std::string items;
        for (const json& item : value)
            items += (items.empty() ? "" : ", ") + item.get<std::string>();
        return "[" + items + "]";
    }
    if (type == Type::money) {
        const auto amount = value.get<std::int64_t>();
        return amount % 100 == 0 ? std::to_string(amount / 100) + "元"
                                 : std::to_string(amount) + "分";
    }
    const auto thousandths = Value::thousandths(std::llround(value.get<double>() * 1000.0));
    return to_text(thousandths, type) + (type == Type::hours ? "h" : "");
}

}  // namespace

Message written_facts(const json& facts, const PolicyTable& table)
{
    Message text;
    for (const Declaration& declaration : table.scope.all()) {  // in the order of the file
        const auto fact = facts.find(declaration.name);
        if (fact == facts.end()) continue;
        const std::string value = declaration.name + " = " + written_value(*fact, declaration.type);
        const auto label = table.fact_labels.find(declaration.name);
        text.english += (text.english.empty() ? "" : ", ") + value;
        text.chinese += (text.chinese.empty() ? "" : "、") +
                        (label == table.fact_labels.end() ? "" : label->second + " ") + value;
    }
    if (text.english.empty()) return {"(nothing is known)", "(什么都不知道)"};
    return text;
}

}  // namespace dialogs
