#include "storage/accounts.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "storage/database.h"
#include "storage/visitors.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

namespace {

constexpr std::int64_t hour = 3'600'000;

}  // namespace

TEST(Accounts, the_first_password_is_given_once)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    Accounts accounts(database);
    const auto password = accounts.create_first_admin(0);
    ASSERT_TRUE(password);
    EXPECT_FALSE(accounts.create_first_admin(0));
    const auto admin = accounts.verify("admin", *password);
    ASSERT_TRUE(admin);
    EXPECT_EQ(admin->role, "admin");
    EXPECT_FALSE(accounts.verify("admin", *password + "x"));
    EXPECT_FALSE(accounts.verify("nobody", *password));
}

TEST(Accounts, names_are_unique)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    Accounts accounts(database);
    EXPECT_TRUE(accounts.add("小王", "secret", "agent", 0));
    EXPECT_FALSE(accounts.add("小王", "other", "agent", 0));
    EXPECT_TRUE(accounts.verify("小王", "secret"));
}

TEST(Accounts, a_session_ends_by_itself_or_at_once)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    Accounts accounts(database);
    const Agent agent = *accounts.add("小王", "secret", "agent", 0);
    const Session session = accounts.open_session(agent, 0);
    ASSERT_TRUE(accounts.find_session(session.token, hour));
    EXPECT_EQ(accounts.find_session(session.token, hour)->agent.name, "小王");
    EXPECT_EQ(accounts.find_session(session.token, hour)->csrf, session.csrf);
    EXPECT_FALSE(accounts.find_session(session.token, 13 * hour));
    EXPECT_FALSE(accounts.find_session("forged", hour));
    accounts.close_session(session.token);
    EXPECT_FALSE(accounts.find_session(session.token, hour));
}

TEST(Visitors, are_known_by_their_token_for_30_days_after_the_last_visit)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    Visitors visitors(database);
    const NewVisitor made = visitors.create("", "", 0);
    ASSERT_TRUE(visitors.find_by_token(made.token, 20 * 24 * hour));
    ASSERT_TRUE(visitors.find_by_token(made.token, 45 * 24 * hour));
    EXPECT_FALSE(visitors.find_by_token(made.token, 90 * 24 * hour));
    EXPECT_FALSE(visitors.find_by_token("forged", 0));
    EXPECT_FALSE(visitors.find_by_token("", 0));
}

TEST(Visitors, a_nonce_is_taken_once_until_it_expires_over_a_restart_too)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    const std::int64_t minute = 60'000, hour = 60 * minute;
    {
        Visitors visitors(database);
        EXPECT_TRUE(visitors.take_nonce("u1", "n1", hour, "192.0.2.1", 0));
        EXPECT_FALSE(visitors.take_nonce("u1", "n1", hour, "192.0.2.2", 1));
        // The answer was lost.
        EXPECT_TRUE(visitors.take_nonce("u1", "n1", hour, "192.0.2.1", minute - 1));
        EXPECT_FALSE(visitors.take_nonce("u1", "n1", hour, "192.0.2.1", minute));
        EXPECT_TRUE(visitors.take_nonce("u2", "n1", hour, "192.0.2.2", 1));
    }
    Visitors visitors(database);
    EXPECT_FALSE(visitors.take_nonce("u1", "n1", hour, "192.0.2.1", hour - 1));
    EXPECT_TRUE(visitors.take_nonce("u3", "n3", 3 * hour, "192.0.2.1", hour));
    const auto reader = database.connect_reading();
    EXPECT_EQ(reader->execAndGet("SELECT count(*) FROM identity_nonces").getInt(), 1);
}

TEST(Visitors, a_user_of_the_shop_is_found_again)
{
    TemporaryFolder folder;
    Database database(folder.path(), Access::write);
    Visitors visitors(database);
    const NewVisitor made = visitors.create("user-1", "阿明", 0);
    EXPECT_EQ(visitors.find_by_user("user-1")->id, made.visitor.id);
    EXPECT_FALSE(visitors.find_by_user("user-2"));
    visitors.create("", "", 0);
    EXPECT_FALSE(visitors.find_by_user(""));
}
