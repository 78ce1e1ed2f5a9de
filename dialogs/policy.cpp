#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "dialogs/policy_table.h"

namespace dialogs {

namespace {

using nlohmann::json;

// One case: its facts, and why it came out as it did.
class Case {
public:
    Case(const PolicyTable& table, const Facts& facts)
        : table_(table),
          facts_(facts),
          lookup_([this](const Declaration& name) { return find(name); })
    {
    }

    json decide()
    {
        const PolicyRow& row = *match();
        if (row.when) explain(*row.when);
        json answer;
        for (const auto& one : row.decision.cases)
            if (one.when && !one.when->holds(lookup_)) explain(*one.when);
        answer["decision"] = choose(row.decision);
        answer["rules"] = choose(row.rules);
        answer["priority"] = raised(choose(row.priority));
        answer["refund"] = row.refund ? refund(*row.refund) : json(nullptr);
        answer["checklist"] = row.checklist.empty() ? json(nullptr) : json(row.checklist);
        answer["missing"] = missing(row.checklist);
        answer["reasons"] = std::move(reasons_);
        return answer;
    }

    // Of a table that was read without a problem there is always one.
    const PolicyRow* match() const
    {
        for (const PolicyBlock& block : table_.blocks) {
            if (block.when && !block.when->holds(lookup_)) continue;
            for (const PolicyRow& row : block.rows)
                if (!row.when || row.when->holds(lookup_)) return &row;
        }
        return nullptr;
    }

private:
    std::optional<Value> find(const Declaration& name) const
    {
        const auto term = table_.terms.find(name.index);
        if (term != table_.terms.end()) return Value::boolean(term->second.holds(lookup_));
        const std::optional<Value>& fact = facts_[name.index];
        return fact ? fact : name.otherwise;
    }

    template <class T>
    const T& choose(const Choice<T>& choice)
    {
        for (const auto& one : choice.cases) {
            if (one.when && !one.when->holds(lookup_)) continue;
            if (one.when) explain(*one.when);
            return one.then;
        }
        return choice.cases.back().then;
    }

    std::string raised(std::string priority)
    {
        for (const PolicyRaise& raise : table_.raises) {
            if (raise.to >= priority || !raise.when->holds(lookup_)) continue;
            explain(*raise.when);
            priority = raise.to;
        }
        return priority;
    }

    // Facts with their values, those behind a term instead of the term.
    void explain(const Condition& condition)
    {
        for (const Reason& reason : condition.reasons(lookup_)) {
            const auto term = table_.terms.find(reason.name->index);
            if (term != table_.terms.end()) {
                explain(term->second);
                continue;
            }
            if (!table_.fact_minimums.contains(reason.name->name)) continue;
            const std::string text = written(reason);
            if (std::find(reasons_.begin(), reasons_.end(), text) == reasons_.end())
                reasons_.push_back(text);
        }
    }

    std::string written(const Reason& reason) const
    {
        if (reason.all_there) return reason.name->name + " complete";
        if (reason.lacking) return reason.name->name + " incomplete";
        const std::optional<Value> value = find(*reason.name);
        if (!value) return reason.name->name + " unknown";
        if (reason.name->type != Type::set)
            return reason.name->name + "=" + to_text(*value, reason.name->type);
        std::string items;
        for (const std::string& item : value->items) items += (items.empty() ? "" : ",") + item;
        return reason.name->name + "=" + items;
    }

    json missing(const std::string& checklist) const
    {
        json missing = json::array();
        if (checklist.empty()) return missing;
        const std::vector<std::string> have =
            find(*table_.scope.find(evidence_fact)).value_or(Value{}).items;
        for (const std::string& item : table_.checklists.at(checklist))
            if (std::find(have.begin(), have.end(), item) == have.end()) missing.push_back(item);
        return missing;
    }

    json refund(const RefundTerms& terms)
    {
        using Kind = RefundTerms::Kind;
        static constexpr const char* kinds[] = {"full", "partial", "minus_fee", "negotiate",
                                                "none"};
        const Kind kind = choose(terms.kind);
        json refund{{"kind", kinds[static_cast<int>(kind)]},
                    {"amount", nullptr},
                    {"fee", 0},
                    {"channel", terms.channel},
                    {"eta", terms.eta}};
        const std::optional<Value> amount = find(*table_.scope.find(amount_fact));
        switch (kind) {
            case Kind::full:
                if (amount) refund["amount"] = amount->number;
                break;
            case Kind::partial:
                if (amount)
                    refund["amount"] = part_of(amount->number, terms.part->value(lookup_).number,
                                               terms.of->value(lookup_).number);
                break;
            case Kind::minus_fee: {
                refund["fee"] = nullptr;
                if (!amount) break;
                const std::int64_t fee =
                    percent_of(amount->number, terms.percent->value(lookup_).number);
                refund["fee"] = fee;
                refund["amount"] = amount->number - fee;
                break;
            }
            case Kind::negotiate:
                break;
            case Kind::none:
                refund["amount"] = 0;
                break;
        }
        return refund;
    }

    // Rounds what the customer gets up, what the shop keeps down, to the 分. Amounts are below
    // 10^12 and facts below 10^12 thousandths, so the products need more than 64 bits.
    __extension__ using Wide = __int128;
    static std::int64_t part_of(std::int64_t amount, std::int64_t part, std::int64_t of)
    {
        if (of <= 0 || part >= of) return amount;
        return static_cast<std::int64_t>((Wide{amount} * std::max<std::int64_t>(part, 0) + of - 1) /
                                         of);
    }
    static std::int64_t percent_of(std::int64_t amount, std::int64_t percent_thousandths)
    {
        constexpr std::int64_t whole = 100'000;
        return static_cast<std::int64_t>(
            Wide{amount} * std::clamp<std::int64_t>(percent_thousandths, 0, whole) / whole);
    }

    const PolicyTable& table_;
    const Facts& facts_;
    Lookup lookup_;
    std::vector<std::string> reasons_;
};

}  // namespace

const PolicyRow* deciding_row(const Facts& facts, const PolicyTable& table)
{
    return Case(table, facts).match();
}

json decide(const Facts& facts, const PolicyTable& table) { return Case(table, facts).decide(); }

std::unique_ptr<const Policy> Policy::load(const std::map<std::string, std::string>& files,
                                           intents::Problems& problems)
{
    intents::Problems found;
    auto table = std::make_unique<Table>(Table{read_policy(files, found)});
    for (const intents::Problem& problem : found.all()) problems.add(problem);
    if (!found.empty()) return nullptr;
    return std::unique_ptr<const Policy>(new Policy(std::move(table)));
}

Policy::Policy(std::unique_ptr<const Table> table) : table_(std::move(table)) {}
Policy::~Policy() = default;

json Policy::decide(const json& facts) const
{
    return dialogs::decide(read_facts(facts, *table_), *table_);
}

const PolicyTable& Policy::table() const { return *table_; }

std::int64_t Policy::parameter(const std::string& name) const
{
    const auto found = table_->settings.find(name);
    if (found == table_->settings.end())
        throw std::invalid_argument("the policy has no parameter '" + name + "'");
    return found->second;
}

}  // namespace dialogs
