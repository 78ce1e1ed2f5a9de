#include "storage/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "storage/database.h"
#include "storage/vault.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

namespace {

EventRow event(const std::string& conversation, std::optional<std::int64_t> seq,
               const std::string& cmid = "")
{
    EventRow row;
    row.conversation = conversation;
    row.turn = 1;
    row.seq = seq;
    row.type = "message";
    row.from = "visitor";
    row.cmid = cmid;
    row.at = 1000;
    row.payload = "{}";
    return row;
}

Batch batch(const std::string& conversation, std::vector<EventRow> events,
            const std::string& state = "{}")
{
    Batch result;
    result.conversation = {conversation, "v_1", "web", "p", false, 1, 2, state};
    result.events = std::move(events);
    return result;
}

// Appends and waits for the commit; the error, or empty.
std::string append(EventLog& log, Batch one, std::vector<std::int64_t>* positions = nullptr)
{
    std::promise<std::string> done;
    log.append(std::move(one), [&](std::vector<std::int64_t> at, std::string error) {
        if (positions) *positions = std::move(at);
        done.set_value(std::move(error));
    });
    return done.get_future().get();
}

}  // namespace

TEST(EventLog, gives_back_what_was_appended_in_order)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    EventLog log(database);
    std::vector<std::int64_t> positions;
    ASSERT_EQ(append(log, batch("c_1", {event("c_1", 1, "m1"), event("c_1", {})}), &positions), "");
    ASSERT_EQ(positions.size(), 2u);
    const auto rows = log.read("c_1", 0, 10);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].position, positions[0]);
    EXPECT_EQ(rows[0].seq, 1);
    EXPECT_FALSE(rows[1].seq);
    EXPECT_EQ(log.read("c_1", positions[0], 10).size(), 1u);
    EXPECT_EQ(log.read_visible("c_1", 0, 10).size(), 1u);
    EXPECT_EQ(log.read("c_2", 0, 10).size(), 0u);
    EXPECT_EQ(log.find_cmid("c_1", "visitor", "m1")->position, positions[0]);
    EXPECT_FALSE(log.find_cmid("c_1", "agent", "m1"));
    EXPECT_FALSE(log.find_cmid("c_1", "visitor", ""));
}

TEST(EventLog, is_there_after_a_restart)
{
    TemporaryFolder folder;
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        append(log, batch("c_1", {event("c_1", 1)}, R"({"x":1})"));
        Batch closed = batch("c_2", {event("c_2", 1)});
        closed.conversation.closed = true;
        append(log, std::move(closed));
    }
    Database database(folder.path(), Access::write);
    EventLog log(database);
    ASSERT_EQ(log.running().size(), 1u);
    EXPECT_EQ(log.running().front().state, R"({"x":1})");
    EXPECT_THAT(log.all_conversations(), testing::ElementsAre("c_1", "c_2"));
    EXPECT_EQ(log.latest_conversation_of("v_1")->id, "c_2");
}

TEST(EventLog, commits_what_waits_when_it_is_closed)
{
    TemporaryFolder folder;
    std::atomic<int> committed = 0;
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        for (int i = 0; i < 100; ++i)
            log.append(batch("c_1", {event("c_1", i + 1)}), [&](auto, const std::string& error) {
                EXPECT_EQ(error, "");
                ++committed;
            });
    }
    EXPECT_EQ(committed, 100);
}

TEST(EventLog, takes_batches_of_many_threads_each_whole_and_in_the_order_of_its_thread)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    EventLog log(database);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            const std::string id = "c_" + std::to_string(t);
            for (int i = 0; i < 50; ++i)
                if (i % 10 == 9)
                    append(log, batch(id, {event(id, 2 * i + 1), event(id, 2 * i + 2)}));
                else
                    log.append(batch(id, {event(id, 2 * i + 1), event(id, 2 * i + 2)}),
                               [](auto, auto) {});
        });
    for (std::thread& thread : threads) thread.join();
    for (int t = 0; t < 4; ++t) {
        const auto rows = log.read_visible("c_" + std::to_string(t), 0, 1000);
        ASSERT_EQ(rows.size(), 100u);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_EQ(rows[i].seq, static_cast<std::int64_t>(i + 1));
            if (i > 0) {
                EXPECT_GT(rows[i].position, rows[i - 1].position);
            }
            if (i % 2 == 1) {
                EXPECT_EQ(rows[i].position, rows[i - 1].position + 1);
            }
        }
    }
}

TEST(EventLog, refuses_everything_after_a_failed_commit)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    EventLog log(database);
    ASSERT_EQ(append(log, batch("c_1", {event("c_1", 1, "m1")})), "");
    std::vector<std::int64_t> positions{7};
    EXPECT_NE(append(log, batch("c_1", {event("c_1", 2, "m1")}), &positions), "");
    EXPECT_TRUE(positions.empty());
    EXPECT_NE(append(log, batch("c_2", {event("c_2", 1)})), "");
    EXPECT_EQ(log.read("c_1", 0, 10).size(), 1u);
    EXPECT_FALSE(log.conversation("c_2"));
}

TEST(EventLog, keeps_tickets_beside_the_events)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    EventLog log(database);
    Batch one = batch("c_1", {event("c_1", 1)});
    one.tickets.push_back({"t_1", "c_1", "review", "review", "P2", "open", 1, 5, "{}"});
    append(log, one);
    one.events = {event("c_1", 2)};
    one.tickets.front().state = "approved";
    append(log, one);
    EXPECT_TRUE(log.tickets("open").empty());
    ASSERT_EQ(log.tickets("").size(), 1u);
    EXPECT_EQ(log.tickets("approved").front().id, "t_1");
}

TEST(EventLog, keeps_secrets_sealed_and_opens_them)
{
    TemporaryFolder folder;
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        Batch first = batch("c_1", {event("c_1", 1, "m1")});
        first.secrets = {{"m1", "3", "K7Q2-M9XP-4ZB1"}, {"m1", "20", "hunter2"}};
        Batch second = batch("c_1", {event("c_1", 2, "m2")});
        second.secrets = {{"m2", "0", "another"}};
        EXPECT_EQ(append(log, std::move(first)), "");
        EXPECT_EQ(append(log, std::move(second)), "");
        EXPECT_EQ(log.secret("c_1", "m1", "3"), "K7Q2-M9XP-4ZB1");
        EXPECT_EQ(log.secret("c_1", "m1", "20"), "hunter2");
        EXPECT_EQ(log.secret("c_1", "m2", "0"), "another");
        EXPECT_EQ(log.secret("c_1", "m2", "3"), std::nullopt);
        EXPECT_EQ(log.secret("c_2", "m1", "3"), std::nullopt);
    }
    Database beside(folder.path(), Access::read);
    EXPECT_EQ(EventLog(beside).secret("c_1", "m2", "0"), "another");
}

TEST(EventLog, refuses_another_key_than_its_secrets_were_sealed_with)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    {
        EventLog log(database);
        Batch one = batch("c_1", {event("c_1", 1, "m1")});
        one.secrets = {{"m1", "3", "K7Q2-M9XP-4ZB1"}};
        EXPECT_EQ(append(log, std::move(one)), "");
    }
    std::filesystem::remove(folder.path() / "vault.key");
    EXPECT_THROW(EventLog{database}, OpenError);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "vault.key"));
    {
        TemporaryFolder other;
        const Vault vault(other.path(), true);
        std::filesystem::copy(other.path() / "vault.key", folder.path() / "vault.key");
    }
    EXPECT_THROW(EventLog{database}, OpenError);
}
