// A durable turn in the store: two events and the state, committed by the writer. The argument is
// how many conversations wait at a time. The baseline is one append to a plain file with fdatasync
// for each turn, in the same run on the same disk.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "storage/database.h"
#include "storage/event_log.h"
#include "tests/support/temporary_folder.h"

namespace {

const std::string payload(300, 'x');

void append_with_fdatasync(benchmark::State& state)
{
    const TemporaryFolder folder;
    const int file = ::open((folder.path() / "log").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    for (auto _ : state) {
        if (::write(file, payload.data(), payload.size()) < 0 || ::fdatasync(file) != 0)
            state.SkipWithError("disk");
    }
    ::close(file);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_with_fdatasync)->UseRealTime();

void append_to_event_log(benchmark::State& state)
{
    const TemporaryFolder folder;
    storage::Database database(folder.path(), storage::Access::write);
    storage::EventLog log(database);
    const auto conversations = state.range(0);
    std::int64_t turn = 0;
    for (auto _ : state) {
        std::mutex mutex;
        std::condition_variable all_done;
        std::int64_t left = conversations;
        ++turn;
        for (std::int64_t i = 0; i < conversations; ++i) {
            storage::Batch batch;
            const std::string id = "c_" + std::to_string(i);
            batch.conversation = {id, "v", "web", "p", false, 1, turn, payload};
            for (int event = 0; event < 2; ++event)
                batch.events.push_back(
                    {0, id, turn, 2 * turn + event, "message", "bot", "", turn, payload});
            log.append(std::move(batch), [&](auto, const std::string& error) {
                if (!error.empty()) state.SkipWithError(error.c_str());
                std::lock_guard lock(mutex);
                if (--left == 0) all_done.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        all_done.wait(lock, [&] { return left == 0; });
    }
    state.SetItemsProcessed(state.iterations() * conversations);
}
BENCHMARK(append_to_event_log)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime();

}  // namespace
