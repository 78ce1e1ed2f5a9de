#include "bot/stored_input.h"

#include <nlohmann/json.hpp>

#include "bot/text_reader.h"
#include "intents/understanding.h"

namespace bot {

namespace {

using intents::Understanding;

intents::Span read_span(TextReader& reader)
{
    intents::Span span;
    reader.need('[');
    span.start = reader.number<int>();
    reader.need(',');
    span.end = reader.number<int>();
    reader.need(']');
    return span;
}

intents::Term read_term(TextReader& reader)
{
    intents::Term term;
    reader.need(R"({"score":)");
    term.score = reader.number<int>();
    reader.need(R"(,"source":)");
    term.source = reader.plain_string();
    reader.need(R"(,"span":)");
    term.span = read_span(reader);
    reader.need(R"(,"what":)");
    term.what = reader.plain_string();
    reader.need('}');
    return term;
}

intents::RankedIntent read_ranked(TextReader& reader)
{
    intents::RankedIntent ranked;
    reader.need(R"({"intent":)");
    ranked.intent = reader.plain_string();
    reader.need(R"(,"score":)");
    ranked.score = reader.number<int>();
    reader.need(R"(,"why":)");
    reader.each([&] { ranked.why.push_back(read_term(reader)); });
    reader.need('}');
    return ranked;
}

intents::Entity read_entity(TextReader& reader)
{
    intents::Entity entity;
    reader.need('{');
    if (reader.take(R"("fingerprint":)")) {
        entity.fingerprint = reader.plain_string();
        reader.need(',');
    }
    if (reader.take(R"("secret":true,)")) entity.secret = true;
    reader.need(R"("span":)");
    entity.span = read_span(reader);
    reader.need(R"(,"text":)");
    entity.text = reader.plain_string();
    reader.need(R"(,"type":)");
    entity.type = reader.plain_string();
    reader.need(R"(,"value":)");
    entity.value = reader.plain_string();
    reader.need('}');
    return entity;
}

intents::SecondaryIntent read_secondary(TextReader& reader)
{
    intents::SecondaryIntent other;
    reader.need(R"({"confidence_permille":)");
    other.confidence_permille = reader.number<int>();
    reader.need(R"(,"intent":)");
    other.intent = reader.plain_string();
    reader.need(R"(,"span":)");
    other.span = read_span(reader);
    reader.need('}');
    return other;
}

bool read_truth(TextReader& reader)
{
    if (reader.take("true")) return true;
    reader.need("false");
    return false;
}

Understanding read_understanding(TextReader& reader)
{
    Understanding understanding;
    reader.need(R"({"abstained":)");
    understanding.abstained = read_truth(reader);
    reader.need(R"(,"confidence_permille":)");
    understanding.confidence_permille = reader.number<int>();
    reader.need(R"(,"control":"none","demand":)");  // a control word is rare
    reader.each([&] { understanding.demand.push_back(reader.plain_string()); });
    reader.need(R"(,"entities":)");
    reader.each([&] { understanding.entities.push_back(read_entity(reader)); });
    reader.need(R"(,"flags":)");
    reader.each([&] { understanding.flags.push_back(reader.plain_string()); });
    reader.need(R"(,"intent":)");
    if (!reader.take("null")) understanding.intent = reader.plain_string();
    reader.need(R"(,"ranking":)");
    reader.each([&] { understanding.ranking.push_back(read_ranked(reader)); });
    reader.need(R"(,"secondary":)");
    reader.each([&] { understanding.secondary.push_back(read_secondary(reader)); });
    reader.need(R"(,"text":)");
    understanding.text = reader.plain_string();
    reader.need('}');
    return understanding;
}

dialogs::Input read_said(TextReader& reader)
{
    dialogs::Input input;
    dialogs::Said said;
    reader.need(R"({"at":)");
    input.at = dialogs::Time(std::chrono::milliseconds(reader.number<std::int64_t>()));
    reader.need(R"(,"cmid":)");
    said.cmid = reader.plain_string();
    reader.need(R"(,"type":"said","understanding":)");
    said.understanding = read_understanding(reader);
    if (reader.take(R"(,"waiting":)")) input.waiting = reader.number<int>();
    reader.need('}');
    if (!reader.at_end()) TextReader::unexpected();
    input.what = std::move(said);
    return input;
}

}  // namespace

dialogs::Input read_stored_input(std::string_view text)
{
    if (text.find(R"("type":"said")") != std::string_view::npos) {
        try {
            TextReader reader(text);
            return read_said(reader);
        } catch (const std::invalid_argument&) {
            // Escapes, a control word, or an older program's hand: the slow way reads it all.
        }
    }
    return dialogs::input_from_json(nlohmann::json::parse(text));
}

}  // namespace bot
