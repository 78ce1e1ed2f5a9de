#include "intents/lint.h"

#include <algorithm>
#include <optional>

#include "intents/character_table.h"
#include "intents/detector.h"
#include "intents/utf8.h"
#include "intents/yaml.h"

namespace intents {

namespace {

// How sure a wrong answer must be to be worth a line: closer calls are what training is for.
constexpr int sure_permille = 600;

struct Written {
    Yaml node;
    std::string intent;
};

class Lint {
public:
    Lint(const std::map<std::string, std::string>& files,
         const std::shared_ptr<const Knowledge>& knowledge, Problems& found)
        : knowledge_(knowledge), detector_(*Detector::build(files, found)), found_(found)
    {
        for (const auto& [path, contents] : files)
            if (path.starts_with("intents/") && path.ends_with(".yaml"))
                roots_.push_back(Yaml::parse(path, contents, unread_));
    }

    void near_duplicates();
    void lost_examples(const TrainingProgress& progress);
    void silent_patterns();
    void taken_samples();

private:
    std::string words_of(const std::string& text) const
    {
        const Normalised message = normalise(decode_utf8(text), knowledge_->lexicon);
        return encode_utf8(knowledge_->recogniser->respell(message.words).text);
    }
    void note(const Yaml& at, Message cause, Message remedy = {})
    {
        found_.add({at.file(), at.line(), at.column(), std::move(cause), std::move(remedy)});
    }

    std::shared_ptr<const Knowledge> knowledge_;
    const Detector detector_;
    Problems& found_;
    Problems unread_;  // the files were read without problems before
    std::vector<Yaml> roots_;
};

// The same but for blanks and marks.
void Lint::near_duplicates()
{
    std::map<std::u32string, Written> seen;
    for (const Yaml& root : roots_)
        for (const Yaml& example : root.field("examples").items()) {
            std::u32string key = decode_utf8(words_of(example.text()));
            std::erase_if(key, [](char32_t c) { return is_space(c) || is_punctuation(c); });
            if (key.empty()) continue;
            const std::string intent = root.field("id").text();
            const auto [first, is_new] = seen.try_emplace(key, Written{example, intent});
            if (is_new || first->second.intent == intent) continue;
            const std::string place =
                first->second.node.file() + ":" + std::to_string(first->second.node.line());
            note(example,
                 {"'" + example.text() + "' says the same as an example of " +
                      first->second.intent + " in " + place,
                  "'" + example.text() + "' 与 " + place + " 属于 " + first->second.intent +
                      " 的例句相同"},
                 {"keep one of them", "请只保留一处"});
        }
}

void Lint::lost_examples(const TrainingProgress& progress)
{
    std::map<std::string, std::vector<Yaml>> nodes;
    for (const Yaml& root : roots_) nodes[root.field("id").text()] = root.field("examples").items();
    for (const HeldOutExample& one : cross_validate(knowledge_, progress)) {
        const std::string& wanted = knowledge_->infos[one.intent].id;
        const std::string given = one.understanding.intent.value_or(wanted);
        if (given == wanted || one.understanding.confidence_permille < sure_permille) continue;
        const Yaml& node = nodes[wanted][one.example];
        const std::string sure = std::to_string(one.understanding.confidence_permille / 10) + " %";
        note(node, {"without it, '" + node.text() + "' is taken for " + given + " (" + sure + ")",
                    "去掉这条例句,'" + node.text() + "' 会被当作 " + given + "(" + sure + ")"});
    }
}

void Lint::silent_patterns()
{
    for (const Yaml& root : roots_) {
        std::vector<std::string> examples;
        for (const Yaml& example : root.field("examples").items())
            examples.push_back(words_of(example.text()));
        for (const Yaml& pattern : root.field("patterns").items()) {
            const re2::RE2 compiled(pattern.field("re").text(), pattern_options());
            const bool fires = std::any_of(
                examples.begin(), examples.end(),
                [&](const std::string& text) { return re2::RE2::PartialMatch(text, compiled); });
            if (fires) continue;
            const std::string name = pattern.field("name").text();
            note(pattern,
                 {"pattern '" + name + "' fires on no example of its intent",
                  "句式 '" + name + "' 匹配不到本意图的任何例句"},
                 {"add an example that it is for, or remove it", "请补一条例句,或删掉它"});
        }
    }
}

void Lint::taken_samples()
{
    for (const Yaml& root : roots_)
        for (const Yaml& pattern : root.field("patterns").items())
            for (const Yaml& sample : pattern.field("samples").items()) {
                const Understanding found = detector_.understand(sample.text());
                const std::string own = root.field("id").text();
                if (found.ranking.empty() || found.ranking.front().intent == own) continue;
                const auto& why = found.ranking.front().why;
                const auto taker = std::find_if(why.begin(), why.end(), [](const Term& term) {
                    return term.source == "pattern";
                });
                if (taker == why.end()) continue;
                const std::string other = found.ranking.front().intent;
                note(sample, {"pattern '" + taker->what + "' of " + other +
                                  " takes this sample of '" + pattern.field("name").text() + "'",
                              other + " 的句式 '" + taker->what + "' 抢走了 '" +
                                  pattern.field("name").text() + "' 的样例"});
            }
}

}  // namespace

void lint(const std::map<std::string, std::string>& files,
          const std::shared_ptr<const Knowledge>& knowledge, const TrainingProgress& progress,
          Problems& found)
{
    Lint lint(files, knowledge, found);
    lint.near_duplicates();
    lint.silent_patterns();
    lint.taken_samples();
    lint.lost_examples(progress);
}

}  // namespace intents
