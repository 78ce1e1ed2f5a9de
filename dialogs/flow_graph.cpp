#include "dialogs/flow_graph.h"

#include <algorithm>
#include <optional>
#include <set>

#include "dialogs/case_space.h"
#include "dialogs/known_values.h"
#include "dialogs/slot_scope.h"
#include "dialogs/variables.h"

namespace dialogs {

namespace {

constexpr std::size_t nodes_max = 20'000;

// The names that the flow's conditions speak of, for the solver.
PolicyTable names_in(const Flow& flow)
{
    PolicyTable table;
    table.scope = scope_of(flow);
    table.fact_maximum = number_max;
    const auto add = [&](const std::optional<Condition>& condition) {
        if (!condition) return;
        for (const std::string& name : condition->names()) table.fact_minimums[name] = -number_max;
    };
    for (const Step& step : flow.steps) {
        add(step.when);
        for (const Branch& branch : step.branches) add(branch.when);
    }
    return table;
}

// Which conditions can hold where something is known of the slots.
class Possible {
public:
    explicit Possible(const Flow& flow) : table_(names_in(flow)), space_(table_) {}

    // That all of `hold` and none of `fail` do.
    bool together(const std::vector<const Condition*>& hold,
                  const std::vector<const Condition*>& fail, const FlowGraph::Known& known)
    {
        if (!space_.fits()) return true;
        // Mostly nothing is known of what the conditions read.
        const auto reads = [&](const Condition* condition) {
            const std::vector<std::string> names = condition->names();
            return std::any_of(known.begin(), known.end(), [&](const auto& slot) {
                return contains(names, "slots." + slot.first);
            });
        };
        if (std::none_of(hold.begin(), hold.end(), reads) &&
            std::none_of(fail.begin(), fail.end(), reads))
            return true;
        std::vector<Solver::Statement> all;
        for (const Condition* one : hold) all.push_back(space_.holds(*one, {}));
        for (const Condition* one : fail) all.push_back(Solver::negation(space_.holds(*one, {})));
        for (const auto& [slot, value] : known)
            if (const auto statement = is(slot, value)) all.push_back(*statement);
        return space_.solver().example(all) || space_.solver().gave_up();
    }

private:
    std::optional<Solver::Statement> is(const std::string& slot, const std::string& value)
    {
        const std::string name = "slots." + slot;
        if (!table_.fact_minimums.contains(name)) return std::nullopt;
        const Declaration& declaration = *table_.scope.find(name);
        std::string text = name + (value.empty() ? " is unset" : " is set");
        const bool has_value = !value.empty() && value != FlowGraph::something;
        if (has_value && declaration.type == Type::choice &&
            std::find(declaration.values.begin(), declaration.values.end(), value) !=
                declaration.values.end())
            text += " and " + name + " = '" + value + "'";
        ExpressionProblems problems;
        const auto condition = Condition::compile(text, table_.scope, {}, problems);
        if (!condition) return std::nullopt;
        return space_.holds(*condition, {});
    }

    const PolicyTable table_;
    CaseSpace space_;
};

void note_slots(const std::optional<Condition>& condition, std::set<std::string>& slots)
{
    if (!condition) return;
    for (const std::string& name : condition->names())
        if (name.rfind("slots.", 0) == 0) slots.insert(name.substr(6));
}

// For each step the slots that it, or one that comes after it, looks at.
std::map<const Step*, std::set<std::string>> slots_read(const Flow& flow)
{
    std::map<const Step*, std::set<std::string>> read;
    for (const Step& step : flow.steps) {
        std::set<std::string>& slots = read[&step];
        note_slots(step.when, slots);
        for (const Branch& branch : step.branches) note_slots(branch.when, slots);
        if (step.kind == StepKind::collect) slots.insert(step.name);
        for (const auto& [name, expression] : step.values)
            if (expression.rfind("slots.", 0) == 0) slots.insert(expression.substr(6));
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const Step& step : flow.steps) {
            std::set<std::string>& slots = read[&step];
            const std::size_t before = slots.size();
            const auto take = [&](const std::string& id) {
                if (const Step* next = flow.find(id))
                    slots.insert(read[next].begin(), read[next].end());
            };
            for (const Way& way : ways_of(step, {})) take(way.to);
            for (const auto& [outcome, to] : step.on) take(to);
            take(step.next);
            if (step.times != 0) take(step.after);
            changed = changed || slots.size() != before;
        }
    }
    return read;
}

class Builder {
public:
    Builder(const Flow& flow,
            const std::function<std::vector<std::string>(const std::string&)>& outcomes)
        : flow_(flow), outcomes_(outcomes), possible_(flow), read_(slots_read(flow))
    {
        graph_.flow = &flow;
    }

    FlowGraph build()
    {
        node_of(flow_.steps.front(), {}, -1, {});
        for (std::size_t i = 0; i < graph_.nodes.size() && graph_.complete; ++i) add_edges(i);
        return std::move(graph_);
    }

private:
    // What nothing looks at any more is forgotten.
    int node_of(const Step& step, FlowGraph::Known known, int from, const Way& how)
    {
        const std::set<std::string>& read = read_.at(&step);
        std::erase_if(known, [&](const auto& slot) { return !read.contains(slot.first); });
        const auto [place, is_new] =
            places_.emplace(std::pair{&step, known}, static_cast<int>(graph_.nodes.size()));
        if (is_new) graph_.nodes.push_back({&step, known, {}, from, how});
        if (graph_.nodes.size() > nodes_max) graph_.complete = false;
        return place->second;
    }

    void add_edges(std::size_t index)
    {
        const Step& step = *graph_.nodes[index].step;
        const FlowGraph::Known known = graph_.nodes[index].known;
        std::vector<Way> ways = ways_of(
            step, step.kind == StepKind::run ? outcomes_(step.name) : std::vector<std::string>{});
        if (step.kind == StepKind::branch) keep_possible(step, known, ways);
        if (step.kind == StepKind::collect) keep_open(step, known, ways);
        if (step.times != 0) ways.push_back({Way::Kind::visits, step.after, {}});
        std::vector<FlowGraph::Edge> edges;
        for (Way& way : ways) {
            const Step* next = way.to.empty() ? nullptr : flow_.find(way.to);
            const int to =
                next ? node_of(*next, after(step, way, known), static_cast<int>(index), way) : -1;
            edges.push_back({std::move(way), to});
        }
        graph_.nodes[index].edges = std::move(edges);
    }

    // ways_of gives one way for each case in its order, and one for "else".
    void keep_possible(const Step& step, const FlowGraph::Known& known, std::vector<Way>& ways)
    {
        std::vector<Way> kept;
        std::vector<const Condition*> before;
        for (std::size_t i = 0; i < ways.size(); ++i) {
            const bool has_condition = i < step.branches.size() && step.branches[i].when;
            std::vector<const Condition*> hold;
            if (has_condition) hold.push_back(&*step.branches[i].when);
            if (possible_.together(hold, before, known)) kept.push_back(ways[i]);
            if (has_condition) before.push_back(&*step.branches[i].when);
        }
        ways = std::move(kept);
    }

    // What is known is not asked for; what is not known is, where nothing lets it be passed over.
    static void keep_open(const Step& step, const FlowGraph::Known& known, std::vector<Way>& ways)
    {
        const auto slot = known.find(step.name);
        if (slot == known.end()) return;
        const bool is_set = !slot->second.empty();
        const bool always_asked = !is_set && !step.when && step.accept.empty();
        std::erase_if(ways, [&](const Way& way) {
            return way.kind == Way::Kind::onwards ? always_asked : is_set;
        });
    }

    FlowGraph::Known after(const Step& step, const Way& way, FlowGraph::Known known) const
    {
        if (way.kind == Way::Kind::visits) return known;
        const bool asked = waits_for_customer(step) && way.kind != Way::Kind::onwards;
        // Whatever the customer writes may fill slots that nothing asked for.
        if (asked) std::erase_if(known, [](const auto& slot) { return slot.second.empty(); });
        switch (step.kind) {
            case StepKind::collect:
                if (way.kind == Way::Kind::answer && step.accept.empty())
                    known[step.name] = FlowGraph::something;
                break;
            case StepKind::set:
                for (const auto& [slot, expression] : step.values) set(slot, expression, known);
                break;
            case StepKind::clear:
                for (const std::string& slot : step.clear) known[slot] = "";
                break;
            case StepKind::run:
            case StepKind::call:
                // Flows that were run may ask; while an action is waited for, the customer writes.
                std::erase_if(known, [](const auto& slot) { return slot.second.empty(); });
                for (auto& [slot, value] : known)
                    if (step.kind == StepKind::run) value = FlowGraph::something;
                break;
            default:
                break;
        }
        return known;
    }

    static void set(const std::string& slot, const std::string& expression, FlowGraph::Known& known)
    {
        if (expression.rfind("slots.", 0) == 0) {
            const auto other = known.find(expression.substr(6));
            if (other == known.end())
                known.erase(slot);
            else
                known[slot] = std::string(other->second);
        } else if (find_variable(expression)) {
            known.erase(slot);
        } else {
            known[slot] = expression;
        }
    }

    const Flow& flow_;
    const std::function<std::vector<std::string>(const std::string&)>& outcomes_;
    Possible possible_;
    const std::map<const Step*, std::set<std::string>> read_;
    FlowGraph graph_;
    std::map<std::pair<const Step*, FlowGraph::Known>, int> places_;
};

}  // namespace

std::vector<Walked> FlowGraph::path_to(int node) const
{
    std::vector<Walked> path;
    for (int at = node; nodes[static_cast<std::size_t>(at)].from >= 0;) {
        const Node& one = nodes[static_cast<std::size_t>(at)];
        path.push_back({flow, nodes[static_cast<std::size_t>(one.from)].step, one.how});
        at = one.from;
    }
    std::reverse(path.begin(), path.end());
    return path;
}

FlowGraph graph_of(const Flow& flow,
                   const std::function<std::vector<std::string>(const std::string&)>& outcomes)
{
    return Builder(flow, outcomes).build();
}

}  // namespace dialogs
