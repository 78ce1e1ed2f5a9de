#include "bot/actions.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace {

using namespace bot;
using namespace std::chrono_literals;

dialogs::Effect effect(const std::string& action)
{
    dialogs::Effect made;
    made.key = "c_1/1/a#1";
    made.action = action;
    return made;
}

struct Runner {
    EventLoop loop;
    WorkerPool workers{2};
    dialogs::Time now{1'800'000'000'000ms};
    int asked = 0;
    std::string outcome = "not_found";
    ActionRunner actions{loop, workers, [this] { return now; },
                         [this](const dialogs::Effect&, const std::string&) {
                             ++asked;
                             return ActionRunner::Answer{outcome, nullptr};
                         }};

    std::string run(const std::string& action, const std::string& visitor,
                    const std::string& address)
    {
        std::string answer;
        actions.run(effect(action), visitor, address, [&](std::string result, nlohmann::json) {
            answer = std::move(result);
            loop.stop();
        });
        EXPECT_EQ(answer, "") << "answered from within run()";
        EventLoop::TimerId patience = loop.after(20s, [&] { loop.stop(); });
        loop.run();
        loop.cancel(patience);
        loop.restart();
        return answer;
    }
};

TEST(ActionRunner, brings_the_answer_back)
{
    Runner runner;
    runner.outcome = "ok";
    EXPECT_EQ(runner.run("orders.cancel", "v_1", "10.0.0.1"), "ok");
}

TEST(ActionRunner, asks_no_more_after_five_failed_lookups_of_a_visitor)
{
    Runner runner;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(runner.run("orders.lookup", "v_1", "10.0.0.1"), "not_found");
    EXPECT_EQ(runner.run("orders.lookup", "v_1", "10.0.0.2"), "rate_limited");
    EXPECT_EQ(runner.asked, 5);
    // His neighbours behind the same address are heard.
    EXPECT_EQ(runner.run("orders.lookup", "v_2", "10.0.0.1"), "not_found");
    EXPECT_EQ(runner.run("orders.cancel", "v_1", "10.0.0.1"), "not_found");  // no look-up
    runner.now += 10min;
    EXPECT_EQ(runner.run("orders.lookup", "v_1", "10.0.0.1"), "not_found");
}

TEST(ActionRunner, asks_no_more_after_sixty_failed_lookups_of_an_address)
{
    Runner runner;
    for (int i = 0; i < 60; ++i)
        EXPECT_EQ(runner.run("orders.lookup", "v_" + std::to_string(i), "10.0.0.1"), "not_found");
    EXPECT_EQ(runner.run("orders.lookup", "v_60", "10.0.0.1"), "rate_limited");
    EXPECT_EQ(runner.run("orders.lookup", "v_60", "10.0.0.2"), "not_found");
}

TEST(ActionRunner, counts_failures_only)
{
    Runner runner;
    runner.outcome = "ok";
    for (int i = 0; i < 20; ++i) EXPECT_EQ(runner.run("orders.lookup", "v_1", "10.0.0.1"), "ok");
}

TEST(ActionRunner, says_timeout_where_no_answer_comes_and_does_not_begin_what_was_given_up)
{
    EventLoop loop;
    WorkerPool workers{1};
    std::promise<void> hurry;
    auto hurried = hurry.get_future().share();
    std::atomic<int> begun = 0;
    ActionRunner actions(loop, workers, system_now,
                         [&](const dialogs::Effect&, const std::string&) {
                             if (++begun == 1) hurried.wait();
                             return ActionRunner::Answer{"ok", nullptr};
                         });
    std::vector<std::string> answers;
    const auto note = [&](std::string outcome, nlohmann::json) {
        answers.push_back(std::move(outcome));
        if (answers.size() < 3) return;
        hurry.set_value();
        loop.after(100ms, [&] { loop.stop(); });
    };
    actions.run(effect("orders.refund"), "v_1", "", note);
    actions.run(effect("orders.refund"), "v_2", "", note);  // waits behind the first
    actions.run(effect("orders.lookup"), "v_3", "", note);
    loop.run();
    // Perhaps done, surely not done, and one where that makes no difference; the late answer is not
    // heard.
    EXPECT_EQ(answers, (std::vector<std::string>{"timeout", "unavailable", "timeout"}));
    EXPECT_EQ(begun, 1);
}

}  // namespace
