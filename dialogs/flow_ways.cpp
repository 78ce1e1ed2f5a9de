#include "dialogs/flow_ways.h"

#include <algorithm>

namespace dialogs {

namespace {

std::string edge(const Step& step, const std::string& outcome, const std::string& otherwise)
{
    const auto found = step.on.find(outcome);
    return found == step.on.end() ? otherwise : found->second;
}

}  // namespace

bool waits_for_customer(const Step& step)
{
    return step.kind == StepKind::collect || step.kind == StepKind::gather ||
           step.kind == StepKind::confirm;
}

std::vector<Way> ways_of(const Step& step, const std::vector<std::string>& outcomes_of_run)
{
    using Kind = Way::Kind;
    std::vector<Way> ways;
    switch (step.kind) {
        case StepKind::collect:
        case StepKind::gather:
            ways.push_back({Kind::onwards, step.next, {}});
            ways.push_back({Kind::answer, step.next, {}});
            ways.push_back({Kind::bad, edge(step, "exhausted", "human"), "exhausted"});
            break;
        case StepKind::confirm:
            ways.push_back({Kind::answer, edge(step, "yes", step.next), "yes"});
            ways.push_back({Kind::answer, edge(step, "no", ""), "no"});
            ways.push_back({Kind::bad, edge(step, "no", ""), "no"});
            ways.push_back({Kind::action, edge(step, "expired", edge(step, "no", "")), "expired"});
            break;
        case StepKind::call:
            ways.push_back({Kind::action, edge(step, "ok", step.next), "ok"});
            for (const auto& [outcome, to] : step.on)
                if (outcome != "ok") ways.push_back({Kind::action, to, outcome});
            break;
        case StepKind::decide:
            for (const auto& [outcome, to] : step.on) ways.push_back({Kind::action, to, outcome});
            break;
        case StepKind::branch: {
            for (const Branch& branch : step.branches)
                ways.push_back(
                    {Kind::onwards, branch.to, branch.when ? branch.when->to_text() : "else"});
            const bool always = !step.branches.empty() && !step.branches.back().when;
            if (!always) ways.push_back({Kind::onwards, step.next, "else"});
            break;
        }
        case StepKind::run:
            for (const std::string& outcome : outcomes_of_run) {
                const bool goes_on = outcome == "done" || outcome == "ok" || outcome == "yes";
                ways.push_back(
                    {Kind::action, edge(step, outcome, goes_on ? step.next : ""), outcome});
            }
            break;
        case StepKind::jump:
            ways.push_back({Kind::onwards, step.name, {}});
            break;
        case StepKind::end:
            ways.push_back({Kind::onwards, "", step.name});
            break;
        case StepKind::say:
        case StepKind::ticket:
        case StepKind::handoff:
        case StepKind::set:
        case StepKind::clear:
            ways.push_back({Kind::onwards, step.next, {}});
            break;
    }
    return ways;
}

namespace {

void reach(const Flow& flow, const std::string& id, std::vector<const Step*>& reached)
{
    const Step* step = flow.find(id);
    if (!step || std::find(reached.begin(), reached.end(), step) != reached.end()) return;
    reached.push_back(step);
    if (step->times != 0) reach(flow, step->after, reached);
    if (step->kind == StepKind::run) {
        for (const auto& [outcome, to] : step->on) reach(flow, to, reached);
        reach(flow, step->next, reached);
    }
    for (const Way& way : ways_of(*step, {})) reach(flow, way.to, reached);
}

}  // namespace

std::vector<const Step*> reached_steps(const Flow& flow)
{
    std::vector<const Step*> reached;
    reach(flow, flow.steps.front().id, reached);
    return reached;
}

int messages_at(const Step& step, const Program& program)
{
    if (!waits_for_customer(step)) return 0;
    if (step.kind != StepKind::gather) return step.attempts;
    std::size_t pictures = 0;
    for (const auto& [id, items] : program.checklists)
        if (step.name == id || !program.checklists.contains(step.name))
            pictures = std::max(pictures, items.size());
    // What a rejected refund lacked may be any of the pictures that there are.
    if (step.name == "refund") pictures = program.evidence.size();
    return static_cast<int>(pictures) + step.attempts;
}

namespace {

std::string first_wording(const Program& program, const std::string& key)
{
    const auto reply = program.replies.find(key);
    if (reply == program.replies.end() || reply->second.texts.empty()) return "(" + key + ")";
    std::string text;
    for (const Template::Piece& piece : reply->second.texts.front().pieces)
        text += piece.variable.empty() ? piece.text : "{" + piece.variable + "}";
    return text;
}

std::string answer_to(const Walked& walked)
{
    const Step& step = *walked.step;
    if (step.kind == StepKind::confirm) return walked.way.what == "no" ? "[no]" : "[yes]";
    if (step.kind == StepKind::gather) return "[image]";
    const auto slot = walked.flow->slots.find(step.name);
    if (slot == walked.flow->slots.end() || slot->second.options.empty())
        return "(" + step.name + ")";
    return slot->second.options.front().label;
}

}  // namespace

std::vector<std::string> as_conversation(const std::vector<Walked>& path, const Program& program)
{
    std::vector<std::string> lines;
    const auto add = [&](const std::string& line) {
        if (lines.empty() || lines.back() != line) lines.push_back(line);
    };
    for (const Walked& walked : path) {
        const Step& step = *walked.step;
        const Way& way = walked.way;
        if (way.kind == Way::Kind::visits) {
            add("    (" + step.id + ": times " + std::to_string(step.times) + ")");
            continue;
        }
        switch (step.kind) {
            case StepKind::say:
            case StepKind::handoff:
                add("bot> " + first_wording(program, step.name));
                break;
            case StepKind::collect:
            case StepKind::gather:
            case StepKind::confirm:
                if (way.kind == Way::Kind::onwards) break;
                add("bot> " + first_wording(program, step.ask));
                add(way.kind == Way::Kind::answer ? "user> " + answer_to(walked)
                    : way.kind == Way::Kind::bad
                        ? "user> (" + std::to_string(step.attempts) + " × ?)"
                        : "wait> " + std::to_string(step.expires_minutes) + "m");
                break;
            case StepKind::call:
                add("    (" + step.name + ": " + way.what + ")");
                break;
            case StepKind::decide:
                add("    (policy: " + way.what + ")");
                break;
            case StepKind::run:
                add("    (" + step.name + ": " + way.what + ")");
                break;
            case StepKind::branch:
                add("    (" + way.what + ")");
                break;
            default:
                break;
        }
    }
    return lines;
}

}  // namespace dialogs
