#include "bot/vocabulary.h"

#include <nlohmann/json.hpp>

#include "dialogs/program.h"

namespace bot {

using nlohmann::json;

namespace {

// Flows that have a slot of the same name may call its values differently: the first one counts.
void add_slots(const dialogs::Flow& flow, json& slots, json& values)
{
    for (const auto& [name, slot] : flow.slots) {
        if (slot.label != name) slots.emplace(name, slot.label);
        json& words = values[name];
        for (const dialogs::Option& option : slot.options)
            words.emplace(option.value, option.label);
    }
}

}  // namespace

json vocabulary(const dialogs::Pack& pack)
{
    const dialogs::Program& program = pack.program();
    json flows = json::object(), intents = json::object(), evidence = json::object(),
         checklists = json::object(), slots = json::object(), values = json::object();
    for (const auto& [id, flow] : program.flows) {
        flows[id] = flow.title;
        add_slots(flow, slots, values);
    }
    for (const intents::IntentInfo& intent : pack.detector().intents())
        intents[intent.id] = intent.title;
    for (const auto& [id, item] : program.evidence) evidence[id] = item.label;
    for (const auto& [id, items] : program.checklists)
        checklists[id] = program.label("checklist", id);
    return {{"flow", flows},           {"intent", intents}, {"evidence", evidence},
            {"checklist", checklists}, {"slot", slots},     {"value", values}};
}

}  // namespace bot
