#include "bot/net/event_loop.h"

#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdlib>

#include "bot/log.h"
#include "bot/net/event_loop_parts.h"

namespace bot {

EventLoop::EventLoop() : parts_(std::make_unique<Parts>()) {}
EventLoop::~EventLoop() = default;

void EventLoop::run()
{
    for (;;) {
        try {
            parts_->context.run();
            return;
        } catch (const std::exception& error) {
            log_error("work on the loop failed", {{"error", error.what()}});
        }
    }
}

void EventLoop::stop() { parts_->context.stop(); }

void EventLoop::restart() { parts_->context.restart(); }

void EventLoop::post(std::function<void()> work)
{
    boost::asio::post(parts_->context, std::move(work));
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, std::function<void()> work)
{
    const TimerId id = ++parts_->last_timer;
    auto timer = std::make_unique<net::Timer>(parts_->context.get_executor(), delay);
    timer->async_wait([this, id, work = std::move(work)](net::error_code error) {
        if (error || parts_->timers.erase(id) == 0) return;
        work();
    });
    parts_->timers.emplace(id, std::move(timer));
    return id;
}

void EventLoop::cancel(TimerId timer) { parts_->timers.erase(timer); }

void EventLoop::on_stop_signal(std::function<void()> work)
{
    parts_->signals.add(SIGINT);
    parts_->signals.add(SIGTERM);
    parts_->signals.async_wait([this, work = std::move(work)](net::error_code error, int) {
        if (error) return;
        parts_->signals.async_wait([](net::error_code failed, int) {
            if (!failed) std::_Exit(1);
        });
        work();
    });
}

void EventLoop::on_hangup(std::function<void()> work)
{
    parts_->hangups.add(SIGHUP);
    parts_->hangups.async_wait([this, work = std::move(work)](net::error_code error, int) {
        if (error) return;
        on_hangup(work);
        work();
    });
}

}  // namespace bot
