#include "bot/timers.h"

#include <gtest/gtest.h>

namespace {

using namespace bot;
using namespace std::chrono_literals;

TEST(Timers, fire_in_order_and_only_as_last_set)
{
    EventLoop loop;
    const dialogs::Time start = system_now();
    std::vector<std::string> fired;
    Timers timers(loop, system_now, [&](const std::string& conversation, const std::string& timer) {
        fired.push_back(conversation + ' ' + timer);
        if (fired.size() == 3) loop.stop();
    });
    timers.replace("c_1", {{"late", start + 60ms}, {"dropped", start + 20ms}});
    timers.replace("c_2", {{"early", start + 10ms}});
    timers.replace("c_1", {{"late", start + 60ms}, {"middle", start + 30ms}});
    timers.replace("c_3", {{"never", start + 1h}});
    loop.run();
    EXPECT_EQ(fired, (std::vector<std::string>{"c_2 early", "c_1 middle", "c_1 late"}));
}

TEST(Timers, that_were_due_while_the_program_was_down_fire_at_once)
{
    EventLoop loop;
    int fired = 0;
    Timers timers(loop, system_now, [&](const auto&, const auto&) {
        ++fired;
        loop.stop();
    });
    timers.replace("c_1", {{"close", system_now() - 24h}});
    loop.run();
    EXPECT_EQ(fired, 1);
}

}  // namespace
