#include "bot/retention.h"

#include <gtest/gtest.h>

#include <future>

#include "dialogs/conversation.h"
#include "storage/blob_store.h"
#include "storage/chain.h"
#include "storage/event_log.h"
#include "tests/support/temporary_folder.h"

using namespace bot;

namespace {

constexpr std::int64_t day = 24LL * 60 * 60 * 1000;

RetentionLimits limits_of(const std::string& yaml, bool& right)
{
    intents::Problems problems;
    const RetentionLimits limits =
        read_retention(intents::Yaml::parse("shop.yaml", yaml, problems).field("retention"));
    right = problems.empty();
    return limits;
}

TEST(Retention, is_written_in_days_and_left_out_means_for_ever)
{
    bool right = false;
    const RetentionLimits limits = limits_of("retention: {secrets: 90, uploads: 1095}", right);
    EXPECT_TRUE(right);
    EXPECT_EQ(limits.secrets, 90);
    EXPECT_EQ(limits.uploads, 1095);
    EXPECT_EQ(limits.conversations, std::nullopt);
    for (const char* wrong :
         {"retention: {secrets: 0}", "retention: {secrets: -1}", "retention: {secrets: soon}",
          "retention: {pictures: 3}", "retention: {uploads: 99999999999}"}) {
        limits_of(wrong, right);
        EXPECT_FALSE(right) << wrong;
    }
    EXPECT_EQ(limits_of("name: x", right).secrets, std::nullopt);
    EXPECT_TRUE(right);
}

class RetentionOfStored : public testing::Test {
protected:
    TemporaryFolder folder;
    storage::Database database{folder.path(), storage::Access::write};
    storage::BlobStore blobs{database};
    storage::EventLog log{database};

    // A conversation with one message, a secret and an upload, last heard of at `at`.
    void add(const std::string& id, std::int64_t at, bool closed, const std::string& ticket = {})
    {
        dialogs::Conversation state;
        state.id = id;
        state.closed = closed;
        storage::Batch batch;
        batch.conversation = {id,     "v_" + id, "web", "p",
                              closed, at,        at,    dialogs::to_json(state).dump()};
        batch.events = {
            {0, id, 1, 1, "message", "visitor", "m1", at, R"({"body":{"text":"王小明"}})"},
            {0, id, 1, {}, "decided", "bot", "", at, R"({"body":{"rules":["R1"]}})"}};
        batch.secrets = {{"m1", "0", "K7Q2-M9XP-4ZB1"}};
        if (!ticket.empty())
            batch.tickets = {{"t_" + id, id, "review", "review", "P1", ticket, at, at, "{}"}};
        std::promise<std::string> done;
        log.append(std::move(batch), [&](const std::vector<std::int64_t>&, std::string error) {
            done.set_value(std::move(error));
        });
        ASSERT_EQ(done.get_future().get(), "");
        blobs.add({"", id, "", "image/png", 0, "v_" + id, at}, "picture of " + id);
    }
    bool has_file(const std::string& id)
    {
        for (const auto& row : storage::blobs_of(database, id))
            if (blobs.read(row)) return true;
        return false;
    }
};

TEST_F(RetentionOfStored, takes_what_is_older_than_its_limit_and_settled)
{
    const std::int64_t now = 1000 * day;
    add("c_old", now - 100 * day, true);
    add("c_running", now - 100 * day, false);
    add("c_promised", now - 100 * day, true, "open");
    add("c_approved", now - 100 * day, true, "approved");
    add("c_new", now - day, true);

    EXPECT_EQ(erase_by_age(database, {}, now).conversations, 0u);
    const ErasedByAge erased = erase_by_age(database, {30, 60, 90}, now);
    EXPECT_EQ(erased.conversations, 2u);
    EXPECT_EQ(erased.secrets, 4u);
    EXPECT_EQ(erased.uploads, 0u);  // they went with their conversations
    for (const char* gone : {"c_old", "c_approved"}) {
        EXPECT_EQ(log.read_visible(gone, 0, 10).at(0).payload, storage::erased_payload);
        EXPECT_FALSE(has_file(gone)) << gone;
        const auto chain = log.chain(gone);
        EXPECT_EQ(storage::check_chain(chain).fault, storage::ChainCheck::Fault::none);
        EXPECT_EQ(storage::check_chain(chain).without_payload, 1u);
        EXPECT_EQ(chain.back().event.type, "erased");
        EXPECT_EQ(chain.at(1).event.payload, R"({"body":{"rules":["R1"]}})");
        EXPECT_EQ(log.conversation(gone)->visitor, "");
    }
    for (const char* kept : {"c_running", "c_promised", "c_new"}) {
        EXPECT_NE(log.read_visible(kept, 0, 10).at(0).payload, storage::erased_payload) << kept;
        EXPECT_TRUE(has_file(kept)) << kept;
    }
    EXPECT_EQ(erase_by_age(database, {30, 60, 90}, now).conversations, 0u);
    EXPECT_EQ(log.all_conversations().size(), 3u);
}

TEST_F(RetentionOfStored, of_uploads_leaves_the_conversation)
{
    const std::int64_t now = 1000 * day;
    add("c_old", now - 100 * day, true);
    add("c_new", now - day, true);
    const ErasedByAge erased = erase_by_age(database, {{}, 60, {}}, now);
    EXPECT_EQ(erased.uploads, 1u);
    EXPECT_FALSE(has_file("c_old"));
    EXPECT_EQ(storage::blobs_of(database, "c_old").size(), 1u);  // that it was there, and its hash
    EXPECT_TRUE(has_file("c_new"));
    EXPECT_EQ(log.all_conversations().size(), 2u);
    EXPECT_EQ(erase_by_age(database, {{}, 60, {}}, now).uploads, 0u);
}

TEST_F(RetentionOfStored, does_not_come_back_from_a_memory_that_had_it_still)
{
    add("c_old", 1, true);
    ASSERT_EQ(erase_by_age(database, {{}, {}, 1}, 100 * day).conversations, 1u);
    const std::string state = log.conversation("c_old")->state;
    storage::Batch late;
    late.conversation = {"c_old", "v_c_old", "web",     "p",
                         false,   1,         200 * day, R"({"name":"王小明"})"};
    std::promise<std::string> done;
    log.append(std::move(late), [&](const std::vector<std::int64_t>&, std::string error) {
        done.set_value(std::move(error));
    });
    ASSERT_EQ(done.get_future().get(), "");
    EXPECT_EQ(log.conversation("c_old")->state, state);
    EXPECT_TRUE(log.conversation("c_old")->closed);
}

}  // namespace
