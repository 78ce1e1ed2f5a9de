// What understanding one message costs. The baseline is the least that any reader of the message
// does: decode it and look at each character.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "bench/ratios.h"
#include "intents/detector.h"
#include "intents/utf8.h"
#include "tests/support/pack_files.h"

namespace {

const intents::Detector& kameng()
{
    static const auto detector = [] {
        intents::Problems problems;
        auto built = intents::Detector::build(read_pack_files("packs/kameng"), problems);
        if (!built) throw std::runtime_error(problems.to_text(false));
        return built;
    }();
    return *detector;
}

// 30 characters: a complaint and an order number.
constexpr std::string_view message = "点卡用不了啊 订单号513260912103055427";
constexpr std::string_view plain_message =
    "昨天晚上付的款到现在还没给我发货呢能不能快一点我朋友还等着上线呢";
constexpr std::string_view aside_message =
    "卡密用不了 显示已被使用 给我转人工客服 不然我要打12315了";

constexpr std::string_view double_message = "点卡用不了 显示已被使用 另外想问下退款要几天到账";

void baseline(benchmark::State& state)
{
    for (auto _ : state) {
        char32_t sum = 0;
        for (char32_t c : intents::decode_utf8(message)) sum += c;
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(baseline);

void understand(benchmark::State& state, std::string_view text)
{
    const intents::Detector& detector = kameng();
    for (auto _ : state) benchmark::DoNotOptimize(detector.understand(text));
}
BENCHMARK_CAPTURE(understand, complaint_with_order, message);
BENCHMARK_CAPTURE(understand, words_only, plain_message);
BENCHMARK_CAPTURE(understand, with_asides, aside_message);
BENCHMARK_CAPTURE(understand, two_requests, double_message);

void build(benchmark::State& state)
{
    const auto files = read_pack_files("packs/kameng");
    for (auto _ : state) {
        intents::Problems problems;
        benchmark::DoNotOptimize(intents::Detector::build(files, problems));
    }
}
BENCHMARK(build)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    for (const char* name : {"understand/complaint_with_order", "understand/words_only",
                             "understand/with_asides", "understand/two_requests"})
        reporter.print(name, "baseline");
    return 0;
}
