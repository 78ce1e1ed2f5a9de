#include "intents/detector.h"

#include <algorithm>

#include "intents/character_table.h"
#include "intents/knowledge.h"
#include "intents/model.h"
#include "intents/reading.h"
#include "intents/requests.h"
#include "intents/secrets.h"
#include "intents/training.h"
#include "intents/utf8.h"

namespace intents {

namespace {

constexpr const char* product_type = "product";

constexpr std::size_t ranking_max = 5;

Entity written_out(FoundEntity found, std::u32string_view original)
{
    const std::u32string_view as_written =
        original.substr(found.span.start, found.span.end - found.span.start);
    Entity entity;
    entity.type = std::move(found.type);
    entity.span = found.span;
    entity.secret = found.secret;
    if (found.secret) {
        entity.value = encode_utf8(masked(decode_utf8(found.value)));
        entity.text = encode_utf8(masked(as_written));
        entity.fingerprint = fingerprint(decode_utf8(found.value));
    } else {
        entity.value = std::move(found.value);
        entity.text = encode_utf8(as_written);
    }
    return entity;
}

// What may stand between a denial and what it denies: 别给我退款, 我不是要退款.
std::u32string_view without_link(std::u32string_view before)
{
    for (bool linked = true; linked;) {
        linked = false;
        for (const std::u32string_view link : {U"给我", U"帮我", U"再", U"去", U"要"})
            if (before.ends_with(link)) {
                before.remove_suffix(link.size());
                linked = true;
            }
    }
    return before;
}

bool ends_with_denial(std::u32string_view before)
{
    // 要不要退款 asks.
    for (const std::u32string_view question :
         {U"要不要", U"是不是", U"想不想", U"用不用", U"需不需要"})
        if (before.ends_with(question)) return false;
    for (const std::u32string_view denial :
         {U"不要", U"不想", U"不用", U"不必", U"不需要", U"不需", U"无需", U"不是", U"先不",
          U"没有要", U"没说要", U"别"})
        if (before.ends_with(denial)) return true;
    return false;
}

// 退款就不用了 补发就行
bool is_declined(std::u32string_view after)
{
    for (const std::u32string_view link : {U"就", U"先", U"也", U"暂时"})
        if (after.starts_with(link)) after.remove_prefix(link.size());
    for (const std::u32string_view refusal : {U"不用", U"不必", U"不需要", U"免"}) {
        if (!after.starts_with(refusal)) continue;
        after.remove_prefix(refusal.size());
        if (after.starts_with(U'了')) after.remove_prefix(1);
        return after.empty() || is_space(after[0]) || is_punctuation(after[0]);
    }
    return false;
}

// "不要退款" and "别催" ask for the opposite.
bool is_negated(std::u32string_view before)
{
    if (ends_with_denial(before) || ends_with_denial(without_link(before))) return true;
    if (!before.ends_with(U'不')) return false;
    // 我不退款 is no wish for it; 凭什么不退款 and 你们不退款 are.
    std::size_t clause = before.size();
    while (clause > 0 && !is_space(before[clause - 1]) && !is_punctuation(before[clause - 1]))
        --clause;
    const std::u32string_view said = before.substr(clause);
    for (const std::u32string_view blame :
         {U"凭什么", U"为什么", U"为啥", U"怎么", U"咋", U"你", U"卖家", U"商家", U"老板", U"客服",
          U"平台", U"店", U"还", U"一直", U"都", U"就", U"再", U"要是", U"如果"})
        if (said.find(blame) != said.npos) return false;
    return true;
}

// 京东E卡 is something that is sold here, and says nothing of where it was bought.
bool is_part_of_product(const WordMatch& match, const std::vector<WordMatch>& matches,
                        const Lexicon& lexicon)
{
    return lexicon.words()[match.word].type != product_type &&
           std::any_of(matches.begin(), matches.end(), [&](const WordMatch& other) {
               return lexicon.words()[other.word].type == product_type &&
                      other.start <= match.start && other.end >= match.end &&
                      other.end - other.start > match.end - match.start;
           });
}

// The longest of the lexicon's words at each place and type; they may stand inside other entities
// (an amount, a face value), not inside secrets.
std::vector<FoundEntity> word_entities(std::vector<WordMatch> matches, const TracedText& words,
                                       const Lexicon& lexicon)
{
    std::sort(matches.begin(), matches.end(), [](const WordMatch& a, const WordMatch& b) {
        if (a.start != b.start) return a.start < b.start;
        return a.end != b.end ? a.end > b.end : a.word < b.word;
    });
    struct Seen {
        const Lexicon::Word* word;
        WordMatch match;
    };
    // Both are no longer than the lexicon's list of types, or of values.
    std::vector<Seen> furthest;  // by type
    std::vector<Seen> taken;     // by type and value
    std::vector<FoundEntity> entities;
    for (const WordMatch& match : matches) {
        const Lexicon::Word& word = lexicon.words()[match.word];
        if (is_part_of_product(match, matches, lexicon)) continue;
        auto same_type = std::find_if(furthest.begin(), furthest.end(), [&](const Seen& seen) {
            return seen.word->type == word.type;
        });
        if (same_type == furthest.end())
            same_type = furthest.insert(furthest.end(), {&word, match});
        WordMatch& before_it = same_type->match;
        const bool within_longer =
            before_it.end >= match.end && before_it.end - before_it.start > match.end - match.start;
        if (match.end > before_it.end) before_it = match;
        const std::u32string_view said = words.text;
        // 没有要退 denies 要退, 没有退 does not deny 退.
        const int wish = match.start + (said[match.start] == U'要' ? 1 : 0);
        const bool denied = word.type == "demand" && (is_negated(said.substr(0, wish)) ||
                                                      is_declined(said.substr(match.end)));
        if (within_longer || denied) continue;
        // 或者退 and 退钱 in 或者退钱 are one wish.
        const auto same = std::find_if(taken.begin(), taken.end(), [&](const Seen& seen) {
            return seen.word->type == word.type && seen.word->value == word.value;
        });
        const bool said_already = same != taken.end() && match.start < same->match.end;
        if (same == taken.end())
            taken.push_back({&word, match});
        else
            same->match = match;
        if (said_already) continue;
        entities.push_back({word.type, word.value, words.original(match.start, match.end), false});
    }
    return entities;
}

// True where nothing is left besides entities, their labels and small words.
bool only_entities(const TracedText& words, const std::vector<FoundEntity>& entities)
{
    if (entities.empty()) return false;
    static constexpr std::u32string_view labels[] = {
        U"订单号",   U"单号", U"订单", U"编号", U"手机号", U"手机", U"邮箱", U"尾号", U"号码",
        U"查询密码", U"密码", U"卡密", U"卡号", U"支付宝", U"微信", U"qq",   U"是",   U"的",
        U"号",       U"为",   U"这个", U"这是", U"我",     U"给",   U"在这", U"这",
    };
    static const std::u32string label_characters = [] {
        std::u32string characters;
        for (const std::u32string_view label : labels)
            for (const char32_t c : label)
                if (characters.find(c) == characters.npos) characters += c;
        return characters;
    }();
    constexpr std::size_t labels_size_max = 24;  // more is no row of labels
    std::u32string rest;
    for (std::size_t i = 0; i < words.text.size(); ++i) {
        if (is_space(words.text[i]) || is_punctuation(words.text[i])) continue;
        const Span& at = words.origin[i];
        const bool covered =
            std::any_of(entities.begin(), entities.end(), [&](const FoundEntity& e) {
                return e.span.start <= at.start && at.start < e.span.end;
            });
        if (covered) continue;
        const bool in_label = label_characters.find(words.text[i]) != label_characters.npos;
        if (!in_label || rest.size() == labels_size_max) return false;
        rest.push_back(words.text[i]);
    }
    for (const std::u32string_view label : labels)
        for (std::size_t at = rest.find(label); at != rest.npos; at = rest.find(label))
            rest.erase(at, label.size());
    return rest.empty();
}

Circumstances circumstances(const TracedText& words, const std::vector<FoundEntity>& numbers,
                            const Expectation& expectation)
{
    Circumstances result;
    result.awaiting = !expectation.kind.empty();
    result.confirming = expectation.kind == "confirm" || expectation.kind == "choice";
    for (const FoundEntity& entity : numbers) {
        result.has_order |= entity.type == "order_id" || entity.type == "pay_ref";
        result.has_awaited |=
            std::find(expectation.entity_types.begin(), expectation.entity_types.end(),
                      entity.type) != expectation.entity_types.end();
    }
    result.only_entities = only_entities(words, numbers);
    result.stage = expectation.stage;
    return result;
}

const char* source_name(Clue::Source source)
{
    switch (source) {
        case Clue::Source::pattern:
            return "pattern";
        case Clue::Source::keyword:
            return "keyword";
        case Clue::Source::sound:
            return "sound";
        case Clue::Source::classifier:
            return "classifier";
        case Clue::Source::expectation:
            return "expectation";
    }
    return "";
}

RankedIntent ranked_intent(const Recogniser& recogniser, const IntentDefinition& definition,
                           int intent, const Decision& decision, const TracedText& message)
{
    const TracedText& words = decision.words ? *decision.words : message;
    RankedIntent ranked{definition.info.id, decision.evidence.scores[intent], {}};
    ranked.why.reserve(4);
    for (const Clue& clue : decision.evidence.clues)
        if (clue.intent == intent)
            ranked.why.push_back({source_name(clue.source), recogniser.name_of(clue), clue.score,
                                  words.original(clue.start, clue.end)});
    return ranked;
}

std::vector<std::string> demands(const std::vector<Entity>& entities)
{
    std::vector<std::string> found;
    for (const Entity& entity : entities)
        if (entity.type == "demand" &&
            std::find(found.begin(), found.end(), entity.value) == found.end())
            found.push_back(entity.value);
    return found;
}

std::vector<Span> secret_spans(const std::vector<Entity>& entities)
{
    std::vector<Span> spans;
    for (const Entity& entity : entities)
        if (entity.secret) spans.push_back(entity.span);
    return spans;
}

// The clauses are clearer than the whole: their first request is the message's.
void take_the_turn(Decision& decision, int intent, int confidence_permille)
{
    std::erase(decision.ranking, intent);
    decision.ranking.insert(decision.ranking.begin(), intent);
    if (decision.ranking.size() > ranking_max) decision.ranking.pop_back();
    decision.intent = intent;
    decision.confidence_permille = confidence_permille;
    decision.abstained = false;
}

// A second request stands behind the first and those before it in the ranking, with the terms of
// its own clause.
void rank_secondary(RankedIntent ranked, Understanding& understanding)
{
    std::vector<RankedIntent>& ranking = understanding.ranking;
    std::erase_if(ranking,
                  [&](const RankedIntent& other) { return other.intent == ranked.intent; });
    const std::size_t place = std::min(understanding.secondary.size(), ranking.size());
    ranking.insert(ranking.begin() + static_cast<std::ptrdiff_t>(place), std::move(ranked));
    if (ranking.size() > ranking_max) ranking.pop_back();
}

}  // namespace

Detector::Detector(std::shared_ptr<const Knowledge> knowledge, std::shared_ptr<const Model> model)
    : knowledge_(std::move(knowledge)), model_(std::move(model))
{
}

Detector::~Detector() = default;

std::unique_ptr<const Detector> Detector::build(const std::map<std::string, std::string>& files,
                                                Problems& problems)
{
    const auto knowledge = Knowledge::read(files, problems);
    if (!knowledge) return nullptr;
    std::optional<Model> model;
    if (const auto stored = files.find(model_file); stored != files.end())
        model = Model::read(stored->second);
    if (!model || model->learnt_from != knowledge->hash)
        model = train_classifier(*knowledge, model ? model->calibration : Calibration{});
    return std::make_unique<const Detector>(knowledge,
                                            std::make_shared<const Model>(std::move(*model)));
}

Reading read_message(const Knowledge& knowledge, const Model& model, std::string_view text,
                     const Expectation& expectation)
{
    Reading reading;
    reading.original = decode_utf8(text);
    reading.message = normalise(reading.original, knowledge.lexicon);
    reading.message.words = knowledge.recogniser->respell(std::move(reading.message.words));
    reading.control = knowledge.controls.find(reading.message.words.text);
    reading.all_secret = expectation.secret && reading.control == ControlWord::none &&
                         !reading.message.words.text.empty();
    const int size = static_cast<int>(reading.original.size());
    reading.evidence =
        knowledge.recogniser->read(reading.message.words, model, &reading.words_found);
    if (reading.all_secret) {
        const std::string type = expectation.slot.empty() ? "secret" : expectation.slot;
        reading.entities.push_back({type, encode_utf8(reading.original), {0, size}, true});
    } else {
        const std::u32string before = expectation.before.empty()
                                          ? std::u32string()
                                          : normalise_phrase(expectation.before, knowledge.lexicon);
        reading.entities = find_entities(reading.message, size, expectation, before);
    }
    reading.circumstances = circumstances(reading.message.words, reading.entities, expectation);
    return reading;
}

Understanding Detector::understand(std::string_view text, const Expectation& expectation) const
{
    Reading reading = read_message(*knowledge_, *model_, text, expectation);
    const std::u32string& original = reading.original;
    const TracedText& message_words = reading.message.words;
    std::vector<FoundEntity>& found = reading.entities;
    Understanding understanding;
    understanding.control = reading.control;
    Decision decision = decide(*knowledge_->recogniser, *model_, knowledge_->definitions,
                               message_words, std::move(reading.evidence), reading.circumstances);

    if (!reading.all_secret)
        for (FoundEntity& entity :
             word_entities(reading.words_found, message_words, knowledge_->lexicon))
            found.push_back(std::move(entity));
    const auto is_before = [](const FoundEntity& a, const FoundEntity& b) {
        return a.span.start < b.span.start;
    };
    if (!std::is_sorted(found.begin(), found.end(), is_before))
        std::stable_sort(found.begin(), found.end(), is_before);
    understanding.entities.reserve(found.size());
    for (FoundEntity& entity : found)
        understanding.entities.push_back(written_out(std::move(entity), original));
    understanding.text = mask_spans(original, secret_spans(understanding.entities));
    understanding.demand = demands(understanding.entities);
    const Requests requests =
        reading.all_secret ? Requests{}
                           : separate_requests(*knowledge_->recogniser, *model_,
                                               knowledge_->definitions, message_words, decision);
    if (requests.first && decision.intent != requests.first)
        take_the_turn(decision, *requests.first, requests.confidence_permille);
    if (decision.intent) understanding.intent = knowledge_->definitions[*decision.intent].info.id;
    understanding.abstained = decision.abstained;
    understanding.confidence_permille = decision.confidence_permille;
    for (const int flag : decision.flags)
        understanding.flags.push_back(knowledge_->definitions[flag].info.id);
    understanding.ranking.reserve(decision.ranking.size());
    for (const int intent : decision.ranking)
        understanding.ranking.push_back(ranked_intent(*knowledge_->recogniser,
                                                      knowledge_->definitions[intent], intent,
                                                      decision, message_words));
    for (const Decision& other : requests.others) {
        const IntentDefinition& definition = knowledge_->definitions[*other.intent];
        understanding.secondary.push_back(
            {definition.info.id, other.confidence_permille,
             other.words->original(0, static_cast<int>(other.words->text.size()))});
        rank_secondary(
            ranked_intent(*knowledge_->recogniser, definition, *other.intent, other, message_words),
            understanding);
    }
    return understanding;
}

const std::vector<IntentInfo>& Detector::intents() const { return knowledge_->infos; }

const IntentInfo* Detector::find(std::string_view id) const
{
    for (const IntentInfo& info : knowledge_->infos)
        if (info.id == id) return &info;
    return nullptr;
}

}  // namespace intents
