#include "storage/chain.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <future>

#include "storage/database.h"
#include "storage/secrets.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

namespace {

void append(EventLog& log, const std::string& conversation, std::int64_t turn, int events)
{
    Batch batch;
    batch.conversation = {conversation, "v_1", "web", "p", false, 1, turn, "{}"};
    for (int i = 0; i < events; ++i)
        batch.events.push_back({0,
                                conversation,
                                turn,
                                {},
                                "message",
                                "visitor",
                                "",
                                1000 + turn,
                                R"({"body":{"text":"第)" + std::to_string(i) + R"(句"}})"});
    std::promise<std::string> done;
    log.append(std::move(batch), [&](const std::vector<std::int64_t>&, std::string error) {
        done.set_value(std::move(error));
    });
    ASSERT_EQ(done.get_future().get(), "");
}

class Chain : public testing::Test {
protected:
    TemporaryFolder folder;
    void SetUp() override
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        append(log, "c_1", 1, 2);
        append(log, "c_2", 1, 1);
        append(log, "c_1", 2, 3);
    }
    void change(const std::string& sql)
    {
        const Database database(folder.path(), Access::write);
        database.connect()->exec(sql);
    }
    std::vector<ChainedEvent> events(const std::string& conversation = "c_1")
    {
        Database database(folder.path(), Access::read);
        return EventLog(database).chain(conversation);
    }
    ChainCheck check() { return check_chain(events()); }
};

TEST_F(Chain, goes_on_over_batches_restarts_and_other_conversations)
{
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        append(log, "c_1", 3, 1);
    }
    const ChainCheck found = check();
    EXPECT_EQ(found.fault, ChainCheck::Fault::none);
    EXPECT_EQ(found.linked, 6u);
    EXPECT_EQ(found.last, events().back().link);
    EXPECT_EQ(check_chain(events("c_2")).linked, 1u);
}

// The form that docs/decisions/0006 promises to whoever checks it with another program.
TEST_F(Chain, is_the_hash_of_canonical_json)
{
    const ChainedEvent first = events().front();
    EXPECT_EQ(first.content, sha256_hex(from_hex(*first.salt) + R"({"body":{"text":"第0句"}})"));
    EXPECT_EQ(first.link, sha256_hex(R"({"at":1001,"cmid":"","content":")" + first.content +
                                     R"(","conversation":"c_1","from":"visitor","previous":"",)" +
                                     R"("seq":null,"turn":1,"type":"message"})"));
}

TEST_F(Chain, breaks_where_something_was_changed)
{
    const auto second = std::to_string(events()[1].event.position);
    change("UPDATE events SET payload = '{}' WHERE position = " + second);
    EXPECT_EQ(check().fault, ChainCheck::Fault::link);
    EXPECT_EQ(check().broken, 1u);
}

TEST_F(Chain, breaks_where_a_payload_does_not_fit_the_content_beside_it)
{
    std::vector<ChainedEvent> changed = events();
    changed[1].event.payload = "{}";
    EXPECT_EQ(check_chain(changed).fault, ChainCheck::Fault::content);
    EXPECT_EQ(check_chain(changed).broken, 1u);
}

TEST_F(Chain, breaks_where_a_time_was_changed)
{
    change("UPDATE events SET at = at - 1 WHERE position = " +
           std::to_string(events()[1].event.position));
    EXPECT_EQ(check().fault, ChainCheck::Fault::link);
    EXPECT_EQ(check().broken, 1u);
}

TEST_F(Chain, breaks_where_an_event_was_taken_out)
{
    change("DELETE FROM events WHERE position = " + std::to_string(events()[1].event.position));
    EXPECT_EQ(check().fault, ChainCheck::Fault::link);
    EXPECT_EQ(check().broken, 1u);
}

TEST_F(Chain, breaks_where_a_link_was_taken_off)
{
    change("UPDATE events SET link = NULL WHERE position = " +
           std::to_string(events()[2].event.position));
    EXPECT_EQ(check().fault, ChainCheck::Fault::unlinked);
    EXPECT_EQ(check().broken, 2u);
}

TEST_F(Chain, begins_after_what_an_older_version_wrote)
{
    change("UPDATE events SET link = NULL, salt = NULL WHERE conversation = 'c_2'");
    {
        Database database(folder.path(), Access::write);
        EventLog log(database);
        append(log, "c_2", 2, 1);
    }
    const ChainCheck found = check_chain(events("c_2"));
    EXPECT_EQ(found.fault, ChainCheck::Fault::none);
    EXPECT_EQ(found.unlinked, 1u);
    EXPECT_EQ(found.linked, 1u);
}

TEST_F(Chain, holds_where_a_payload_and_its_salt_are_gone)
{
    const ChainedEvent second = events()[1];
    change("UPDATE events SET payload = '{}', salt = NULL, content = '" + second.content +
           "' WHERE position = " + std::to_string(second.event.position));
    EXPECT_EQ(check().fault, ChainCheck::Fault::none);
    EXPECT_EQ(check().without_payload, 1u);
}

}  // namespace
