// What another pack would have made of stored conversations (kefu replay --pack), on one core:
// conversations of five messages from a customer, from the database to the verdict. Items are
// conversations. The baseline is to parse the JSON of their events and do nothing with it.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/ratios.h"
#include "bot/event_frames.h"
#include "bot/what_if.h"
#include "dialogs/rehearsal.h"
#include "storage/database.h"
#include "tests/support/pack_files.h"
#include "tests/support/temporary_folder.h"

using namespace bot;
using dialogs::Pack;
using nlohmann::json;

namespace {

constexpr int conversations = 5000;

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

const dialogs::Time noon = *dialogs::parse_rfc3339("2026-09-12T12:00:00+08:00");

json order()
{
    return {{"order_no", "513260912103055427"},
            {"stage", "delivered"},
            {"version", "7"},
            {"product", {{"title", "网易一卡通 100 元"}, {"class", "card_key"}}},
            {"qty", 1},
            {"amount_paid", 9800},
            {"pay",
             {{"ref", "2026091222001004680073956707"}, {"paid_at", "2026-09-12T07:00:00+08:00"}}},
            {"created_at", "2026-09-12T07:00:00+08:00"},
            {"delivered_at", "2026-09-12T07:00:10+08:00"},
            {"facts", {{"key_check", "unknown"}}},
            {"contact", {{"phone", "13800001234"}}},
            {"upstream", {{"placed", false}, {"cancelable", true}}}};
}

// A card that does not work: five messages, two look-ups, a decision.
std::vector<dialogs::Input> inputs()
{
    dialogs::Rehearsal rehearsal(pack(), noon, {order()});
    for (const char* text : {"买的点卡用不了 订单号513260912103055427", "13800001234", "还是不行",
                             "提示已被使用", "没有截图怎么办"})
        rehearsal.visitor_says(text);
    return rehearsal.inputs();
}

std::vector<storage::EventRow> events_of(const std::string& id,
                                         const std::vector<dialogs::Input>& inputs)
{
    std::vector<storage::EventRow> rows;
    dialogs::Conversation state;
    state.id = id;
    state.pack = pack().id();
    for (dialogs::Input input : inputs) {
        if (auto* answer = std::get_if<dialogs::ActionAnswered>(&input.what))
            answer->key.replace(0, answer->key.find('/'), id);
        dialogs::Turn turn = dialogs::step(pack(), state, input);
        for (auto& row : rows_of(turn, input.at, std::string(32, '0')).rows)
            rows.push_back(std::move(row));
        state = std::move(turn.after);
    }
    return rows;
}

// A data folder with the conversations of a small shop's month.
struct Stored {
    TemporaryFolder folder;
    storage::Database database{folder.path(), storage::Access::write};
    storage::EventLog log{database};

    Stored()
    {
        const auto played = inputs();
        for (int i = 0; i < conversations; ++i) {
            storage::Batch batch;
            batch.conversation.id = "c_" + std::to_string(1'000'000 + i);
            batch.conversation.pack = pack().id();
            batch.conversation.state = std::string(3000, ' ');
            batch.events = events_of(batch.conversation.id, played);
            log.append(std::move(batch), [](auto, const std::string& error) {
                if (!error.empty()) throw std::runtime_error(error);
            });
        }
        while (log.count_conversations() < conversations) {
        }
    }
};
const Stored& stored()
{
    static const Stored made;
    return made;
}

void parse_their_json(benchmark::State& state)
{
    const auto rows = events_of("c_1", inputs());
    std::size_t bytes = 0;
    for (auto _ : state)
        for (const auto& row : rows) {
            benchmark::DoNotOptimize(json::parse(row.payload));
            bytes += row.payload.size();
        }
    state.SetItemsProcessed(state.iterations());
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(parse_their_json)->Name("parse");

void what_if_in_memory(benchmark::State& state)
{
    const auto rows = events_of("c_1", inputs());
    WhatIf what_if(pack(), nullptr, false);
    for (auto _ : state) what_if.take("c_1", pack().id(), rows);
    if (what_if.counts().same != what_if.counts().conversations) state.SkipWithError("it differs");
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(what_if_in_memory)->Name("what_if");

void what_if_from_disk(benchmark::State& state)
{
    const storage::EventLog& log = stored().log;
    for (auto _ : state) {
        WhatIf what_if(pack(), nullptr, false);
        log.each_conversation([&](const auto& conversation, const auto& rows) {
            what_if.take(conversation.id, conversation.pack, rows);
        });
        if (what_if.counts().same != conversations) state.SkipWithError("it differs");
    }
    state.SetItemsProcessed(state.iterations() * conversations);
}
BENCHMARK(what_if_from_disk)->Name("what_if_from_disk")->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argument_count, char** arguments)
{
    benchmark::Initialize(&argument_count, arguments);
    RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    reporter.print("what_if", "parse");
}
