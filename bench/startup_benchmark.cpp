// What a start waits for, and what kefu train takes. The baseline is the least that either does:
// reading the pack's YAML.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "bench/ratios.h"
#include "dialogs/pack.h"
#include "intents/knowledge.h"
#include "intents/training.h"
#include "intents/yaml.h"
#include "tests/support/pack_files.h"

namespace {

const std::map<std::string, std::string>& files()
{
    static const std::map<std::string, std::string> kameng = read_pack_files("packs/kameng");
    return kameng;
}

void read_yaml(benchmark::State& state)
{
    for (auto _ : state)
        for (const auto& [path, contents] : files()) {
            intents::Problems problems;
            if (path.ends_with(".yaml"))
                benchmark::DoNotOptimize(intents::Yaml::parse(path, contents, problems));
        }
}
BENCHMARK(read_yaml)->Unit(benchmark::kMillisecond);

// With the model that is in the pack.
void load_pack(benchmark::State& state)
{
    for (auto _ : state) {
        intents::Problems problems;
        const auto pack = dialogs::Pack::load(files(), problems);
        if (!pack) throw std::runtime_error(problems.to_text(false));
    }
}
BENCHMARK(load_pack)->Unit(benchmark::kMillisecond);

void train(benchmark::State& state)
{
    for (auto _ : state) {
        intents::Problems problems;
        const auto knowledge = intents::Knowledge::read(files(), problems);
        if (!knowledge) throw std::runtime_error(problems.to_text(false));
        benchmark::DoNotOptimize(intents::train(knowledge));
    }
}
BENCHMARK(train)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    for (const char* name : {"load_pack", "train/iterations:1"}) reporter.print(name, "read_yaml");
    return 0;
}
