#include "bot/presence.h"

#include <gtest/gtest.h>

#include "bot/engine.h"
#include "bot/load_pack.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;

// A shop whose clock is set by hand, and one conversation that 小王 (g_1) has claimed.
class AgentPresence : public testing::Test {
protected:
    AgentPresence() : shop_(open_shop(folder_.path()))
    {
        start();
        dialogs::Opened opened;
        opened.visitor = "v_1";
        opened.channel = "web";
        bool there = false;
        conversation_ = engine_->shard().open(opened, [&](const Outcome&) { there = true; });
        run_until([&] { return there; });
        now_ += 1h;
        act(dialogs::AgentAct::claim, "g_1");
        EXPECT_EQ(state()->agent, "g_1");
    }

    static void SetUpTestSuite()
    {
        const TemporaryFolder folder;
        pack_ = load_pack("packs/kameng", open_shop(folder.path()).yaml);
    }
    static void TearDownTestSuite() { pack_.reset(); }

    void start()
    {
        engine_.reset();
        engine_ = std::make_unique<Engine>(
            loop_, database_, shop_, pack_, [this] { return now_; }, false);
        engine_->restore();
    }

    std::shared_ptr<const dialogs::Conversation> state()
    {
        return engine_->shard().find(conversation_);
    }

    void act(dialogs::AgentAct act, const std::string& agent, const std::string& to = "")
    {
        dialogs::AgentActed acted;
        acted.act = act;
        acted.agent = agent;
        acted.name = "小王";
        acted.cmid = "m" + std::to_string(++acts_);
        acted.epoch = state()->epoch;
        acted.to = to;
        bool answered = false;
        engine_->shard().agent_acted(conversation_, acted, acted.cmid, [&](const Outcome& outcome) {
            EXPECT_FALSE(outcome.error);
            answered = true;
        });
        run_until([&] { return answered; });
    }

    // Lets the loop run until then, at most five seconds.
    void run_until(const std::function<bool()>& condition)
    {
        int looks = 0;
        std::function<void()> look = [&] {
            if (condition() || ++looks == 500) return loop_.stop();
            loop_.after(10ms, look);
        };
        look();
        loop_.run();
        loop_.restart();
    }
    void run_for(std::chrono::milliseconds time)
    {
        const auto end = std::chrono::steady_clock::now() + time;
        run_until([&] { return std::chrono::steady_clock::now() > end; });
    }
    bool in_queue() { return state()->owner == dialogs::Owner::queue; }

    const TemporaryFolder folder_;
    storage::Database database_{folder_.path(), storage::Access::write};
    const Shop shop_;
    static PackPointer pack_;
    dialogs::Time now_ = system_now();
    EventLoop loop_;
    std::unique_ptr<Engine> engine_;
    std::string conversation_;
    int acts_ = 0;
};

PackPointer AgentPresence::pack_;

TEST_F(AgentPresence, who_is_gone_gives_his_conversations_back_with_his_draft_and_ahead_of_others)
{
    engine_->presence().came("g_1");
    engine_->presence().came("g_1");  // a second window
    engine_->presence().wrote(conversation_, "g_2", "别人的");
    engine_->presence().wrote(conversation_, "g_1", "您的订单");
    engine_->presence().left("g_1");
    now_ += 1h;
    run_for(600ms);
    EXPECT_EQ(state()->owner, dialogs::Owner::agent) << "his other window is there";
    engine_->presence().left("g_1");
    now_ += 179s;
    run_for(600ms);
    EXPECT_EQ(state()->owner, dialogs::Owner::agent) << "he may come back";
    now_ += 1s;
    run_until([&] { return in_queue(); });
    ASSERT_TRUE(in_queue());
    EXPECT_EQ(state()->queued_at, state()->opened_at);
    std::string note;
    int releases = 0;
    run_for(600ms);
    for (const auto& row : engine_->log().read(conversation_, 0, 100)) {
        if (row.type == "note") note += row.payload;
        releases += row.payload.find("\"reason\":\"gone\"") != std::string::npos;
    }
    EXPECT_NE(note.find("您的订单"), std::string::npos) << note;
    EXPECT_EQ(note.find("别人的"), std::string::npos) << note;
    EXPECT_EQ(releases, 1);
}

TEST_F(AgentPresence, who_comes_back_in_time_keeps_them)
{
    engine_->presence().came("g_1");
    engine_->presence().left("g_1");
    now_ += 170s;
    engine_->presence().came("g_1");
    now_ += 1h;
    run_for(600ms);
    EXPECT_EQ(state()->owner, dialogs::Owner::agent);
}

TEST_F(AgentPresence, after_a_restart_everybody_has_the_time_to_come_back)
{
    now_ += 24h;
    start();
    now_ += 179s;
    run_for(600ms);
    EXPECT_EQ(state()->owner, dialogs::Owner::agent);
    now_ += 1s;
    run_until([&] { return in_queue(); });
    EXPECT_TRUE(in_queue());
}

TEST_F(AgentPresence, whom_a_conversation_is_transferred_to_has_the_time_to_come)
{
    now_ += 1h;
    act(dialogs::AgentAct::transfer, "g_1", "g_2");
    now_ += 179s;
    run_for(600ms);
    EXPECT_EQ(state()->agent, "g_2");
    now_ += 1s;
    run_until([&] { return in_queue(); });
    EXPECT_TRUE(in_queue());
}

}  // namespace
