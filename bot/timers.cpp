#include "bot/timers.h"

namespace bot {

namespace {

using namespace std::chrono_literals;

// The clock may be set while we sleep; never sleep longer than this on one look at it.
constexpr auto longest_sleep = 30s;
// More than this at once would keep sockets waiting; the rest follows in the next round.
constexpr int fired_at_once = 200;

}  // namespace

Timers::Timers(EventLoop& loop, Now now, Fire fire)
    : loop_(loop), now_(std::move(now)), fire_(std::move(fire))
{
}

Timers::~Timers()
{
    if (sleeping_) loop_.cancel(sleeping_);
}

void Timers::replace(const std::string& conversation, const std::vector<dialogs::Timer>& timers)
{
    auto& mine = of_conversation_[conversation];
    if (mine == timers) {
        if (mine.empty()) of_conversation_.erase(conversation);
        return;
    }
    for (const auto& timer : mine) queue_.erase({timer.due, conversation, timer.id});
    mine = timers;
    for (const auto& timer : mine) queue_.insert({timer.due, conversation, timer.id});
    if (mine.empty()) of_conversation_.erase(conversation);
    if (!queue_.empty() && (sleeping_ == 0 || std::get<0>(*queue_.begin()) < wakes_at_)) sleep();
}

void Timers::sleep()
{
    if (sleeping_) loop_.cancel(sleeping_);
    sleeping_ = 0;
    if (queue_.empty()) return;
    const auto now = now_();
    wakes_at_ = std::min<dialogs::Time>(std::get<0>(*queue_.begin()), now + longest_sleep);
    sleeping_ = loop_.after(std::max(wakes_at_ - now, 0ms), [this] {
        sleeping_ = 0;
        wake_up();
    });
}

void Timers::wake_up()
{
    const auto now = now_();
    for (int fired = 0;
         fired < fired_at_once && !queue_.empty() && std::get<0>(*queue_.begin()) <= now; ++fired) {
        const auto [due, conversation, timer] = *queue_.begin();
        queue_.erase(queue_.begin());
        std::erase_if(of_conversation_[conversation],
                      [&](const auto& one) { return one.id == timer; });
        fire_(conversation, timer);
    }
    sleep();
}

}  // namespace bot
