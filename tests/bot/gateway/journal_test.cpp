#include "bot/gateway/journal.h"

#include <gtest/gtest.h>

#include "bot/language.h"
#include "tests/support/temporary_folder.h"

using bot::gateway::Journal;
using Begun = Journal::Begun;
using End = Journal::End;

namespace {

class GatewayJournal : public testing::Test {
protected:
    GatewayJournal() { reopen(); }

    // As after the end of the process.
    void reopen(std::int64_t now = 0)
    {
        journal_.reset();
        journal_ = std::make_unique<Journal>(folder_.path() / "gateway.db", now);
    }

    Begun begin(const std::string& key, const std::string& order, bool money = true,
                bool repeatable = false)
    {
        return journal_->begin({key, "digest", "orders.refund", order, money}, repeatable, 0).begun;
    }

    TemporaryFolder folder_;
    std::unique_ptr<Journal> journal_;
};

}  // namespace

TEST_F(GatewayJournal, gives_the_same_request_its_answer_again_and_refuses_another)
{
    ASSERT_EQ(begin("k", "A"), Begun::fresh);
    EXPECT_EQ(begin("k", "A"), Begun::running);
    journal_->finish("k", End::succeeded, true, "RF1", {200, "{}"});
    reopen();
    const auto again = journal_->begin({"k", "digest", "orders.refund", "A", true}, false, 0);
    EXPECT_EQ(again.begun, Begun::answered);
    EXPECT_EQ(again.answer.status, 200);
    EXPECT_EQ(again.answer.body, "{}");
    EXPECT_EQ(journal_->begin({"k", "other", "orders.refund", "A", true}, false, 0).begun,
              Begun::mismatch);
}

TEST_F(GatewayJournal, lets_no_second_action_move_an_orders_money)
{
    ASSERT_EQ(begin("k1", "A"), Begun::fresh);
    EXPECT_EQ(begin("k2", "A"), Begun::money_is_moved);
    EXPECT_EQ(begin("k3", "B"), Begun::fresh);
    EXPECT_EQ(begin("k4", "A", false), Begun::fresh);  // a resend moves none
    journal_->finish("k1", End::succeeded, true, "RF1", {200, ""});
    EXPECT_EQ(begin("k5", "A"), Begun::money_is_moved);
    journal_->release("RF1");  // it failed after all
    EXPECT_EQ(begin("k6", "A"), Begun::fresh);
}

TEST_F(GatewayJournal, lets_another_try_after_a_refusal)
{
    ASSERT_EQ(begin("k1", "A"), Begun::fresh);
    journal_->finish("k1", End::refused, false, "", {412, ""});
    EXPECT_EQ(begin("k1", "A"), Begun::answered);
    EXPECT_EQ(begin("k2", "A"), Begun::fresh);
    journal_->forget("k2");
    EXPECT_EQ(begin("k2", "A"), Begun::fresh);
}

TEST_F(GatewayJournal, does_not_know_what_became_of_what_was_cut_off)
{
    ASSERT_EQ(begin("k1", "A"), Begun::fresh);
    reopen();
    EXPECT_EQ(begin("k1", "A"), Begun::unknown);
    EXPECT_EQ(begin("k2", "A"), Begun::money_is_moved);
    EXPECT_EQ(begin("k1", "A", true, true), Begun::fresh);  // where it can be repeated safely
    EXPECT_EQ(begin("k1", "A", true, true), Begun::running);
}

TEST_F(GatewayJournal, keeps_what_moved_money_for_good)
{
    constexpr std::int64_t year_ms = 365LL * 24 * 60 * 60 * 1000;
    ASSERT_EQ(begin("paid", "A"), Begun::fresh);
    journal_->finish("paid", End::succeeded, true, "RF1", {200, ""});
    ASSERT_EQ(begin("sent", "A", false), Begun::fresh);
    journal_->finish("sent", End::succeeded, false, "", {200, ""});
    reopen(year_ms);
    EXPECT_EQ(begin("paid", "A"), Begun::answered);
    EXPECT_EQ(begin("sent", "A", false), Begun::fresh);
    EXPECT_EQ(journal_->order_of("RF1"), "A");
    EXPECT_EQ(journal_->order_of(""), std::nullopt);
}

TEST_F(GatewayJournal, is_for_one_process_at_a_time)
{
    EXPECT_THROW(Journal(folder_.path() / "gateway.db", 0), bot::Failure);
    EXPECT_THROW(Journal(folder_.path() / "none" / "gateway.db", 0), bot::Failure);
}
