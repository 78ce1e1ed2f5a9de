#include "storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "storage/schema.h"
#include "storage/snapshot.h"
#include "tests/support/temporary_folder.h"

using namespace storage;
using testing::HasSubstr;

namespace {

std::string refusal(const std::filesystem::path& folder, Access access)
{
    try {
        Database database(folder, access);
    } catch (const OpenError& error) {
        EXPECT_FALSE(error.message().chinese.empty());
        return error.what();
    }
    return "opened";
}

}  // namespace

TEST(Database, is_created_with_its_folder_and_durable_settings)
{
    TemporaryFolder folder;
    Database database(folder.path() / "new" / "shop", Access::write);
    const auto connection = database.connect();
    EXPECT_EQ(connection->execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(connection->execAndGet("PRAGMA synchronous").getInt(), 2);
    EXPECT_EQ(connection->execAndGet("PRAGMA user_version").getInt(),
              static_cast<int>(migrations().size()));
}

TEST(Database, and_its_folder_are_for_their_owner_only)
{
    namespace fs = std::filesystem;
    const TemporaryFolder folder;
    const fs::path data = folder.path() / "shop";
    const fs::perms only_owner = fs::perms::owner_read | fs::perms::owner_write;
    const auto mode = [&](const fs::path& path) { return fs::status(path).permissions(); };
    {
        const Database database(data, Access::write);
        const auto connection = database.connect();
        connection->exec("CREATE TABLE something (id)");
        EXPECT_EQ(mode(data), fs::perms::owner_all);
        for (const char* file : {"kefu.db", "kefu.db-wal", "kefu.db-shm"})
            EXPECT_EQ(mode(data / file), only_owner) << file;
        copy_database(database, folder.path() / "copy.db");
        EXPECT_EQ(mode(folder.path() / "copy.db"), only_owner);
    }
    // Made by an earlier version, which left it open to everybody.
    fs::permissions(data / "kefu.db", fs::perms::group_read | fs::perms::others_read,
                    fs::perm_options::add);
    const Database database(data, Access::write);
    EXPECT_EQ(mode(data / "kefu.db"), only_owner);
}

TEST(Database, of_a_newer_version_is_refused_untouched)
{
    TemporaryFolder folder;
    {
        Database made(folder.path(), Access::write);
    }
    SQLite::Database(folder.path() / "kefu.db", SQLite::OPEN_READWRITE)
        .exec("PRAGMA user_version = 99");
    EXPECT_THAT(refusal(folder.path(), Access::write),
                testing::AllOf(HasSubstr("version 99"), HasSubstr("newer program")));
    EXPECT_THAT(refusal(folder.path(), Access::read), HasSubstr("version 99"));
}

TEST(Database, of_version_0_is_migrated)
{
    TemporaryFolder folder;
    SQLite::Database(folder.path() / "kefu.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("PRAGMA user_version = 0");
    Database database(folder.path(), Access::write);
    EXPECT_TRUE(database.connect()->tableExists("events"));
}

TEST(Database, that_is_no_database_is_refused)
{
    TemporaryFolder folder;
    std::ofstream(folder.path() / "kefu.db") << std::string(4096, 'x');
    EXPECT_THAT(refusal(folder.path(), Access::write), HasSubstr("cannot open the database"));
}

TEST(Database, belongs_to_one_writer_while_others_read)
{
    TemporaryFolder folder;
    Database writer(folder.path(), Access::write);
    EXPECT_THAT(refusal(folder.path(), Access::write), HasSubstr("in use by another kefu"));
    EXPECT_EQ(refusal(folder.path(), Access::read), "opened");
}

TEST(Database, lets_a_command_change_rows_beside_the_server)
{
    TemporaryFolder folder;
    Database server(folder.path(), Access::write);
    Database command(folder.path(), Access::beside);
    command.connect()->exec("INSERT INTO agents VALUES ('g_1', 'a', 'h', 'agent', 1)");
    EXPECT_EQ(server.connect_reading()->execAndGet("SELECT count(*) FROM agents").getInt(), 1);
}

TEST(Database, that_is_missing_cannot_be_read)
{
    TemporaryFolder folder;
    EXPECT_THAT(refusal(folder.path(), Access::read), HasSubstr("there is no database"));
}

TEST(Database, in_a_place_that_is_no_folder_is_refused)
{
    TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "x";
    EXPECT_THAT(refusal(folder.path() / "file", Access::write),
                HasSubstr("cannot write to the data folder"));
    EXPECT_THAT(refusal("/proc/kefu", Access::write), HasSubstr("--data"));
}
