#include "storage/sent_actions.h"

#include <gtest/gtest.h>

#include "storage/database.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace storage;

TEST(SentActions, tells_what_was_never_sent_from_what_has_no_answer)
{
    const TemporaryFolder folder;
    {
        Database database(folder.path(), Access::write);
        SentActions actions(database);
        EXPECT_FALSE(actions.find("c_1/1/refund#1"));
        EXPECT_TRUE(actions.sending("c_1/1/refund#1", "orders.refund", 1));
        EXPECT_FALSE(actions.sending("c_1/1/refund#1", "orders.refund", 2));
        EXPECT_TRUE(actions.sending("c_1/1/refund#2", "orders.refund", 3));
        actions.answered("c_1/1/refund#2", {"ok", {{"refund", {{"id", "RF1"}}}}});
        EXPECT_TRUE(actions.sending("c_1/1/refund#3", "orders.refund", 4));
        actions.not_sent("c_1/1/refund#3");
    }
    Database database(folder.path(), Access::write);
    SentActions actions(database);
    ASSERT_TRUE(actions.find("c_1/1/refund#1"));
    EXPECT_FALSE(actions.find("c_1/1/refund#1")->result);
    ASSERT_TRUE(actions.find("c_1/1/refund#2")->result);
    EXPECT_EQ(actions.find("c_1/1/refund#2")->result->data["refund"]["id"], "RF1");
    EXPECT_FALSE(actions.find("c_1/1/refund#3"));
    // An answer is not taken back.
    actions.not_sent("c_1/1/refund#2");
    EXPECT_TRUE(actions.find("c_1/1/refund#2"));
}

}  // namespace
