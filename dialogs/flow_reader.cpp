#include "dialogs/flow_reader.h"

#include <algorithm>
#include <set>

#include "dialogs/actions.h"
#include "dialogs/flow_loops.h"
#include "dialogs/rule_ids.h"
#include "dialogs/slot_scope.h"
#include "dialogs/variables.h"

namespace dialogs {

using intents::Yaml;

const Step* Flow::find(const std::string& id) const
{
    const auto found =
        std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.id == id; });
    return found == steps.end() ? nullptr : &*found;
}

bool Flow::triggered_by(const std::string& intent) const
{
    return std::any_of(triggers.begin(), triggers.end(),
                       [&](const Trigger& trigger) { return trigger.intent == intent; });
}

std::map<std::string, std::string> Flow::slots_for(const std::string& intent,
                                                   const intents::Understanding* message) const
{
    std::vector<std::string> patterns = {""};  // the intent itself
    if (message)
        for (std::string& pattern : message->patterns_of(intent)) patterns.push_back(pattern);
    std::map<std::string, std::string> slots;
    for (const std::string& pattern : patterns)
        for (const Trigger& trigger : triggers)
            if (trigger.intent == intent && trigger.pattern == pattern)
                for (const auto& [slot, value] : trigger.slots) slots[slot] = value;
    return slots;
}

namespace {

const std::vector<std::string> step_kinds = {"say",    "collect", "gather", "call",    "decide",
                                             "branch", "confirm", "ticket", "handoff", "goto",
                                             "run",    "set",     "clear",  "end"};
const std::vector<std::string> slot_types = {"text", "choice", "boolean", "number", "secret"};

// Fields that each kind of step may have, besides its own name, `id`, `times` and `after`.
const std::map<std::string, std::vector<std::string>> fields_of = {
    {"say", {"when"}},
    {"collect", {"ask", "reprompt", "attempts", "accept", "when", "on"}},
    {"gather", {"ask", "reprompt", "attempts", "on"}},
    {"call", {"in", "on"}},
    {"decide", {"on"}},
    {"branch", {}},
    {"confirm",
     {"ask", "reprompt", "attempts", "expires_minutes", "refusals", "answers", "other_wish", "on"}},
    {"ticket", {"queue", "priority"}},
    {"handoff", {"queue", "priority"}},
    {"goto", {}},
    {"run", {"in", "on"}},
    {"set", {}},
    {"clear", {}},
    {"end", {}},
};

class FlowReader {
public:
    FlowReader(const Yaml& file, const KnownNames& known) : file_(file), known_(known) {}

    std::optional<Flow> read()
    {
        if (!file_.holds_fields(
                {"a flow begins with 'flow: its_name'", "流程文件以 'flow: 名字' 开头"}))
            return std::nullopt;
        file_.allow_only({"flow", "title", "triggers", "rules", "inputs", "outputs", "slots",
                          "steps", "labels", "speaks_for_agents", "returns"});
        flow_.id = file_.required("flow").text();
        flow_.title = file_.required("title").text();
        flow_.file = file_.file();
        flow_.rules = read_rules(file_.field("rules"));
        flow_.inputs = file_.field("inputs").texts();
        flow_.outputs = file_.field("outputs").texts();
        flow_.returns = file_.field("returns").boolean();
        flow_.speaks_for_agents = file_.field("speaks_for_agents").boolean();
        for (const auto& [name, slot] : file_.field("slots").entries()) read_slot(name.raw(), slot);
        for (const char* field : {"inputs", "outputs"})
            for (const std::string& name : file_.field(field).texts())
                if (!flow_.slots.contains(name))
                    file_.field(field).problem(
                        {"unknown slot '" + name + "'", "没有声明槽位 '" + name + "'"},
                        intents::suggest(name, slot_names()));
        read_triggers();
        const std::vector<Yaml> steps = file_.required("steps").items();
        if (steps.empty()) return std::nullopt;
        read_steps(steps, "");
        for (const auto& [label, list] : file_.field("labels").entries()) read_label(label, list);
        add_way_out("human");
        add_way_out("trouble");
        check_targets();
        check_loops();
        return std::move(flow_);
    }

private:
    void read_slot(const std::string& name, const Yaml& yaml)
    {
        yaml.allow_only({"type", "label", "options", "words", "from", "free_text", "length_max"});
        Slot slot;
        slot.name = name;
        const std::string type = yaml.required("type").text("text");
        const auto place = std::find(slot_types.begin(), slot_types.end(), type);
        if (place == slot_types.end())
            yaml.field("type").problem(
                {"unknown type '" + type + "'", "不认识的类型 '" + type + "'"},
                intents::suggest(type, slot_types));
        else
            slot.type = static_cast<SlotType>(place - slot_types.begin());
        slot.label = yaml.field("label").text(name);
        for (const auto& [value, label] : yaml.field("options").entries())
            slot.options.push_back({value.raw(), label.text()});
        for (const auto& [value, words] : yaml.field("words").entries())
            slot.words[value.raw()] = words.texts();
        if (slot.type == SlotType::boolean && slot.options.empty())
            slot.options = {{"yes", "是"}, {"no", "不是"}};
        if (slot.type == SlotType::choice && slot.options.empty())
            yaml.problem(
                {"a choice needs options", "choice 类型要写 options"},
                {"options: {value: what the button says}", "写成 options: {值: 按钮文字}"});
        slot.from = yaml.field("from").texts();
        slot.free_text = yaml.field("free_text").boolean();
        slot.length_max = yaml.field("length_max").count(200);
        flow_.slots.emplace(name, std::move(slot));
    }

    void read_triggers()
    {
        const Yaml triggers = file_.field("triggers");
        const auto add = [&](const Yaml& intent, std::map<std::string, std::string> slots) {
            intent.expect_one_of(known_.questions, "intent or intent/pattern", "意图或意图/句式");
            const std::size_t slash = std::min(intent.raw().find('/'), intent.raw().size());
            const std::string id = intent.raw().substr(0, slash);
            const bool pattern = slash < intent.raw().size();
            if (pattern && !flow_.triggered_by(id))
                intent.problem({"a pattern adds to what its intent sets, and '" + id +
                                    "' does not start this flow",
                                "句式只补充意图所填的内容,而意图 '" + id + "' 不会开始这个流程"},
                               {"write " + id + ": {} before it", "请在它前面写上 " + id + ": {}"});
            flow_.triggers.push_back(
                {id, pattern ? intent.raw().substr(slash + 1) : "", std::move(slots)});
        };
        if (triggers.is_map()) {
            for (const auto& [intent, slots] : triggers.entries()) {
                std::map<std::string, std::string> values;
                for (const auto& [name, value] : slots.entries()) {
                    expect_slot(name);
                    values[name.raw()] = value.text();
                }
                add(intent, std::move(values));
            }
        } else {
            for (const Yaml& intent : triggers.items()) add(intent, {});
        }
    }

    void read_label(const Yaml& label, const Yaml& list)
    {
        const std::vector<Yaml> steps = list.items();
        if (!steps.empty()) return read_steps(steps, label.raw());
        if (list.is_list() || !list.defined())
            label.problem({"the label '" + label.raw() + "' has no steps",
                           "标签 '" + label.raw() + "' 下面没有步骤"},
                          {"write its steps, or delete it", "请写上步骤,或删掉它"});
    }

    void read_steps(const std::vector<Yaml>& list, const std::string& label)
    {
        const std::size_t begin = flow_.steps.size();
        for (const Yaml& yaml : list) {
            Step step = read_step(yaml);
            if (flow_.steps.size() == begin && !label.empty()) step.id = label;
            while (flow_.find(step.id)) step.id += "_";
            flow_.steps.push_back(std::move(step));
        }
        for (std::size_t i = begin; i < flow_.steps.size(); ++i) {
            Step& step = flow_.steps[i];
            const bool last = i + 1 == flow_.steps.size();
            if (!last) step.next = flow_.steps[i + 1].id;
            if (last && !always_leaves(step))
                list.back().problem({"the flow stops here without an end", "流程到这里就断了"},
                                    {"add '- end: done' or '- goto: a_label'",
                                     "请加上 '- end: done' 或 '- goto: 标签'"});
        }
    }

    Step read_step(const Yaml& yaml)
    {
        Step step;
        step.line = yaml.line();
        const auto entries = yaml.entries();
        if (entries.empty()) {
            yaml.problem({"a step begins with its kind", "每一步以它的种类开头"},
                         intents::suggest("", step_kinds));
            return step;
        }
        // The kind is the first field that names one, so that `id:` may stand before it.
        std::string kind;
        Yaml value = entries.front().second;
        for (const auto& [key, content] : entries)
            if (kind.empty() &&
                std::find(step_kinds.begin(), step_kinds.end(), key.raw()) != step_kinds.end()) {
                kind = key.raw();
                value = content;
            }
        if (kind.empty()) {
            const std::string word = entries.front().first.raw();
            entries.front().first.problem(
                {"unknown step '" + word + "'", "不认识的步骤 '" + word + "'"},
                intents::suggest(word, step_kinds));
            return step;
        }
        std::vector<std::string> allowed = fields_of.at(kind);
        allowed.insert(allowed.end(), {kind, "id", "times", "after"});
        yaml.allow_only(allowed);
        const auto place = std::find(step_kinds.begin(), step_kinds.end(), kind);
        step.kind = static_cast<StepKind>(place - step_kinds.begin());
        if (value.is_scalar()) step.name = value.raw();
        step.id = yaml.field("id").text(default_id(kind, step, yaml.line()));
        step.times = yaml.field("times").defined() ? yaml.field("times").count(1) : 0;
        step.after = yaml.field("after").text("human");
        step.ask = yaml.field("ask").text();
        step.reprompts = yaml.field("reprompt").texts();
        step.attempts = yaml.field("attempts").count(3);
        step.accept = yaml.field("accept").texts();
        step.queue = yaml.field("queue").text("aftersale");
        step.priority = yaml.field("priority").text();
        if (yaml.field("priority").defined())
            yaml.field("priority").expect_one_of({"P0", "P1", "P2", "P3"}, "priority", "优先级");
        step.expires_minutes = yaml.field("expires_minutes").count(15);
        step.when = read_condition(yaml.field("when"));
        for (const auto& [outcome, to] : yaml.field("on").entries())
            step.on[outcome.raw()] = to.text();
        for (const auto& [name, expression] : yaml.field("in").entries())
            step.values[name.raw()] = expression.text();
        read_details(step, yaml, value);
        return step;
    }

    static std::string default_id(const std::string& kind, const Step& step, int line)
    {
        if (kind == "collect" || kind == "call" || kind == "confirm") return step.name;
        return kind + "_" + std::to_string(line);
    }

    void read_details(Step& step, const Yaml& yaml, const Yaml& value)
    {
        const auto need = [&](const char* field) {
            if (!yaml.field(field).defined()) yaml.required(field);
        };
        switch (step.kind) {
            case StepKind::say:
                expect_reply(value);
                break;
            case StepKind::handoff:
                expect_reply(value);
                if (yaml.field("queue").defined())
                    yaml.field("queue").expect_one_of(known_.queues, "queue", "队列");
                break;
            case StepKind::ticket:
                value.expect_one_of({"review", "handoff"}, "ticket", "工单");
                if (yaml.field("queue").defined())
                    yaml.field("queue").expect_one_of(known_.queues, "queue", "队列");
                break;
            case StepKind::collect:
                expect_slot(value);
                need("ask");
                expect_replies(yaml);
                for (const Yaml& slot : yaml.field("accept").is_list()
                                            ? yaml.field("accept").items()
                                            : std::vector<Yaml>{})
                    expect_slot(slot);
                step.on.emplace("exhausted", "human");
                break;
            case StepKind::gather:
                if (step.name != "decision" && step.name != "refund")
                    value.expect_one_of(known_.checklists, "checklist", "证据清单");
                need("ask");
                expect_replies(yaml);
                step.on.emplace("exhausted", "human");
                break;
            case StepKind::confirm:
                need("ask");
                expect_replies(yaml);
                if (!step.on.contains("no"))
                    yaml.problem(
                        {"a confirm says where a no leads", "confirm 要写明客户不同意时去哪里"},
                        {"add on: {no: a_label}", "请加上 on: {no: 标签}"});
                expect_outcomes(yaml, {"yes", "no", "expired"});
                for (const Yaml& intent : yaml.field("refusals").items())
                    intent.expect_one_of(known_.intents, "intent", "意图");
                step.refusals = yaml.field("refusals").texts();
                for (const auto& [intent, reply] : yaml.field("answers").entries()) {
                    intent.expect_one_of(known_.questions, "intent or intent/pattern",
                                         "意图或意图/句式");
                    expect_reply(reply);
                    step.answers[intent.raw()] = reply.text();
                }
                if (const Yaml other = yaml.field("other_wish"); other.defined()) {
                    expect_reply(other);
                    step.other_wish = other.text();
                }
                break;
            case StepKind::call:
                read_call(step, yaml, value);
                break;
            case StepKind::decide: {
                value.expect_one_of({"policy"}, "decision", "判断");
                const std::vector<std::string>& names = find_variable("decision.name")->values;
                expect_outcomes(yaml, names);
                for (const std::string& name : names) step.on.emplace(name, "human");
                break;
            }
            case StepKind::branch:
                read_branches(step, value);
                break;
            case StepKind::set:
                for (const auto& [name, expression] : value.entries()) {
                    expect_slot(name);
                    step.values[name.raw()] = expression.text();
                    expect_value(expression);
                }
                break;
            case StepKind::clear:
                step.clear = value.texts();
                for (const std::string& name : step.clear)
                    if (!flow_.slots.contains(name))
                        value.problem(
                            {"unknown slot '" + name + "'", "没有声明槽位 '" + name + "'"},
                            intents::suggest(name, slot_names()));
                break;
            case StepKind::run:
            case StepKind::jump:
            case StepKind::end:
                break;
        }
        for (const auto& [name, expression] : yaml.field("in").entries()) expect_value(expression);
    }

    void read_call(Step& step, const Yaml& yaml, const Yaml& value)
    {
        const Action* action = find_action(step.name);
        if (!action) {
            std::vector<std::string> names;
            for (const Action& known : all_actions()) names.push_back(known.name);
            value.problem({"unknown action '" + step.name + "'", "没有动作 '" + step.name + "'"},
                          intents::suggest(step.name, names));
            return;
        }
        expect_outcomes(yaml, action->outcomes);
        for (const std::string& outcome : action->outcomes)
            if (outcome != "ok") step.on.emplace(outcome, "trouble");
    }

    void read_branches(Step& step, const Yaml& value)
    {
        for (const Yaml& item : value.items()) {
            item.allow_only({"when", "goto", "else"});
            Branch branch;
            if (const Yaml otherwise = item.field("else"); otherwise.defined()) {
                branch.to = otherwise.text();
            } else {
                branch.when = read_condition(item.required("when"));
                branch.to = item.required("goto").text();
            }
            step.branches.push_back(std::move(branch));
        }
    }

    std::optional<Condition> read_condition(const Yaml& yaml)
    {
        if (!yaml.defined()) return std::nullopt;
        return compile_condition(yaml, flow_);
    }

    // Every flow can call a human, and go to the pack's flow for trouble, without writing it out.
    void add_way_out(const std::string& name)
    {
        if (flow_.find(name) || flow_.id == name) return;
        Step run;
        run.kind = StepKind::run;
        run.id = name;
        run.name = name;
        run.next = name + "_end";
        Step end;
        end.kind = StepKind::end;
        end.id = run.next;
        end.name = name;
        flow_.steps.push_back(std::move(run));
        flow_.steps.push_back(std::move(end));
    }

    void check_targets()
    {
        std::vector<std::string> ids;
        for (const Step& step : flow_.steps) ids.push_back(step.id);
        for (Step& step : flow_.steps) {
            const auto check = [&](std::string& to) {
                if (to == "next") to = step.next;
                if (std::find(ids.begin(), ids.end(), to) != ids.end()) return;
                note(step.line,
                     {"there is no step or label '" + to + "'", "没有叫 '" + to + "' 的步骤或标签"},
                     intents::suggest(to, ids));
            };
            for (auto& [outcome, to] : step.on) check(to);
            for (Branch& branch : step.branches) check(branch.to);
            if (step.kind == StepKind::jump) check(step.name);
            if (step.times != 0) check(step.after);
        }
        std::set<std::string> reached;
        reach(flow_.steps.front().id, reached);
        for (const Step& step : flow_.steps)
            if (!reached.contains(step.id) && step.line > 0)
                note(step.line,
                     {"step '" + step.id + "' can never be reached",
                      "步骤 '" + step.id + "' 永远走不到"},
                     {"lead to it, or delete it", "请从别处引到它,或删掉它"});
    }

    void reach(const std::string& id, std::set<std::string>& reached) const
    {
        const Step* step = flow_.find(id);
        if (!step || !reached.insert(id).second) return;
        for (const auto& [outcome, to] : step->on) reach(to, reached);
        for (const Branch& branch : step->branches) reach(branch.to, reached);
        if (step->kind == StepKind::jump) reach(step->name, reached);
        if (step->times != 0) reach(step->after, reached);
        if (!always_leaves(*step)) reach(step->next, reached);
    }

    void check_loops()
    {
        const std::vector<std::string> loop = endless_loop(flow_);
        if (loop.empty()) return;
        std::string way;
        for (const std::string& id : loop) way += id + " → ";
        way += loop.front();
        note(flow_.find(loop.front())->line,
             {"this goes round for ever without asking anything: " + way,
              "这里会一直绕圈,不问客户任何问题:" + way},
             {"give one of the steps 'times: 3' and 'after: a_label', or ask something on the way",
              "请给其中一步加上 times: 3 和 after: 标签,或在中间问客户一句"});
    }

    // Whether it never leads to the step written after it.
    static bool always_leaves(const Step& step)
    {
        return step.kind == StepKind::end || step.kind == StepKind::jump ||
               (step.kind == StepKind::branch && !step.branches.empty() &&
                !step.branches.back().when) ||
               (step.kind == StepKind::call && step.on.contains("ok")) ||
               step.kind == StepKind::decide;
    }

    void note(int line, intents::Message cause, intents::Message remedy)
    {
        file_.problem_at(line, std::move(cause), std::move(remedy));
    }

    std::vector<std::string> slot_names() const
    {
        std::vector<std::string> names;
        for (const auto& [name, slot] : flow_.slots) names.push_back(name);
        return names;
    }

    void expect_reply(const Yaml& yaml)
    {
        if (known_.all_replies) yaml.expect_one_of(known_.replies, "reply", "话术");
    }
    void expect_slot(const Yaml& yaml)
    {
        if (!flow_.slots.contains(yaml.raw())) yaml.expect_one_of(slot_names(), "slot", "槽位");
    }
    void expect_replies(const Yaml& yaml)
    {
        if (yaml.field("ask").defined()) expect_reply(yaml.field("ask"));
        const Yaml again = yaml.field("reprompt");
        if (again.is_scalar()) expect_reply(again);
        if (again.is_list())
            for (const Yaml& reply : again.items()) expect_reply(reply);
    }
    void expect_outcomes(const Yaml& yaml, const std::vector<std::string>& outcomes)
    {
        for (const auto& [outcome, to] : yaml.field("on").entries())
            outcome.expect_one_of(outcomes, "outcome", "结果");
    }
    // A value of in: or set: "slots.x", a variable, or a literal.
    void expect_value(const Yaml& yaml)
    {
        const std::string text = yaml.raw();
        if (text.rfind("slots.", 0) == 0) {
            const std::string name = text.substr(6);
            if (!flow_.slots.contains(name))
                yaml.problem({"unknown slot '" + name + "'", "没有声明槽位 '" + name + "'"},
                             intents::suggest(name, slot_names()));
        } else if (text.find('.') != std::string::npos && !find_variable(text)) {
            std::vector<std::string> names;
            for (const Variable& variable : all_variables()) names.push_back(variable.name);
            yaml.problem({"unknown variable '" + text + "'", "没有变量 '" + text + "'"},
                         intents::suggest(text, names));
        }
    }

    const Yaml& file_;
    const KnownNames& known_;
    Flow flow_;
};

}  // namespace

std::optional<Flow> read_flow(const Yaml& file, const KnownNames& known)
{
    return FlowReader(file, known).read();
}

}  // namespace dialogs
