// The Understanding as it is kept in the log: everything, exactly, so that a replay starts from it.
// And as `kefu parse` prints it (docs: what `kefu parse` answers).
#include <array>
#include <nlohmann/json.hpp>

#include "intents/understanding.h"
#include "intents/utf8.h"

namespace intents {

using nlohmann::json;

namespace {

// Objects are filled field by field: built from a list in braces each one would be made twice, and
// this is written with every message.
json span_json(const Span& span)
{
    json::array_t ends;
    ends.reserve(2);
    ends.emplace_back(span.start);
    ends.emplace_back(span.end);
    return ends;
}

Span span_from(const json& value) { return {value.at(0).get<int>(), value.at(1).get<int>()}; }

json term_json(const Term& term)
{
    json::object_t fields;
    fields.emplace("source", term.source);
    fields.emplace("what", term.what);
    fields.emplace("score", term.score);
    fields.emplace("span", span_json(term.span));
    return fields;
}

json ranked_json(const RankedIntent& ranked)
{
    json::array_t why;
    why.reserve(ranked.why.size());
    for (const Term& term : ranked.why) why.push_back(term_json(term));
    json::object_t fields;
    fields.emplace("intent", ranked.intent);
    fields.emplace("score", ranked.score);
    fields.emplace("why", std::move(why));
    return fields;
}

json entity_json(const Entity& entity)
{
    json::object_t fields;
    fields.emplace("type", entity.type);
    fields.emplace("value", entity.value);
    fields.emplace("text", entity.text);
    fields.emplace("span", span_json(entity.span));
    if (entity.secret) fields.emplace("secret", true);
    if (!entity.fingerprint.empty()) fields.emplace("fingerprint", entity.fingerprint);
    return fields;
}

Term term_from(const json& value)
{
    return {value.at("source").get<std::string>(), value.at("what").get<std::string>(),
            value.at("score").get<int>(), span_from(value.at("span"))};
}

RankedIntent ranked_from(const json& value)
{
    RankedIntent ranked{value.at("intent").get<std::string>(), value.at("score").get<int>(), {}};
    for (const json& term : value.at("why")) ranked.why.push_back(term_from(term));
    return ranked;
}

Entity entity_from(const json& value)
{
    Entity entity;
    entity.type = value.at("type").get<std::string>();
    entity.value = value.at("value").get<std::string>();
    entity.text = value.at("text").get<std::string>();
    entity.span = span_from(value.at("span"));
    entity.secret = value.value("secret", false);
    entity.fingerprint = value.value("fingerprint", std::string());
    return entity;
}

ControlWord control_from(const std::string& name)
{
    for (const ControlWord word : {ControlWord::human, ControlWord::stop, ControlWord::bot,
                                   ControlWord::back, ControlWord::restart})
        if (to_string(word) == name) return word;
    return ControlWord::none;
}

}  // namespace

json to_json(const Understanding& understanding)
{
    json::array_t ranking;
    for (const RankedIntent& ranked : understanding.ranking) ranking.push_back(ranked_json(ranked));
    json secondary = json::array();
    for (const SecondaryIntent& other : understanding.secondary)
        secondary.push_back({{"intent", other.intent},
                             {"confidence_permille", other.confidence_permille},
                             {"span", span_json(other.span)}});
    json::array_t entities;
    for (const Entity& entity : understanding.entities) entities.push_back(entity_json(entity));
    json::object_t fields;
    fields.emplace("text", understanding.text);
    fields.emplace("intent", understanding.intent ? json(*understanding.intent) : json());
    fields.emplace("confidence_permille", understanding.confidence_permille);
    fields.emplace("abstained", understanding.abstained);
    fields.emplace("ranking", std::move(ranking));
    fields.emplace("secondary", std::move(secondary));
    fields.emplace("flags", understanding.flags);
    fields.emplace("demand", understanding.demand);
    fields.emplace("entities", std::move(entities));
    fields.emplace("control", to_string(understanding.control));
    return fields;
}

Understanding understanding_from_json(const json& value)
{
    Understanding understanding;
    understanding.text = value.at("text").get<std::string>();
    if (!value.at("intent").is_null()) understanding.intent = value.at("intent").get<std::string>();
    understanding.confidence_permille = value.at("confidence_permille").get<int>();
    understanding.abstained = value.at("abstained").get<bool>();
    for (const json& ranked : value.at("ranking"))
        understanding.ranking.push_back(ranked_from(ranked));
    // Not in what was logged by earlier versions.
    for (const json& other : value.value("secondary", json::array()))
        understanding.secondary.push_back({other.at("intent").get<std::string>(),
                                           other.at("confidence_permille").get<int>(),
                                           span_from(other.at("span"))});
    understanding.flags = value.at("flags").get<std::vector<std::string>>();
    understanding.demand = value.at("demand").get<std::vector<std::string>>();
    for (const json& entity : value.at("entities"))
        understanding.entities.push_back(entity_from(entity));
    understanding.control = control_from(value.at("control").get<std::string>());
    return understanding;
}

json to_parse_json(const Understanding& understanding, const std::string& original, bool reveal)
{
    const std::u32string given = decode_utf8(original);
    const auto as_written = [&](const Entity& entity) {
        const auto start = static_cast<std::size_t>(entity.span.start);
        return start < given.size()
                   ? encode_utf8(std::u32string_view(given).substr(start, entity.span.end - start))
                   : entity.text;
    };
    json ranking = json::array();
    json why = json::array();
    for (const RankedIntent& ranked : understanding.ranking) {
        ranking.push_back({{"intent", ranked.intent}, {"score", ranked.score}});
        if (ranked.intent != understanding.intent) continue;
        for (const Term& term : ranked.why)
            why.push_back({{"source", term.source},
                           {"what", term.what},
                           {"score", term.score},
                           {"start", term.span.start},
                           {"end", term.span.end}});
    }
    json secondary = json::array();
    for (const SecondaryIntent& other : understanding.secondary)
        secondary.push_back({{"intent", other.intent},
                             {"confidence", other.confidence_permille / 1000.0},
                             {"start", other.span.start},
                             {"end", other.span.end}});
    json entities = json::array();
    for (const Entity& entity : understanding.entities) {
        const bool shown = reveal && entity.secret;
        entities.push_back({{"type", entity.type},
                            {"value", shown ? as_written(entity) : entity.value},
                            {"text", shown ? as_written(entity) : entity.text},
                            {"start", entity.span.start},
                            {"end", entity.span.end}});
    }
    json result = {{"text", reveal ? encode_utf8(given) : understanding.text},
                   {"intent", understanding.intent ? json(*understanding.intent) : json()},
                   {"confidence", understanding.confidence_permille / 1000.0},
                   {"abstained", understanding.abstained},
                   {"ranking", std::move(ranking)},
                   {"secondary", std::move(secondary)},
                   {"flags", understanding.flags},
                   {"demand", understanding.demand},
                   {"entities", std::move(entities)},
                   {"why", std::move(why)}};
    if (understanding.control != ControlWord::none)
        result["control"] = to_string(understanding.control);
    return result;
}

}  // namespace intents
