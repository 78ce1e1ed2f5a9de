#include "dialogs/flow_proofs.h"

#include <algorithm>
#include <optional>
#include <set>

#include "dialogs/case_space.h"
#include "dialogs/flow_graph.h"
#include "dialogs/flow_ways.h"
#include "dialogs/slot_scope.h"

namespace dialogs {

using intents::Message;

namespace {

// As the interpreter has it: more flows, one run by the other, do not go on the stack.
constexpr std::size_t flows_deep_max = 8;

std::vector<std::string> outcomes_of(const Program& program, const std::string& flow)
{
    std::set<std::string> outcomes;
    const auto found = program.flows.find(flow);
    if (found == program.flows.end()) return {"done"};
    for (const Step* step : reached_steps(found->second)) {
        if (step->kind == StepKind::end) outcomes.insert(step->name);
        // What a flow that it runs ends with, and it has no edge for, it ends with too.
        if (step->kind != StepKind::run) continue;
        for (const std::string& outcome : outcomes_of(program, step->name))
            if (outcome != "done" && outcome != "ok" && outcome != "yes" &&
                !step->on.contains(outcome))
                outcomes.insert(outcome);
    }
    return {outcomes.begin(), outcomes.end()};
}

Message conversation(const std::vector<Walked>& path, const Program& program)
{
    std::string text;
    for (const std::string& line : as_conversation(path, program)) text += "\n  " + line;
    return {text, text};
}

// ---- One flow running another

class Nesting {
public:
    explicit Nesting(const Program& program) : program_(program) {}

    // The flows from one that runs itself back to it; or a chain that is too long; or nothing.
    std::vector<std::string> wrong()
    {
        for (const auto& [id, flow] : program_.flows)
            if (go(id)) return way_;
        return {};
    }
    bool round() const { return round_; }

private:
    bool go(const std::string& id)
    {
        const auto again = std::find(way_.begin(), way_.end(), id);
        if (again != way_.end()) {
            way_.erase(way_.begin(), again);
            way_.push_back(id);
            return round_ = true;
        }
        way_.push_back(id);
        if (way_.size() > flows_deep_max) return true;
        const auto flow = program_.flows.find(id);
        if (flow != program_.flows.end())
            for (const Step* step : reached_steps(flow->second))
                if (step->kind == StepKind::run && go(step->name)) return true;
        way_.pop_back();
        return false;
    }

    const Program& program_;
    std::vector<std::string> way_;
    bool round_ = false;
};

// ---- Loops

FlowGraph graph_in(const Program& program, const Flow& flow)
{
    return graph_of(flow, [&](const std::string& id) { return outcomes_of(program, id); });
}

// Looks for a loop among the steps that are left when each step with `times` has been entered too
// often: one that nothing bounds.
class Loops {
public:
    explicit Loops(const FlowGraph& graph) : graph_(graph), seen_(graph.nodes.size(), false)
    {
        for (std::size_t i = 0; i < graph.nodes.size() && !found_; ++i)
            found_ = go(static_cast<int>(i));
    }

    bool found() const { return found_; }
    const Step& start() const { return *loop_.front().step; }

    // Whether the customer is asked on the way round.
    bool asks() const
    {
        return std::any_of(loop_.begin(), loop_.end(), [](const Walked& walked) {
            return waits_for_customer(*walked.step) && walked.way.kind != Way::Kind::onwards &&
                   walked.way.kind != Way::Kind::visits;
        });
    }

    // From the flow's beginning to the loop and once round.
    std::vector<Walked> path() const
    {
        std::vector<Walked> path = graph_.path_to(first_);
        path.insert(path.end(), loop_.begin(), loop_.end());
        return path;
    }

private:
    bool go(int node)
    {
        const auto again = std::find(way_.begin(), way_.end(), node);
        if (again != way_.end()) {
            first_ = node;
            loop_.erase(loop_.begin(), loop_.begin() + (again - way_.begin()));
            return true;
        }
        if (seen_[static_cast<std::size_t>(node)]) return false;
        seen_[static_cast<std::size_t>(node)] = true;
        const FlowGraph::Node& at = graph_.nodes[static_cast<std::size_t>(node)];
        way_.push_back(node);
        for (const FlowGraph::Edge& edge : at.edges) {
            if (edge.to < 0) continue;
            if (at.step->times != 0 && edge.way.kind != Way::Kind::visits) continue;
            loop_.push_back({graph_.flow, at.step, edge.way});
            if (go(edge.to)) return true;
            loop_.pop_back();
        }
        way_.pop_back();
        return false;
    }

    const FlowGraph& graph_;
    std::vector<bool> seen_;
    std::vector<int> way_;
    std::vector<Walked> loop_;  // the steps of the way, then of the loop
    int first_ = 0;
    bool found_ = false;
};

// ---- How long a flow can be

using Longest = std::map<std::string, int>;  // by the outcome that it ends with

const std::string person = "(person)";  // the outcome where one takes over

void lengthen(Longest& all, const std::string& outcome, int messages)
{
    const auto [known, is_new] = all.emplace(outcome, messages);
    if (!is_new) known->second = std::max(known->second, messages);
}

// The longest ways through each flow. With `bad_only` the customer never gives an answer, and a
// hand-over is where the way ends.
class Lengths {
public:
    Lengths(const Program& program, bool bad_only) : program_(program), bad_only_(bad_only) {}

    const Longest& of(const std::string& id)
    {
        const auto known = flows_.find(id);
        if (known != flows_.end()) return known->second;
        const auto flow = program_.flows.find(id);
        if (flow == program_.flows.end()) return flows_[id] = {{"done", 0}};
        const FlowGraph graph = graph_in(program_, flow->second);
        std::map<State, Longest> states;
        Longest longest = go(graph, 0, {}, states);
        return flows_[id] = std::move(longest);
    }

private:
    using Visits = std::map<const Step*, int>;
    using State = std::pair<int, Visits>;

    Longest go(const FlowGraph& graph, int node, Visits visits, std::map<State, Longest>& states)
    {
        const FlowGraph::Node& at = graph.nodes[static_cast<std::size_t>(node)];
        bool too_often = false;
        if (at.step->times != 0) {
            int& count = visits[at.step];
            too_often = count >= at.step->times;
            if (!too_often) ++count;
        }
        if (!too_often)
            if (const auto known = states.find({node, visits}); known != states.end())
                return known->second;
        Longest longest;
        const bool hands_over = at.step->kind == StepKind::handoff && !too_often;
        if (hands_over) lengthen(longest, person, 0);
        for (const FlowGraph::Edge& edge : at.edges) {
            if ((edge.way.kind == Way::Kind::visits) != too_often) continue;
            if (bad_only_ && (hands_over || edge.way.kind == Way::Kind::answer)) continue;
            follow(graph, edge, messages(*at.step, edge.way, longest), visits, states, longest);
        }
        if (!too_often) states[{node, visits}] = longest;
        return longest;
    }

    int messages(const Step& step, const Way& way, Longest& longest)
    {
        if (way.kind == Way::Kind::visits) return 0;
        if (step.kind == StepKind::run) {
            const Longest& inside = of(step.name);
            if (const auto found = inside.find(person); found != inside.end())
                lengthen(longest, person, found->second);
            const auto found = inside.find(way.what);
            return found == inside.end() ? -1 : found->second;
        }
        if (way.kind == Way::Kind::onwards) return 0;
        return way.kind == Way::Kind::bad ? step.attempts : messages_at(step, program_);
    }

    // `messages` below 0: this way is never gone.
    void follow(const FlowGraph& graph, const FlowGraph::Edge& edge, int messages,
                const Visits& visits, std::map<State, Longest>& states, Longest& longest)
    {
        if (messages < 0) return;
        if (edge.to < 0) return lengthen(longest, edge.way.what, messages);
        for (const auto& [outcome, further] : go(graph, edge.to, visits, states))
            lengthen(longest, outcome, messages + further);
    }

    const Program& program_;
    const bool bad_only_;
    std::map<std::string, Longest> flows_;
};

// ---- A person where one was promised

// A way through a flow to its end past every hand-over; empty where there is none.
class WithoutPerson {
public:
    explicit WithoutPerson(const Program& program) : program_(program) {}

    std::vector<Walked> way(const std::string& id)
    {
        path_.clear();
        seen_.clear();
        const auto flow = program_.flows.find(id);
        if (flow != program_.flows.end()) go(flow->second, flow->second.steps.front());
        return path_;
    }

private:
    bool go(const Flow& flow, const Step& step)
    {
        if (step.kind == StepKind::handoff || !seen_.insert(&step).second) return false;
        std::vector<std::string> outcomes;
        if (step.kind == StepKind::run)
            for (const std::string& outcome : outcomes_of(program_, step.name))
                if (!always_person(step.name)) outcomes.push_back(outcome);
        std::vector<Way> ways = ways_of(step, outcomes);
        if (step.times != 0) ways.push_back({Way::Kind::visits, step.after, {}});
        for (const Way& way : ways) {
            const Step* next = way.to.empty() ? nullptr : flow.find(way.to);
            path_.push_back({&flow, &step, way});
            if (!next || go(flow, *next)) return true;
            path_.pop_back();
        }
        return false;
    }

    bool always_person(const std::string& id) { return WithoutPerson(program_).way(id).empty(); }

    const Program& program_;
    std::vector<Walked> path_;
    std::set<const Step*> seen_;
};

// ---- Branches

// A table that holds the names of a flow's conditions: what the solver asks its questions of.
PolicyTable names_of(const Flow& flow, const std::vector<const Condition*>& conditions)
{
    PolicyTable table;
    table.scope = scope_of(flow);
    table.fact_maximum = number_max;
    for (const Condition* condition : conditions)
        for (const std::string& name : condition->names()) table.fact_minimums[name] = -number_max;
    return table;
}

void prove_branch(const Flow& flow, const Step& step, intents::Problems& problems)
{
    std::vector<const Condition*> conditions;
    for (const Branch& branch : step.branches)
        if (branch.when) conditions.push_back(&*branch.when);
    if (step.when) conditions.push_back(&*step.when);
    if (conditions.empty()) return;
    const PolicyTable table = names_of(flow, conditions);
    CaseSpace space(table);
    if (!space.fits()) return;
    std::vector<Solver::Statement> before;
    for (const Condition* condition : conditions) {
        const Solver::Statement holds = space.holds(*condition, {});
        std::vector<Solver::Statement> all = before;
        all.push_back(holds);
        before.push_back(Solver::negation(holds));
        if (space.solver().example(all) || space.solver().gave_up()) continue;
        const bool never = !space.solver().example({holds});
        const std::string text = condition->to_text();
        problems.add(
            {flow.file,
             step.line,
             1,
             never ? Message{"this never holds: " + text, "这个条件永远不成立:" + text}
                   : Message{"this case is never taken, those before it take all of it: " + text,
                             "这种情况不会出现,前面的条件已经包含了它:" + text},
             {"mend the condition, or delete the case", "请改正条件,或删掉这一项"}});
    }
}

}  // namespace

std::map<std::string, FlowBounds> flow_bounds(const Program& program)
{
    std::map<std::string, FlowBounds> bounds;
    Lengths any(program, false);
    Lengths bad(program, true);
    const auto most = [](const Longest& longest) {
        int most = 0;
        for (const auto& [outcome, messages] : longest) most = std::max(most, messages);
        return most;
    };
    for (const auto& [id, flow] : program.flows) {
        FlowBounds& bound = bounds[id];
        bound.messages = most(any.of(id));
        bound.bad_answers = most(bad.of(id));
        for (const Step& step : flow.steps)
            if (step.times != 0) bound.loops[step.id] = step.times;
    }
    return bounds;
}

void prove_flows_end(const Program& program, intents::Problems& problems)
{
    Nesting nesting(program);
    if (const std::vector<std::string> way = nesting.wrong(); !way.empty()) {
        std::string names;
        for (const std::string& id : way) names += (names.empty() ? "" : " → ") + id;
        const Flow& first = program.flows.at(way.front());
        problems.add({first.file,
                      0,
                      0,
                      nesting.round() ? Message{"flows run each other for ever: " + names,
                                                "流程互相调用,没有尽头:" + names}
                                      : Message{"too many flows run one another: " + names,
                                                "流程一个套一个,太深了:" + names},
                      {"let one of them go on with goto: instead", "请让其中一个改用 goto:"}});
        return;
    }
    for (const auto& [id, flow] : program.flows) {
        const FlowGraph graph = graph_in(program, flow);
        const Loops loops(graph);
        if (!graph.complete)
            problems.add({flow.file,
                          0,
                          0,
                          {"it cannot be proved that this flow ends: it has too many ways",
                           "无法证明这个流程会结束:路径太多"},
                          {"divide it into several flows", "请拆成几个流程"}});
        if (loops.found()) {
            const Message shown = conversation(loops.path(), program);
            problems.add(
                {flow.file,
                 loops.start().line,
                 1,
                 loops.asks() ? Message{"this can go round for ever", "这里可能一直绕下去"}
                              : Message{"this goes round for ever without asking anything",
                                        "这里会一直绕圈,不问客户任何问题"},
                 {"give one of its steps 'times: 3' and 'after: a_label' outside the loop:" +
                      shown.english,
                  "请给其中一步加上 times: 3,以及指向圈外的 after: 标签:" + shown.chinese}});
        }
    }
}

void prove_flows(const Program& program, intents::Problems& problems)
{
    for (const auto& [id, flow] : program.flows)
        for (const Step& step : flow.steps) prove_branch(flow, step, problems);
    const PackSettings& settings = program.settings;
    WithoutPerson without(program);
    for (const std::string& id :
         std::set<std::string>{settings.human_flow, settings.scam_flow, settings.minor_flow,
                               settings.trouble_flow, "human", "trouble"}) {
        const std::vector<Walked> path = without.way(id);
        if (path.empty()) continue;
        const Message shown = conversation(path, program);
        problems.add({program.flows.at(id).file,
                      path.back().step->line,
                      1,
                      {"flow '" + id + "' is to bring a person, and can end without one",
                       "流程 '" + id + "' 应当转到人工,但可能没转就结束了"},
                      {"hand over on each way to its end:" + shown.english,
                       "每条路都要经过 handoff:" + shown.chinese}});
    }
}

}  // namespace dialogs
