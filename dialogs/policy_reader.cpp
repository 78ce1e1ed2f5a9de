// policy/*.yaml, evidence.yaml and the shop's parameters, compiled to a table. Every problem in
// them is noted with its line, so that one run shows all.
#include <algorithm>
#include <limits>

#include "dialogs/known_values.h"
#include "dialogs/policy_proofs.h"
#include "dialogs/policy_table.h"
#include "dialogs/rule_ids.h"
#include "intents/yaml.h"

namespace dialogs {

using intents::Message;
using intents::Yaml;

namespace {

const std::vector<std::string> priorities = {"P0", "P1", "P2", "P3"};
const std::vector<std::string> refund_kinds = {"full", "partial", "minus_fee", "negotiate", "none"};
const std::vector<std::string> fact_types = {"boolean", "choice", "number", "money",
                                             "hours",   "text",   "set"};
const std::vector<std::string> parameter_types = {"number", "money", "hours"};
const std::vector<std::string> directions = {"higher", "lower", "either"};

// The scalar; a problem where it is none of `known`.
std::string one_of(const Yaml& yaml, const std::vector<std::string>& known)
{
    std::string text = yaml.text();
    if (yaml.defined() && !contains(known, text))
        yaml.problem({"'" + text + "' is not known here", "这里不能写 '" + text + "'"},
                     intents::suggest(text, known));
    return text;
}

Type type_of(const std::string& name)
{
    for (const Type type :
         {Type::boolean, Type::choice, Type::number, Type::money, Type::hours, Type::set})
        if (name == name_of(type)) return type;
    return Type::text;
}

PolicyParameter::Generous direction_of(const Yaml& yaml)
{
    const std::string direction = one_of(yaml, directions);
    return direction == "higher"  ? PolicyParameter::Generous::higher
           : direction == "lower" ? PolicyParameter::Generous::lower
                                  : PolicyParameter::Generous::either;
}

RefundTerms::Kind kind_of(const Yaml& yaml) { return refund_kind_of(one_of(yaml, refund_kinds)); }

Value in_unit(std::int64_t number, Type type)
{
    return type == Type::money ? Value::money(number) : Value::whole(number);
}

class PolicyReader {
public:
    PolicyReader(const std::map<std::string, std::string>& files, intents::Problems& problems)
        : files_(files), problems_(problems)
    {
    }

    PolicyTable read()
    {
        const std::size_t before = problems_.all().size();
        std::vector<Yaml> documents;
        bool any = false;
        for (const auto& [path, text] : files_)
            if (path.rfind("policy/", 0) == 0 && path.ends_with(".yaml")) {
                any = true;
                const Yaml document = Yaml::parse(path, text, problems_);
                if (document.holds_fields({"write facts:, parameters:, terms:, raise: or blocks:",
                                           "请写 facts:、parameters:、terms:、raise: 或 blocks:"}))
                    documents.push_back(document);
            }
        if (!any)
            problems_.add({"policy/",
                           0,
                           0,
                           {"the pack has no policy", "规则包里没有退款规则"},
                           {"write one to policy/decision.yaml", "请写在 policy/decision.yaml"}});
        if (documents.empty()) return std::move(table_);
        if (!read_evidence()) return std::move(table_);
        for (const Yaml& document : documents) {
            document.allow_only({"facts", "parameters", "terms", "raise", "blocks"});
            for (const auto& [name, fact] : document.field("facts").entries())
                read_fact(name, fact);
        }
        for (const Yaml& document : documents)
            for (const auto& [name, parameter] : document.field("parameters").entries())
                read_parameter(name, parameter);
        override_parameters();
        declare_constants();
        require_fact(documents.front(), amount_fact, Type::money);
        require_fact(documents.front(), evidence_fact, Type::set);
        for (const Yaml& document : documents)
            for (const auto& [name, term] : document.field("terms").entries())
                read_term(name, term);
        for (const Yaml& document : documents) {
            for (const Yaml& raise : document.field("raise").items()) read_raise(raise);
            for (const Yaml& block : document.field("blocks").items()) read_block(block);
        }
        if (problems_.all().size() == before) {
            refuse_stricter_settings();
            prove_total(table_, documents.back().file(), problems_);
        }
        return std::move(table_);
    }

private:
    // Whether it could be read; where it could not, the reader of flows says so.
    bool read_evidence()
    {
        const auto file = files_.find("evidence.yaml");
        if (file == files_.end()) return true;
        const Yaml yaml = Yaml::parse(file->first, file->second, problems_);
        if (!yaml.is_map()) return false;
        for (const auto& [id, item] : yaml.field("items").entries()) evidence_.push_back(id.raw());
        for (const auto& [id, checklist] : yaml.field("checklists").entries()) {
            std::vector<std::string>& required = table_.checklists[id.raw()];
            const Yaml list = checklist.required("required");
            for (const Yaml& item : list.items()) {
                required.push_back(item.text());
                // In the words of the reader of flows, so that the mistake is said once.
                if (!contains(evidence_, item.raw()))
                    item.problem({"unknown evidence item '" + item.raw() + "'",
                                  "没有证据 '" + item.raw() + "'"},
                                 intents::suggest(item.raw(), evidence_));
            }
        }
        return true;
    }

    void declare(const Yaml& at, Declaration declaration)
    {
        const std::string name = declaration.name;
        if (!table_.scope.declare(std::move(declaration)))
            at.problem({"'" + name + "' is declared twice", "'" + name + "' 声明了两次"},
                       {"give one of them another name", "请改掉其中一个名字"});
    }

    void read_fact(const Yaml& name, const Yaml& yaml)
    {
        yaml.allow_only({"type", "values", "default", "min", "label"});
        Declaration fact;
        fact.name = name.raw();
        fact.type = type_of(one_of(yaml.required("type"), fact_types));
        const Yaml values = yaml.field("values");
        const bool has_values = fact.type == Type::choice || fact.type == Type::set;
        if (has_values && values.is_scalar() && values.raw() == "evidence")
            fact.values = evidence_;
        else if (has_values)
            fact.values = yaml.required("values").texts();
        else if (values.defined())
            values.problem({"only a choice or a set has values", "只有 choice 和 set 才有 values"});
        if (fact.type == Type::set) fact.otherwise = Value{};
        if (const Yaml otherwise = yaml.field("default"); otherwise.defined())
            fact.otherwise = default_of(otherwise, fact);
        const std::int64_t minimum =
            yaml.field("min").integer(std::numeric_limits<std::int32_t>::min());
        table_.fact_minimums[fact.name] = in_unit(minimum, fact.type).number;
        if (const Yaml label = yaml.field("label"); label.defined())
            table_.fact_labels[fact.name] = label.text();
        declare(name, std::move(fact));
    }

    Value default_of(const Yaml& yaml, const Declaration& fact)
    {
        switch (fact.type) {
            case Type::boolean:
                return Value::boolean(yaml.boolean());
            case Type::choice:
                return Value::of(one_of(yaml, fact.values));
            case Type::text:
                return Value::of(yaml.text());
            case Type::set:
                return Value::of(yaml.texts());
            default:
                return in_unit(yaml.integer(), fact.type);
        }
    }

    void read_parameter(const Yaml& name, const Yaml& yaml)
    {
        yaml.allow_only({"value", "type", "min", "max", "generous", "rules", "about"});
        const Yaml value = yaml.required("value");
        PolicyParameter parameter;
        parameter.type = type_of(one_of(yaml.required("type"), parameter_types));
        parameter.value = value.integer();
        parameter.minimum = yaml.required("min").integer();
        parameter.maximum = yaml.required("max").integer();
        parameter.generous = direction_of(yaml.required("generous"));
        parameter.file = name.file();
        parameter.line = name.line();
        parameter.rules = read_rules(yaml.field("rules"));
        yaml.required("about").text();
        check_range(value, name.raw(), parameter);
        table_.settings.emplace(name.raw(), parameter.value);
        if (!table_.parameters.emplace(name.raw(), std::move(parameter)).second)
            name.problem({"parameter '" + name.raw() + "' is defined twice",
                          "参数 '" + name.raw() + "' 定义了两次"});
    }

    void check_range(const Yaml& at, const std::string& name, const PolicyParameter& parameter)
    {
        const std::int64_t value = at.integer();
        if (!at.defined() || (value >= parameter.minimum && value <= parameter.maximum)) return;
        const std::string range =
            std::to_string(parameter.minimum) + " - " + std::to_string(parameter.maximum);
        at.problem({"'" + name + "' cannot be " + std::to_string(value),
                    "'" + name + "' 不能是 " + std::to_string(value)},
                   {"it is between " + range, "取值范围:" + range});
    }

    // `parameters:` of shop.yaml: a shop may be more generous than the pack, never stricter (D11).
    void override_parameters()
    {
        const auto file = files_.find("shop.yaml");
        if (file == files_.end()) return;
        const Yaml yaml = Yaml::parse(file->first, file->second, problems_);
        std::vector<std::string> known;
        for (const auto& [name, parameter] : table_.parameters) known.push_back(name);
        const Yaml overrides = yaml.field("parameters");
        overrides.allow_only(known);
        for (const auto& [key, value] : overrides.entries()) {
            const auto parameter = table_.parameters.find(key.raw());
            if (parameter != table_.parameters.end())
                override_parameter(parameter->first, parameter->second, value);
        }
    }

    void override_parameter(const std::string& name, const PolicyParameter& parameter,
                            const Yaml& yaml)
    {
        const std::size_t before = problems_.all().size();
        check_range(yaml, name, parameter);
        if (problems_.all().size() != before) return;
        const std::int64_t value = yaml.integer();
        const bool higher = parameter.generous == PolicyParameter::Generous::higher;
        const bool lower = parameter.generous == PolicyParameter::Generous::lower;
        if ((higher && value < parameter.value) || (lower && value > parameter.value))
            stricter_.push_back({name, yaml, value});
        else
            table_.settings[name] = value;
    }

    // Said when the whole table is known: with a case in which a customer would get less.
    void refuse_stricter_settings()
    {
        for (const auto& [name, yaml, value] : stricter_) {
            const PolicyParameter& parameter = table_.parameters.at(name);
            const std::string limit = std::to_string(parameter.value);
            const bool higher = parameter.generous == PolicyParameter::Generous::higher;
            Message remedy{
                "a shop may only be more generous (D11): write " + limit +
                    (higher ? " or more" : " or less"),
                "店铺只能比规则更宽(D11):请写 " + limit + (higher ? " 或更大" : " 或更小")};
            if (const auto example = stricter_case(table_, name, value)) {
                remedy.english += "; for example, " + example->english;
                remedy.chinese += ";例如," + example->chinese;
            }
            yaml.problem(
                {"'" + name + "' = " + std::to_string(value) + " is stricter than the rules allow",
                 "'" + name + "' = " + std::to_string(value) + " 比规则更严,不允许"},
                remedy);
        }
    }

    void declare_constants()
    {
        for (const auto& [name, parameter] : table_.parameters)
            table_.scope.declare({.name = "$" + name,
                                  .type = parameter.type,
                                  .otherwise = in_unit(table_.settings.at(name), parameter.type)});
        for (const auto& [name, items] : table_.checklists)
            table_.scope.declare({.name = "checklist." + name,
                                  .type = Type::set,
                                  .values = evidence_,
                                  .otherwise = Value::of(items)});
    }

    void require_fact(const Yaml& at, const std::string& name, Type type)
    {
        const Declaration* fact = table_.scope.find(name);
        if (fact && fact->type == type) return;
        at.problem({"the policy declares no fact '" + name + "' of type " + name_of(type),
                    "规则里没有声明 " + name_of(type) + " 类型的 '" + name + "'"},
                   {"add it under 'facts:'", "请在 facts: 下加上"});
    }

    void read_term(const Yaml& name, const Yaml& yaml)
    {
        const std::optional<Condition> condition = Condition::compile(yaml, table_.scope);
        if (!condition) return;
        Declaration term{.name = name.raw(),
                         .type = Type::boolean,
                         .otherwise = Value::boolean(false),
                         .set_where_true = condition->set_where_true(),
                         .set_where_false = condition->set_where_false()};
        const std::size_t index = table_.scope.all().size();
        const Declaration* taken = table_.scope.find(term.name);
        declare(name, std::move(term));
        if (!taken) table_.terms.emplace(index, *condition);
    }

    void read_raise(const Yaml& yaml)
    {
        yaml.allow_only({"when", "to", "rules"});
        PolicyRaise raise{Condition::compile(yaml.required("when"), table_.scope),
                          one_of(yaml.required("to"), priorities), read_rules(yaml.field("rules")),
                          yaml.file()};
        if (raise.when) table_.raises.push_back(std::move(raise));
    }

    void read_block(const Yaml& yaml)
    {
        yaml.allow_only({"block", "when", "rows"});
        PolicyBlock block;
        block.id = yaml.required("block").text();
        block.when = read_when(yaml.field("when"), {});
        const std::set<std::string> known =
            block.when ? block.when->set_where_true() : std::set<std::string>{};
        for (const Yaml& row : yaml.required("rows").items())
            block.rows.push_back(read_row(row, known));
        if (block.rows.empty()) yaml.problem({"this block has no rows", "这个块里没有行"});
        table_.blocks.push_back(std::move(block));
    }

    // Nothing for "otherwise", which always holds, and for what is wrong.
    std::optional<Condition> read_when(const Yaml& yaml, const std::set<std::string>& known)
    {
        if (yaml.is_scalar() && yaml.raw() == "otherwise") return std::nullopt;
        return Condition::compile(yaml, table_.scope, known);
    }

    PolicyRow read_row(const Yaml& yaml, std::set<std::string> known)
    {
        yaml.allow_only({"row", "when", "decision", "rules", "priority", "checklist", "refund"});
        PolicyRow row;
        row.id = yaml.required("row").text();
        row.file = yaml.file();
        row.line = yaml.line();
        if (!row_ids_.insert(row.id).second)
            yaml.problem({"row '" + row.id + "' is written twice", "行 '" + row.id + "' 写了两次"},
                         {"give one of them another name", "请改掉其中一个名字"});
        row.when = read_when(yaml.required("when"), known);
        if (row.when)
            known.insert(row.when->set_where_true().begin(), row.when->set_where_true().end());
        row.decision =
            read_choice<std::string>(yaml.required("decision"), known,
                                     [](const Yaml& one) { return one_of(one, decision_names); });
        row.rules =
            read_choice<std::vector<std::string>>(yaml.required("rules"), known, read_rules);
        row.priority =
            read_choice<std::string>(yaml.required("priority"), known,
                                     [](const Yaml& one) { return one_of(one, priorities); });
        if (const Yaml checklist = yaml.field("checklist"); checklist.defined())
            row.checklist = one_of(checklist, checklist_ids());
        if (const Yaml refund = yaml.field("refund"); refund.defined())
            row.refund = read_refund(refund, known);
        return row;
    }

    std::vector<std::string> checklist_ids() const
    {
        std::vector<std::string> ids;
        for (const auto& [id, items] : table_.checklists) ids.push_back(id);
        return ids;
    }

    template <class T, class ReadOne>
    Choice<T> read_choice(const Yaml& yaml, std::set<std::string> known, ReadOne read_one)
    {
        Choice<T> choice;
        if (!yaml.is_map()) {
            choice.cases.push_back({std::nullopt, read_one(yaml)});
            return choice;
        }
        const auto entries = yaml.entries();
        for (const auto& [key, value] : entries) {
            if (&key == &entries.back().first) {
                if (key.raw() != "else")
                    key.problem({"the last case must be 'else'", "最后一项必须是 else"},
                                {"add 'else: ...', so that there is always an answer",
                                 "请加上 else: …,保证总有结果"});
                choice.cases.push_back({std::nullopt, read_one(value)});
                break;
            }
            const std::optional<Condition> when = Condition::compile(key, table_.scope, known);
            if (when) known.insert(when->set_where_false().begin(), when->set_where_false().end());
            choice.cases.push_back({when, read_one(value)});
        }
        if (entries.empty()) yaml.problem({"nothing to choose from", "没有可选的项"});
        return choice;
    }

    RefundTerms read_refund(const Yaml& yaml, const std::set<std::string>& known)
    {
        yaml.allow_only({"kind", "channel", "eta", "part", "of", "percent"});
        RefundTerms terms;
        terms.kind = read_choice<RefundTerms::Kind>(yaml.required("kind"), known, kind_of);
        terms.channel = one_of(yaml.required("channel"), refund_channels);
        terms.eta = yaml.required("eta").text();
        const auto has = [&](RefundTerms::Kind kind) {
            return std::any_of(terms.kind.cases.begin(), terms.kind.cases.end(),
                               [&](const auto& one) { return one.then == kind; });
        };
        terms.part = read_formula(yaml, "part", has(RefundTerms::Kind::partial), known);
        terms.of = read_formula(yaml, "of", has(RefundTerms::Kind::partial), known);
        terms.percent = read_formula(yaml, "percent", has(RefundTerms::Kind::minus_fee), known);
        return terms;
    }

    std::optional<Formula> read_formula(const Yaml& refund, const char* field, bool wanted,
                                        const std::set<std::string>& known)
    {
        const Yaml yaml = wanted ? refund.required(field) : refund.field(field);
        if (!wanted && yaml.defined())
            yaml.problem({std::string("'") + field + "' has no meaning for this kind of refund",
                          std::string("这种退款用不到 '") + field + "'"});
        std::optional<Formula> formula = Formula::compile(yaml, table_.scope, known);
        if (formula && formula->type() != Type::number)
            yaml.problem(
                {"this is " + name_of(formula->type()) + ", not a number", "这里应当是数字"});
        return formula;
    }

    const std::map<std::string, std::string>& files_;
    intents::Problems& problems_;
    PolicyTable table_;
    std::vector<std::string> evidence_;
    struct Setting {
        std::string parameter;
        Yaml yaml;
        std::int64_t value;
    };
    std::vector<Setting> stricter_;
    std::set<std::string> row_ids_;
};

}  // namespace

RefundTerms::Kind refund_kind_of(const std::string& name)
{
    const auto place = std::find(refund_kinds.begin(), refund_kinds.end(), name);
    const auto index = place == refund_kinds.end() ? 0 : place - refund_kinds.begin();
    return static_cast<RefundTerms::Kind>(index);
}

PolicyTable read_policy(const std::map<std::string, std::string>& files,
                        intents::Problems& problems)
{
    return PolicyReader(files, problems).read();
}

}  // namespace dialogs
