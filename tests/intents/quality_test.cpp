// How well the pack's own intents are told apart: by five-fold cross-validation over the examples,
// and over messages that nothing in the pack was written for (held_out.tsv).
#include <gtest/gtest.h>

#include <sstream>

#include "intents/yaml.h"
#include "tests/intents/kameng.h"

namespace intents {
namespace {

struct Message {
    std::string intent;
    std::string text;
};

// The dialog asks before such answers come.
Expectation asked_for(const std::string& intent)
{
    Expectation expectation;
    if (intent == "affirm" || intent == "deny_correct") expectation.kind = "confirm";
    if (intent == "provide_info") {
        expectation.kind = "slot";
        expectation.entity_types = {"order_id", "phone", "email", "amount", "tail"};
    }
    return expectation;
}

struct Score {
    std::map<std::string, std::map<std::string, int>> answers;  // wanted -> given
    int right = 0, wrong = 0, abstained = 0, first = 0;

    void judge(const Detector& detector, const Message& message)
    {
        const Understanding found = detector.understand(message.text, asked_for(message.intent));
        const std::string given = found.intent.value_or("none");
        ++answers[message.intent][given];
        right += given == message.intent;
        abstained += !found.intent.has_value();
        wrong += found.intent.has_value() && given != message.intent;
        first += !found.ranking.empty() && found.ranking[0].intent == message.intent;
    }

    int all() const { return right + wrong + abstained; }

    double macro_f1() const
    {
        double sum = 0;
        for (const auto& [intent, given] : answers) {
            int hits = 0, wanted = 0, claimed = 0;
            for (const auto& [name, count] : given) {
                wanted += count;
                if (name == intent) hits += count;
            }
            for (const auto& [other, others] : answers) {
                const auto found = others.find(intent);
                if (found != others.end()) claimed += found->second;
            }
            sum += 2.0 * hits / std::max(1, wanted + claimed);
        }
        return sum / static_cast<double>(answers.size());
    }

    void report(const char* what) const
    {
        std::cout << what << ": macro-F1 " << macro_f1() << ", right " << right << ", wrong "
                  << wrong << ", abstained " << abstained << ", first in the ranking " << first
                  << " of " << all() << "\n";
    }
};

// The pack without every fifth example, which go to `held`. Examples stand one a line.
std::map<std::string, std::string> without_fold(const std::map<std::string, std::string>& files,
                                                int fold, std::vector<Message>& held)
{
    std::map<std::string, std::string> kept;
    int number = 0;
    for (const auto& [path, contents] : files) {
        kept[path] = contents;
        if (!path.starts_with("intents/")) continue;
        Problems problems;
        const Yaml root = Yaml::parse(path, contents, problems);
        std::map<int, std::string> at_line;
        for (const Yaml& example : root.field("examples").items())
            at_line[example.line()] = example.text();
        std::istringstream in(contents);
        std::string text, line;
        for (int i = 1; std::getline(in, line); ++i) {
            const auto example = at_line.find(i);
            if (example != at_line.end() && number++ % 5 == fold)
                held.push_back({root.field("id").text(), example->second});
            else
                text += line + "\n";
        }
        kept[path] = text;
    }
    return kept;
}

TEST(Quality, examples_are_told_apart_when_held_out_of_training)
{
    Score score;
    const auto files = read_pack_files("packs/kameng");
    for (int fold = 0; fold < 5; ++fold) {
        std::vector<Message> held;
        Problems problems;
        const auto detector = Detector::build(without_fold(files, fold, held), problems);
        ASSERT_NE(detector, nullptr) << problems.to_text(false);
        for (const Message& message : held) score.judge(*detector, message);
    }
    score.report("cross-validation");
    EXPECT_GT(score.macro_f1(), 0.80);
    EXPECT_LT(score.wrong, score.all() * 15 / 100);
}

Score judged(const char* file)
{
    Score score;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const std::size_t tab = line.find('\t');
        if (tab != line.npos) score.judge(kameng(), {line.substr(0, tab), line.substr(tab + 1)});
    }
    return score;
}

// Nothing in the pack was written with these in view. Whoever mends the pack by them moves them to
// once_misread.tsv and writes new ones.
TEST(Quality, new_messages_are_told_apart)
{
    const Score score = judged("tests/intents/held_out.tsv");
    score.report("held out");
    ASSERT_GT(score.all(), 70);
    EXPECT_GT(score.macro_f1(), 0.75);
    EXPECT_LT(score.wrong, score.all() * 15 / 100);
}

// A former held-out set that the pack has since been mended by: no measure, but no way back.
TEST(Quality, messages_once_misread_stay_understood)
{
    const Score score = judged("tests/intents/once_misread.tsv");
    ASSERT_EQ(score.all(), 100);
    EXPECT_GE(score.right, 92);
}

TEST(Quality, every_intent_has_many_examples)
{
    for (const auto& [path, contents] : read_pack_files("packs/kameng")) {
        if (!path.starts_with("intents/")) continue;
        Problems problems;
        EXPECT_GE(Yaml::parse(path, contents, problems).field("examples").items().size(), 25u)
            << path;
    }
}

}  // namespace
}  // namespace intents
