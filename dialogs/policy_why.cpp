#include "dialogs/policy_why.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "dialogs/case_space.h"
#include "dialogs/known_values.h"

namespace dialogs {

using nlohmann::json;
using Kind = Expression::Kind;

namespace {

// Says of each condition which part of it fails.
class Failure {
public:
    Failure(const Facts& facts, const PolicyTable& table)
        : facts_(facts),
          table_(table),
          lookup_([this](const Declaration& name) { return find(name); })
    {
    }

    bool holds(const std::optional<Condition>& condition) const
    {
        return !condition || condition->holds(lookup_);
    }

    // "in_window: hours_since_paid <= $refund_window_h", and the values that it read.
    void describe(const Condition& condition, json& row) const
    {
        std::string path;
        const Expression& part = first_failed(condition.expression(), path);
        row["failed"] = path + to_text(part);
        std::vector<std::string> names;
        collect_names(part, names);
        json& values = row["values"] = json::object();
        for (const std::string& name : names) {
            const Declaration& declaration = *table_.scope.find(name);
            const std::optional<Value> value = find(declaration);
            values[name] = value ? json(to_text(*value, declaration.type)) : json(nullptr);
        }
    }

private:
    std::optional<Value> find(const Declaration& name) const
    {
        const auto term = table_.terms.find(name.index);
        if (term != table_.terms.end()) return Value::boolean(term->second.holds(lookup_));
        return facts_[name.index] ? facts_[name.index] : name.otherwise;
    }

    // Goes into "and", and behind the name of a term.
    const Expression& first_failed(const Expression& expression, std::string& path) const
    {
        if (expression.kind == Kind::both)
            for (const Expression& part : expression.children)
                if (!truth(part, lookup_)) return first_failed(part, path);
        if (expression.kind == Kind::name) {
            const auto term = table_.terms.find(expression.name.index);
            if (term != table_.terms.end()) {
                path += expression.name.name + ": ";
                return first_failed(term->second.expression(), path);
            }
        }
        return expression;
    }

    const Facts& facts_;
    const PolicyTable& table_;
    const Lookup lookup_;
};

json considered(const Facts& facts, const PolicyTable& table, std::string& deciding)
{
    const Failure failure(facts, table);
    json rows = json::array();
    for (const PolicyBlock& block : table.blocks) {
        if (!failure.holds(block.when)) {
            rows.push_back({{"block", block.id}});
            failure.describe(*block.when, rows.back());
            continue;
        }
        for (const PolicyRow& row : block.rows) {
            if (failure.holds(row.when)) {
                deciding = row.id;
                return rows;
            }
            rows.push_back({{"block", block.id}, {"row", row.id}});
            failure.describe(*row.when, rows.back());
        }
    }
    return rows;
}

// ---- Other facts

using MaybeValue = std::optional<Value>;

// What a fact could be instead: of each stretch of numbers that all conditions see alike, one.
class Alternatives {
public:
    explicit Alternatives(const PolicyTable& table) : table_(table), space_(table)
    {
        if (!space_.fits()) return;
        for_each_condition(table, [&](const Condition& condition) { space_.holds(condition, {}); });
        sums_ = space_.solver().sums();
    }

    std::vector<MaybeValue> of(const Declaration& fact, const Facts& facts) const
    {
        std::vector<MaybeValue> all;
        switch (fact.type) {
            case Type::boolean:
                all = {Value::boolean(false), Value::boolean(true)};
                break;
            case Type::choice:
                for (const std::string& value : fact.values) all.emplace_back(Value::of(value));
                break;
            case Type::text:
                for (const std::string& value : space_.texts()) all.emplace_back(Value::of(value));
                break;
            case Type::set:
                add_sets(fact, facts, all);
                break;
            default:
                add_numbers(fact, facts, all);
                break;
        }
        if (!fact.otherwise) all.emplace_back(std::nullopt);
        const MaybeValue now = facts[fact.index] ? facts[fact.index] : fact.otherwise;
        std::erase(all, now);
        return all;
    }

private:
    void add_sets(const Declaration& fact, const Facts& facts, std::vector<MaybeValue>& all) const
    {
        const std::vector<std::string> now =
            (facts[fact.index] ? *facts[fact.index] : Value{}).items;
        all.emplace_back(Value{});
        for (const std::string& item : fact.values) {
            std::vector<std::string> items = now;
            if (std::erase(items, item) == 0) items.push_back(item);
            all.emplace_back(Value::of(std::move(items)));
        }
        for (const auto& [id, required] : table_.checklists) {
            std::vector<std::string> items = now;
            for (const std::string& item : required)
                if (contains(fact.values, item) && !contains(items, item)) items.push_back(item);
            all.emplace_back(Value::of(std::move(items)));
        }
    }

    static std::int64_t floor_of(std::int64_t number, std::int64_t divisor)
    {
        return number / divisor - (number % divisor < 0 ? 1 : 0);
    }

    // The last numbers before something changes, while all other facts stay.
    std::set<std::int64_t> ends(int number, const Facts& facts) const
    {
        std::set<std::int64_t> ends;
        for (const Sum& sum : sums_) {
            const auto factor = sum.factors.find(number);
            if (factor == sum.factors.end()) continue;
            std::int64_t rest = sum.constant;
            for (const auto& [other, times] : sum.factors)
                if (other != number) rest += times * number_now(other, facts);
            // factor * x + rest <= 0 holds up to the first of these, or from after the second on.
            const std::int64_t times = factor->second;
            ends.insert(times > 0 ? floor_of(-rest, times) : -floor_of(-rest, -times) - 1);
        }
        return ends;
    }

    std::int64_t number_now(int number, const Facts& facts) const
    {
        const Declaration& fact = space_.fact_with(number);
        const MaybeValue value = facts[fact.index] ? facts[fact.index] : fact.otherwise;
        return value.value_or(Value{}).number;
    }

    void add_numbers(const Declaration& fact, const Facts& facts,
                     std::vector<MaybeValue>& all) const
    {
        const int number = space_.number_of(fact);
        if (number < 0) return;
        const Solver::Number range = space_.solver().number(number);
        const std::int64_t now = number_now(number, facts);
        std::int64_t first = range.minimum;
        std::set<std::int64_t> last = ends(number, facts);
        last.insert(range.maximum);
        std::vector<std::int64_t> found;
        for (const std::int64_t end : last) {
            if (end < first || end > range.maximum) continue;
            found.push_back(nearest(first, end, now, range.round));
            first = end + 1;
        }
        std::sort(found.begin(), found.end(), [&](std::int64_t a, std::int64_t b) {
            return std::llabs(a - now) < std::llabs(b - now);
        });
        for (const std::int64_t one : found) all.emplace_back(Value{.number = one});
    }

    // Of the numbers first … last, one that is round and near; if none is round, the nearest.
    static std::int64_t nearest(std::int64_t first, std::int64_t last, std::int64_t now,
                                std::int64_t round)
    {
        const std::int64_t exact = std::clamp(now, first, last);
        if (exact == now) return exact;
        std::int64_t rounded = exact / round * round;
        if (rounded < first) rounded += round;
        return rounded <= last && rounded >= first ? rounded : exact;
    }

    const PolicyTable& table_;
    CaseSpace space_;
    std::vector<Sum> sums_;
};

struct Verdict {
    std::string decision, refund;
    bool operator<(const Verdict& other) const
    {
        return std::tie(decision, refund) < std::tie(other.decision, other.refund);
    }
    bool operator==(const Verdict&) const = default;
};

class Changes {
public:
    Changes(const Facts& facts, const PolicyTable& table)
        : facts_(facts), table_(table), alternatives_(table), now_(outcome(facts))
    {
        order_facts();
    }

    json least()
    {
        for (const Declaration* fact : order_) vary(facts_, *fact, {});
        if (!changes_.empty()) return std::move(changes_);
        for (std::size_t i = 0; i < order_.size(); ++i)
            for (const MaybeValue& value : alternatives_.of(*order_[i], facts_)) {
                Facts changed = facts_;
                changed[order_[i]->index] = value;
                for (std::size_t j = i + 1; j < order_.size(); ++j)
                    vary(changed, *order_[j], {order_[i]});
            }
        return std::move(changes_);
    }

private:
    // Those first that the deciding row reads, then as they stand in the file.
    void order_facts()
    {
        std::vector<std::string> read;
        const PolicyRow& row = *deciding_row(facts_, table_);
        if (row.when) collect_facts(*row.when, read);
        for (const auto& one : row.decision.cases)
            if (one.when) collect_facts(*one.when, read);
        for (const std::string& name : read) order_.push_back(table_.scope.find(name));
        for (const Declaration& declaration : table_.scope.all())
            if (table_.fact_minimums.contains(declaration.name) &&
                !contains(read, declaration.name))
                order_.push_back(&declaration);
    }

    void collect_facts(const Condition& condition, std::vector<std::string>& facts) const
    {
        for (const std::string& name : condition.names()) {
            const auto term = table_.terms.find(table_.scope.find(name)->index);
            if (term != table_.terms.end())
                collect_facts(term->second, facts);
            else if (table_.fact_minimums.contains(name) && !contains(facts, name))
                facts.push_back(name);
        }
    }

    Verdict outcome(const Facts& facts) const
    {
        const json decision = decide(facts, table_);
        const json& refund = decision["refund"];
        return {decision["decision"], refund.is_object() ? refund["kind"].get<std::string>() : ""};
    }

    void vary(const Facts& from, const Declaration& fact, std::vector<const Declaration*> before)
    {
        before.push_back(&fact);
        for (const MaybeValue& value : alternatives_.of(fact, from)) {
            Facts changed = from;
            changed[fact.index] = value;
            const Verdict other = outcome(changed);
            if (other == now_ || !found_.insert(other).second) continue;
            json facts = json::object();
            for (const Declaration* one : before) facts[one->name] = as_json(changed, *one);
            changes_.push_back(
                {{"facts", std::move(facts)},
                 {"row", deciding_row(changed, table_)->id},
                 {"decision", other.decision},
                 {"refund", other.refund.empty() ? json(nullptr) : json(other.refund)},
                 {"priority", decide(changed, table_)["priority"]}});
        }
    }

    static json as_json(const Facts& facts, const Declaration& fact)
    {
        if (!facts[fact.index]) return nullptr;
        const Value& value = *facts[fact.index];
        switch (fact.type) {
            case Type::boolean:
                return value.number != 0;
            case Type::set:
                return value.items;
            case Type::choice:
            case Type::text:
                return value.text;
            case Type::money:
                return value.number;
            default:
                if (value.number % 1000 == 0) return value.number / 1000;
                return static_cast<double>(value.number) / 1000.0;
        }
    }

    const Facts& facts_;
    const PolicyTable& table_;
    const Alternatives alternatives_;
    const Verdict now_;
    std::vector<const Declaration*> order_;
    std::set<Verdict> found_;
    json changes_ = json::array();
};

}  // namespace

json explained(const json& facts, const PolicyTable& table)
{
    const Facts values = read_facts(facts, table);
    std::string row;
    json rows = considered(values, table, row);
    return {{"rows", std::move(rows)}, {"row", row}, {"changes", Changes(values, table).least()}};
}

}  // namespace dialogs
