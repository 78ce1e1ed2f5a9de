// What patterns and keywords cost as they become many. The baselines: a hundred of them, and trying
// every expression in turn.
#include <benchmark/benchmark.h>
#include <re2/re2.h>

#include <memory>
#include <random>

#include "bench/ratios.h"
#include "intents/automaton.h"
#include "intents/intent_file.h"
#include "intents/pattern_set.h"
#include "intents/utf8.h"
#include "intents/yaml.h"
#include "tests/support/pack_files.h"

namespace {

// Every tenth example of the shop's own pack: what customers write.
const std::vector<std::u32string>& messages()
{
    static const std::vector<std::u32string> all = [] {
        std::vector<std::u32string> texts;
        int number = 0;
        for (const auto& [path, contents] : read_pack_files("packs/kameng")) {
            if (!path.starts_with("intents/")) continue;
            intents::Problems problems;
            const intents::Yaml root = intents::Yaml::parse(path, contents, problems);
            for (const intents::Yaml& example : root.field("examples").items())
                if (number++ % 10 == 0) texts.push_back(intents::decode_utf8(example.text()));
        }
        return texts;
    }();
    return all;
}

// Words of two or three characters, as they follow each other in messages, and as many again that
// occur in none.
class Words {
public:
    std::u32string next()
    {
        std::u32string word;
        const std::size_t size = 2 + random_() % 2;
        while (word.size() < size) {
            const std::u32string& text = messages()[random_() % messages().size()];
            if (text.size() < size) continue;
            word = random_() % 4 == 0 ? text.substr(random_() % (text.size() - size + 1), size)
                                      : word + text[random_() % text.size()];
        }
        for (char32_t& c : word)
            if (c < 0x4E00 || c > 0x9FFF) c = static_cast<char32_t>(0x4E00 + random_() % 3000);
        return word;
    }

private:
    std::mt19937 random_{20261123};
};

std::vector<std::string> expressions(int count)
{
    Words words;
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i)
        all.push_back("(" + intents::encode_utf8(words.next()) + "|" +
                      intents::encode_utf8(words.next()) + ").{0,4}" +
                      intents::encode_utf8(words.next()));
    return all;
}

void patterns(benchmark::State& state)
{
    intents::PatternSet set;
    intents::Automaton automaton;
    for (const std::string& re : expressions(static_cast<int>(state.range(0))))
        set.add(intents::compile_pattern(re));
    set.compile(automaton);
    automaton.compile();
    std::vector<std::string> utf8;
    for (const std::u32string& text : messages()) utf8.push_back(intents::encode_utf8(text));
    std::vector<int> atoms;
    std::vector<intents::PatternSet::Match> matches;
    std::size_t next = 0;
    for (auto _ : state) {
        const std::size_t i = next++ % utf8.size();
        atoms.clear();
        automaton.scan(messages()[i], [&](int phrase, int) {
            if (const int atom = set.atom_of(phrase); atom >= 0) atoms.push_back(atom);
        });
        set.find(utf8[i], atoms, matches);
        benchmark::DoNotOptimize(matches.data());
    }
}
BENCHMARK(patterns)->Arg(100)->Arg(1000)->Arg(10000);

void every_expression_in_turn(benchmark::State& state)
{
    std::vector<std::unique_ptr<re2::RE2>> all;
    for (const std::string& re : expressions(static_cast<int>(state.range(0))))
        all.push_back(std::make_unique<re2::RE2>(re, intents::pattern_options()));
    std::vector<std::string> utf8;
    for (const std::u32string& text : messages()) utf8.push_back(intents::encode_utf8(text));
    std::size_t next = 0;
    for (auto _ : state) {
        int matched = 0;
        for (const auto& re : all) matched += re2::RE2::PartialMatch(utf8[next % utf8.size()], *re);
        ++next;
        benchmark::DoNotOptimize(matched);
    }
}
BENCHMARK(every_expression_in_turn)->Arg(1000)->Arg(10000);

void keywords(benchmark::State& state)
{
    Words words;
    intents::Automaton automaton;
    for (int i = 0; i < state.range(0); ++i) automaton.add(words.next());
    automaton.compile();
    std::size_t next = 0;
    for (auto _ : state) {
        int found = 0;
        automaton.scan(messages()[next++ % messages().size()],
                       [&](int phrase, int) { found += phrase; });
        benchmark::DoNotOptimize(found);
    }
}
BENCHMARK(keywords)->Arg(100)->Arg(1000)->Arg(10000);

}  // namespace

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    reporter.print("patterns/1000", "patterns/100");
    reporter.print("patterns/10000", "every_expression_in_turn/10000");
    reporter.print("keywords/10000", "keywords/100");
    return 0;
}
