#include "dialogs/rule_owners.h"

#include <algorithm>
#include <set>

#include "dialogs/engine_rules.h"
#include "dialogs/known_values.h"
#include "dialogs/policy_table.h"
#include "dialogs/unused_replies.h"

namespace dialogs {

using intents::Message;

namespace {

class Owners {
public:
    explicit Owners(const Program& program) : program_(program)
    {
        for (const auto& [id, flow] : program.flows)
            if (!flow.triggers.empty()) start(id);
        const PackSettings& settings = program.settings;
        for (const std::string* id :
             {&settings.human_flow, &settings.scam_flow, &settings.minor_flow,
              &settings.approved_flow, &settings.rejected_flow, &settings.trouble_flow})
            start(*id);
        for (const std::string& id : started_) {
            const Flow& flow = program.flows.at(id);
            for (const std::string& rule : flow.rules)
                add(rule, {"flow " + id, "流程 " + id}, flow.file);
        }
        add_policy(program.policy->table());
        const std::vector<std::string> unused = unused_replies(program);
        for (const auto& [id, reply] : program.replies)
            for (const std::string& rule : reply.rules)
                if (!contains(unused, id)) add(rule, {"reply " + id, "话术 " + id}, reply.file);
        for (const EngineRule& rule : engine_rules())
            add(rule.rule, {"engine: " + rule.what.english, "引擎:" + rule.what.chinese},
                rule.where);
    }

    std::vector<RuleOwner> of(const std::string& rule) const
    {
        const auto owners = owners_.find(rule);
        return owners == owners_.end() ? std::vector<RuleOwner>{} : owners->second;
    }

private:
    // A flow that something starts, and those that it runs.
    void start(const std::string& id)
    {
        const auto flow = program_.flows.find(id);
        if (flow == program_.flows.end() || !started_.insert(id).second) return;
        for (const Step& step : flow->second.steps)
            if (step.kind == StepKind::run) start(step.name);
    }

    void add_policy(const PolicyTable& table)
    {
        for (const PolicyBlock& block : table.blocks)
            for (const PolicyRow& row : block.rows)
                for (const auto& one : row.rules.cases)
                    for (const std::string& rule : one.then)
                        add(rule, {"row " + row.id, "规则行 " + row.id}, row.file);
        for (const auto& [name, parameter] : table.parameters)
            for (const std::string& rule : parameter.rules)
                add(rule, {"parameter " + name, "参数 " + name}, parameter.file);
        for (const PolicyRaise& raise : table.raises)
            for (const std::string& rule : raise.rules)
                add(rule, {"raise to " + raise.to, "升级到 " + raise.to}, raise.file);
    }

    void add(const std::string& rule, Message what, const std::string& where)
    {
        std::vector<RuleOwner>& owners = owners_[rule];
        for (const RuleOwner& other : owners)
            if (other.what.english == what.english) return;
        owners.push_back({std::move(what), where});
    }

    const Program& program_;
    std::set<std::string> started_;
    std::map<std::string, std::vector<RuleOwner>> owners_;
};

}  // namespace

std::vector<std::pair<std::string, std::vector<RuleOwner>>> rule_owners(const Program& program)
{
    const Owners owners(program);
    std::vector<std::pair<std::string, std::vector<RuleOwner>>> all;
    for (const std::string& rule : program.settings.rule_book)
        all.emplace_back(rule, owners.of(rule));
    return all;
}

void check_rules_are_owned(const Program& program, intents::Problems& problems)
{
    const PackSettings& settings = program.settings;
    const auto problem = [&](Message cause, Message remedy) {
        problems.add(
            {"pack.yaml", settings.rule_book_line, 1, std::move(cause), std::move(remedy)});
    };
    for (const auto& [rule, owners] : rule_owners(program)) {
        const bool excused = settings.unowned.contains(rule);
        if (owners.empty() && !excused)
            problem({"nobody sees to rule " + rule, "规则 " + rule + " 没有落实"},
                    {"name it under rules: of the flow, row or reply that does, or give the reason "
                     "under unowned:",
                     "请在落实它的流程、规则行或话术的 rules: 里写上,或在 unowned: 里写明原因"});
        if (!owners.empty() && excused)
            problem({"rule " + rule + " stands under unowned, and yet " +
                         owners.front().what.english + " sees to it",
                     "规则 " + rule + " 写在 unowned 里,但" + owners.front().what.chinese +
                         " 已经落实了它"},
                    {"delete one of them", "请删掉其中一处"});
    }
}

}  // namespace dialogs
