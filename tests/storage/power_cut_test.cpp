// The log at each place where its disk can fail: the power goes before or after a write or a sync,
// with what was not synced lost, kept or torn, or the system answers with an error. What was
// acknowledged is there once, whatever is there is whole, and the log goes on.
//
// KEFU_LONG=1: every place; else some of them, others for each kind of fault.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <sstream>
#include <thread>

#include "storage/database.h"
#include "storage/event_log.h"
#include "tests/support/failing_disk.h"
#include "tests/support/temporary_folder.h"

using namespace storage;
using failing_disk::Fault;
using failing_disk::Unsynced;
using failing_disk::What;
using failing_disk::When;

namespace {

constexpr int conversations = 3;
constexpr int turns = 5;

std::string conversation_name(int number) { return "c_" + std::to_string(number); }

// A turn of two visible events and one that is not.
Batch turn(int conversation, int number)
{
    Batch batch;
    const std::string id = conversation_name(conversation);
    for (int i = 0; i < 3; ++i) {
        EventRow row;
        row.conversation = id;
        row.turn = number;
        if (i < 2) row.seq = (number - 1) * 2 + i + 1;
        row.type = "message";
        row.from = i == 0 ? "visitor" : "bot";
        if (i == 0) row.cmid = "m" + std::to_string(number);
        row.payload = '"' + std::string(1500, 'x') + '"';
        batch.events.push_back(std::move(row));
    }
    batch.conversation = {id, "v_1", "web", "p", false, 1, number, std::to_string(number)};
    return batch;
}

// What the child is: it appends until its disk fails, and writes what was acknowledged to the pipe.
// Its exit code: 0 all went well, 1 the log said once that it is broken.
int append_all(const std::filesystem::path& folder, int pipe)
{
    int broken = 0, failed = 0;
    try {
        Database database(folder, Access::write);
        EventLog log(database, nullptr, [&](const std::string&) { ++broken; });
        for (int number = 1; number <= turns; ++number) {
            std::vector<std::promise<bool>> done(conversations);
            for (int i = 0; i < conversations; ++i)
                log.append(turn(i, number), [&, i](auto, const std::string& error) {
                    const std::string line =
                        conversation_name(i) + " m" + std::to_string(number) + '\n';
                    if (error.empty() && ::write(pipe, line.data(), line.size()) < 0) ++failed;
                    done[static_cast<std::size_t>(i)].set_value(error.empty());
                });
            for (auto& one : done)
                if (!one.get_future().get()) ++failed;
        }
    } catch (const OpenError&) {
        return 1;
    }
    if (broken > 1) return 2;
    if ((broken == 1) != (failed > 0)) return 3;
    return broken;
}

struct Ended {
    std::vector<std::string> acknowledged;  // "c_1 m2"
    int status = 0;                         // as waitpid() gives it
};

Ended run_on(const std::filesystem::path& folder, const Fault& fault)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        failing_disk::install(fault);
        ::_exit(append_all(folder, pipe[1]));
    }
    ::close(pipe[1]);
    std::string said;
    std::array<char, 4096> bytes{};
    for (ssize_t count; (count = ::read(pipe[0], bytes.data(), bytes.size())) > 0;)
        said.append(bytes.data(), static_cast<std::size_t>(count));
    ::close(pipe[0]);
    Ended ended;
    ::waitpid(child, &ended.status, 0);
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) ended.acknowledged.push_back(line);
    return ended;
}

void check_recovered(const std::filesystem::path& folder, const Ended& ended)
{
    Database database(folder, Access::write);
    EventLog log(database);
    for (const std::string& line : ended.acknowledged) {
        const auto space = line.find(' ');
        EXPECT_TRUE(log.find_cmid(line.substr(0, space), "visitor", line.substr(space + 1)))
            << line << " was acknowledged and is lost";
    }
    for (int i = 0; i < conversations; ++i) {
        const auto rows = log.read(conversation_name(i), 0, 1000);
        ASSERT_EQ(rows.size() % 3, 0U) << "a turn is there in part";
        const int kept = static_cast<int>(rows.size() / 3);
        for (std::size_t at = 0; at < rows.size(); ++at) {
            EXPECT_EQ(rows[at].turn, static_cast<std::int64_t>(at / 3 + 1));
            EXPECT_EQ(rows[at].payload.size(), 1502U);
        }
        const auto visible = log.read_visible(conversation_name(i), 0, 1000);
        for (std::size_t at = 0; at < visible.size(); ++at)
            EXPECT_EQ(visible[at].seq, static_cast<std::int64_t>(at + 1));
        const auto state = log.conversation(conversation_name(i));
        EXPECT_EQ(state ? state->state : "0", std::to_string(kept));
        // It goes on behind what is there.
        for (int number = kept + 1; number <= turns; ++number) {
            std::promise<std::string> done;
            log.append(turn(i, number),
                       [&](auto, std::string error) { done.set_value(std::move(error)); });
            EXPECT_EQ(done.get_future().get(), "");
        }
    }
}

// Tries `fault` at the first, the (1 + step)th … write or sync until the log does not come so far;
// how often it struck.
int strike_at_each(Fault fault, std::uint64_t first, std::uint64_t step)
{
    for (int struck = 0;; ++struck, first += step) {
        const TemporaryFolder folder;
        fault.nth = first;
        SCOPED_TRACE(failing_disk::to_text(fault));
        const Ended ended = run_on(folder.path() / "data", fault);
        if (fault.what == What::power_cut && WIFEXITED(ended.status)) {
            EXPECT_EQ(WEXITSTATUS(ended.status), 0);
            EXPECT_EQ(ended.acknowledged.size(), static_cast<std::size_t>(conversations * turns));
            return struck;
        }
        if (fault.what == What::power_cut) {
            EXPECT_EQ(WTERMSIG(ended.status), SIGKILL);
        } else {
            EXPECT_TRUE(WIFEXITED(ended.status) && WEXITSTATUS(ended.status) <= 1) << ended.status;
        }
        check_recovered(folder.path() / "data", ended);
        // An error when the log is closed, after its last commit, is none of the log's.
        if (fault.what == What::error && WEXITSTATUS(ended.status) == 0) return struck;
        if (testing::Test::HasFailure()) return struck;
    }
}

bool long_run() { return std::getenv("KEFU_LONG") != nullptr; }

}  // namespace

TEST(PowerCut, loses_nothing_acknowledged_at_any_write_or_sync)
{
    int struck = 0;
    std::uint64_t first = 1;
    for (const auto when :
         {When::before_write, When::after_write, When::before_sync, When::after_sync})
        for (const auto unsynced : {Unsynced::lost, Unsynced::kept, Unsynced::torn}) {
            const bool sync = when == When::before_sync || when == When::after_sync;
            // Steps without a common factor with the two writes of a page.
            const std::uint64_t step = long_run() ? 1 : sync ? 3 : 23;
            struck += strike_at_each({What::power_cut, when, 1, unsynced},
                                     long_run() ? 1 : first++ % step + 1, step);
        }
    EXPECT_GT(struck, 50);
    std::cout << "the power went " << struck << " times\n";
}

TEST(PowerCut, says_once_that_the_log_is_broken_when_the_disk_answers_with_an_error)
{
    int struck = 0;
    for (const auto when :
         {When::before_write, When::after_write, When::before_sync, When::after_sync}) {
        const bool sync = when == When::before_sync || when == When::after_sync;
        struck += strike_at_each({What::error, when, 1, Unsynced::kept}, 1,
                                 long_run() ? 1
                                 : sync     ? 2
                                            : 19);
    }
    EXPECT_GT(struck, 20);
    std::cout << "the disk failed " << struck << " times\n";
}
