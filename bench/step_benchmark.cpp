// A turn of the interpreter, understanding excluded. The baseline is one understand() of the same
// message in the same run.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "dialogs/step.h"
#include "tests/support/pack_files.h"

using namespace dialogs;

namespace {

const Pack& pack()
{
    static const std::shared_ptr<const Pack> loaded = [] {
        intents::Problems problems;
        auto result = Pack::load(read_pack_files("packs/kameng"), problems);
        if (!result) throw std::runtime_error(problems.to_text(false));
        return result;
    }();
    return *loaded;
}

const Time noon = *parse_rfc3339("2026-09-12T12:00:00+08:00");
const std::string text = "买的点卡用不了 订单号513260912103055427";

Conversation opened()
{
    Conversation conversation;
    conversation.id = "c_benchmark";
    return step(pack(), conversation, {noon, Opened{"v", "web", "", "", ""}, 0}).after;
}

void understand(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(pack().detector().understand(text));
}
BENCHMARK(understand);

// The message starts a flow, fills a slot, and asks the next question.
void step_of_a_message(benchmark::State& state)
{
    const Conversation before = opened();
    const Input input{noon, Said{"m1", pack().detector().understand(text)}, 0};
    for (auto _ : state) benchmark::DoNotOptimize(step(pack(), before, input));
}
BENCHMARK(step_of_a_message);

// An answer that the question did not expect: the reprompt.
void step_of_a_bad_answer(benchmark::State& state)
{
    const Conversation before =
        step(pack(), opened(), {noon, Said{"m1", pack().detector().understand(text)}, 0}).after;
    const Input input{
        noon, Said{"m2", pack().detector().understand("就是那个呀。", expectation(pack(), before))},
        0};
    for (auto _ : state) benchmark::DoNotOptimize(step(pack(), before, input));
}
BENCHMARK(step_of_a_bad_answer);

void state_to_json(benchmark::State& state)
{
    const Conversation conversation =
        step(pack(), opened(), {noon, Said{"m1", pack().detector().understand(text)}, 0}).after;
    for (auto _ : state) benchmark::DoNotOptimize(to_json(conversation).dump());
}
BENCHMARK(state_to_json);

}  // namespace
