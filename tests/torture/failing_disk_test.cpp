// The whole program on a disk that fails (tests/support/failing_disk.h): what it acknowledged is
// there after a restart, what it did not is taken once when it is sent again. Each place where the
// log can fail is tried in tests/storage/power_cut_test.cpp; here some of them, with KEFU_LONG=1
// many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "storage/database.h"
#include "storage/event_log.h"
#include "tests/end-to-end/people.h"
#include "tests/support/failing_disk.h"

namespace {

using namespace end_to_end;
using failing_disk::Fault;
using failing_disk::Unsynced;
using failing_disk::What;
using failing_disk::When;

std::unique_ptr<Server> server_on(const std::filesystem::path& data, const Fault& fault)
{
    ::setenv("KEFU_FAILING_DISK", failing_disk::to_text(fault).c_str(), 1);
    auto server = std::make_unique<Server>(data, std::vector<std::string>{}, KEFU_ON_FAILING_DISK);
    ::unsetenv("KEFU_FAILING_DISK");
    return server;
}

std::string cmid(int number) { return "m" + std::to_string(number); }

// A visitor with a conversation, in a data folder that a healthy server has left.
class FailingDisk : public testing::Test {
protected:
    FailingDisk()
    {
        Server server(data_.path());
        token_ = Visitor(server.port()).token();
        EXPECT_EQ(server.stop(), 0);
    }

    // Says things over new connections, which no pause is asked of, until the server is gone or
    // refuses one. What it acknowledged is in `acknowledged_`.
    void say_until_it_fails(std::uint16_t port)
    {
        try {
            for (; said_ < 200; ++said_) {
                const json answer = Visitor(port, token_).say(cmid(said_), "你好");
                if (answer.at("t") != "ack") {
                    EXPECT_EQ(answer.at("code"), "unavailable");
                    return;
                }
                acknowledged_.push_back(cmid(said_));
            }
        } catch (const std::runtime_error&) {
            // The connection was cut.
        }
    }

    // On a healthy disk: all of it is there, and what was not acknowledged is taken now.
    void recover()
    {
        {
            Server server(data_.path());
            for (int i = 0; i <= said_; ++i) {
                const bool told = std::find(acknowledged_.begin(), acknowledged_.end(), cmid(i)) !=
                                  acknowledged_.end();
                // One that was acknowledged is sent again too, but not more than may be at once.
                if (told && i + 10 < said_) continue;
                Visitor visitor(server.port(), token_);
                EXPECT_EQ(visitor.say(cmid(i), "你好").at("t"), "ack") << cmid(i);
                if (!told) acknowledged_.push_back(cmid(i));
            }
            EXPECT_EQ(server.stop(), 0);
        }
        storage::Database database(data_.path(), storage::Access::read);
        const storage::EventLog log(database);
        const auto ids = log.all_conversations();
        ASSERT_EQ(ids.size(), 1U);
        std::vector<std::string> stored, wanted;
        std::int64_t seq = 0;
        for (const auto& row : log.read_visible(ids.front(), 0, 100'000)) {
            EXPECT_EQ(row.seq, ++seq);
            if (row.from == "visitor") stored.push_back(row.cmid);
        }
        for (int i = 0; i <= said_; ++i) wanted.push_back(cmid(i));
        EXPECT_EQ(stored, wanted);
    }

    TemporaryFolder data_;
    std::string token_;
    int said_ = 0;
    std::vector<std::string> acknowledged_;
};

TEST_F(FailingDisk, ends_the_server_for_a_restart_and_every_client_keeps_what_it_sent)
{
    const auto server = server_on(data_.path(), {What::error, When::before_sync, 12, {}});
    Visitor bystander(server->port());
    say_until_it_fails(server->port());
    ASSERT_LT(said_, 200) << "the disk never failed";
    EXPECT_THAT(acknowledged_, testing::SizeIs(said_));
    EXPECT_EQ(bystander.socket.wait_for_close(), 1001);
    EXPECT_EQ(server->wait(), 3);
    {
        storage::Database database(data_.path(), storage::Access::read);
        const storage::EventLog log(database);
        const auto ids = log.all_conversations();
        for (const std::string& one : acknowledged_)
            EXPECT_TRUE(log.find_cmid(ids.front(), "visitor", one)) << one;
    }
}

TEST_F(FailingDisk, loses_nothing_when_the_power_goes_at_a_write_or_sync)
{
    const bool long_run = std::getenv("KEFU_LONG") != nullptr;
    int cut = 0;
    const auto strike = [&](When when, std::uint64_t nth, Unsynced unsynced) {
        const Fault fault{What::power_cut, when, nth, unsynced};
        SCOPED_TRACE(failing_disk::to_text(fault));
        try {
            const auto server = server_on(data_.path(), fault);
            say_until_it_fails(server->port());
            EXPECT_EQ(server->wait(), 128 + SIGKILL);
        } catch (const std::runtime_error&) {
            // It did not come so far as to listen.
        }
        ++cut;
        recover();
    };
    strike(When::after_write, 41, Unsynced::torn);
    strike(When::before_sync, 4, Unsynced::lost);
    for (std::uint64_t i = 0; long_run && i < 20 && !HasFailure(); ++i) {
        strike(When::before_write, 20 + 11 * i, static_cast<Unsynced>(i % 3));
        strike(When::after_write, 20 + 13 * i, static_cast<Unsynced>((i + 1) % 3));
        strike(When::before_sync, 1 + i, static_cast<Unsynced>((i + 2) % 3));
        strike(When::after_sync, 1 + i, static_cast<Unsynced>(i % 3));
    }
    const Finished replayed = run_kefu({"replay", "--data", data_.path().string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
    std::cout << "the power went " << cut << " times, " << said_ + 1 << " messages\n";
}

}  // namespace
