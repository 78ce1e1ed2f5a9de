// When conversations want to be woken. One queue for all of them; a conversation's timers are
// replaced as a whole after each of its turns. Loop's thread only.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "dialogs/conversation.h"

namespace bot {

class Timers {
public:
    using Fire = std::function<void(const std::string& conversation, const std::string& timer)>;
    Timers(EventLoop& loop, Now now, Fire fire);
    ~Timers();

    void replace(const std::string& conversation, const std::vector<dialogs::Timer>& timers);

private:
    using Entry = std::tuple<dialogs::Time, std::string, std::string>;  // due, conversation, timer
    void wake_up();
    void sleep();

    EventLoop& loop_;
    Now now_;
    Fire fire_;
    std::set<Entry> queue_;
    std::map<std::string, std::vector<dialogs::Timer>> of_conversation_;
    EventLoop::TimerId sleeping_ = 0;
    dialogs::Time wakes_at_{};
};

}  // namespace bot
