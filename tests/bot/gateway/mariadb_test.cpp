#include "bot/gateway/mariadb.h"

#include <gtest/gtest.h>

#include "tests/bot/gateway/mariadb_server.h"

using bot::gateway::MariaDb;
using bot::gateway::MariaDbError;

namespace {

class Connection : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        MariaDbServer::shared().run(
            "DROP DATABASE IF EXISTS connection; CREATE DATABASE connection;"
            "CREATE TABLE connection.t (id INT, word VARCHAR(200) CHARACTER SET utf8mb4);"
            "INSERT INTO connection.t VALUES (1, '卡密🔑'), (2, NULL), (3, '')");
    }

    MariaDbServer& server_ = MariaDbServer::shared();
};

}  // namespace

TEST_F(Connection, tells_nothing_from_an_empty_text_and_keeps_every_character)
{
    MariaDb database(server_.access("connection"));
    const auto rows = database.query("SELECT id, word FROM t ORDER BY id", {});
    ASSERT_EQ(rows.size(), 3);
    EXPECT_EQ(rows[0].at("word"), "卡密🔑");
    EXPECT_EQ(rows[1].at("word"), std::nullopt);
    EXPECT_EQ(rows[2].at("word"), "");
    EXPECT_EQ(rows[2].at("id"), "3");
}

TEST_F(Connection, takes_an_argument_for_a_value_whatever_stands_in_it)
{
    MariaDb database(server_.access("connection"));
    EXPECT_TRUE(database.query("SELECT id FROM t WHERE word = ?", {"' OR '1'='1"}).empty());
    EXPECT_EQ(database.query("SELECT ? AS said", {"'; DROP TABLE t; --"}).at(0).at("said"),
              "'; DROP TABLE t; --");
}

TEST_F(Connection, changes_nothing_even_with_the_rights_of_the_owner)
{
    MariaDb database(server_.owner("connection"));
    EXPECT_THROW(database.query("UPDATE t SET word = 'x' WHERE id = ?", {"1"}), MariaDbError);
    EXPECT_EQ(database.query("SELECT word FROM t WHERE id = 1", {}).at(0).at("word"), "卡密🔑");
}

TEST_F(Connection, comes_back_by_itself_when_the_server_has_ended_it)
{
    MariaDb database(server_.access("connection"));
    const std::string id = *database.query("SELECT CONNECTION_ID() AS id", {}).at(0).at("id");
    server_.run("KILL " + id);
    EXPECT_NE(database.query("SELECT CONNECTION_ID() AS id", {}).at(0).at("id"), id);
}

TEST_F(Connection, refuses_a_wrong_password)
{
    auto access = server_.access("connection");
    access.password = "wrong";
    EXPECT_THROW(MariaDb{access}, MariaDbError);
}
