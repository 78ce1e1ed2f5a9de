#include "storage/erasure.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <sstream>

#include "storage/database.h"
#include "storage/event_log.h"
#include "tests/support/temporary_folder.h"

using namespace storage;

namespace {

void write_secret(EventLog& log, const std::string& conversation, std::int64_t at)
{
    Batch batch;
    batch.conversation = {conversation, "v_1", "web", "p", false, at, at, "{}"};
    batch.secrets = {{"m1", "0", "K7Q2-M9XP-4ZB1"}};
    std::promise<std::string> done;
    log.append(std::move(batch), [&](const std::vector<std::int64_t>&, std::string error) {
        done.set_value(std::move(error));
    });
    ASSERT_EQ(done.get_future().get(), "");
}

std::string on_disk(const std::filesystem::path& folder)
{
    std::stringstream bytes;
    for (const char* file : {"kefu.db", "kefu.db-wal"}) {
        std::ifstream stream(folder / file, std::ios::binary);
        if (stream.peek() != EOF) bytes << stream.rdbuf();
    }
    return bytes.str();
}

TEST(Erasure, leaves_no_byte_of_the_data_key_beside_an_open_log)
{
    TemporaryFolder folder;
    Database server(folder.path(), Access::write);
    EventLog log(server);
    write_secret(log, "c_1", 1000);
    write_secret(log, "c_2", 2000);
    std::string key;
    {
        const auto connection = server.connect_reading();
        key = connection->execAndGet("SELECT sealed FROM data_keys WHERE conversation = 'c_1'")
                  .getString();
    }
    ASSERT_NE(on_disk(folder.path()).find(key), std::string::npos);

    Database command(folder.path(), Access::beside);
    EXPECT_EQ(erase_secrets(command, "c_1"), 1u);
    EXPECT_EQ(on_disk(folder.path()).find(key), std::string::npos);
    EXPECT_EQ(log.secret("c_1", "m1", "0"), std::nullopt);
    EXPECT_EQ(log.secret("c_2", "m1", "0"), "K7Q2-M9XP-4ZB1");
    EXPECT_EQ(erase_secrets(command, "c_1"), 0u);
}

TEST(Erasure, by_age_takes_what_is_older_only)
{
    TemporaryFolder folder;
    Database server(folder.path(), Access::write);
    EventLog log(server);
    write_secret(log, "c_1", 1000);
    write_secret(log, "c_2", 2000);
    EXPECT_EQ(erase_secrets_before(server, 1000), 0u);
    EXPECT_EQ(erase_secrets_before(server, 2000), 1u);
    EXPECT_EQ(log.secret("c_1", "m1", "0"), std::nullopt);
    EXPECT_EQ(log.secret("c_2", "m1", "0"), "K7Q2-M9XP-4ZB1");
}

}  // namespace
