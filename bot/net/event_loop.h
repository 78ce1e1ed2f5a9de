// One thread's loop: sockets, timers and posted work run on it one at a time, so what it owns needs
// no locks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace bot {

class EventLoop {
public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Runs until stop(). An exception that escapes from a piece of work is logged, and the loop
    // goes on: one conversation's fault is not the others'.
    void run();
    // From any thread. run() returns, and can be called again after restart().
    void stop();
    void restart();
    // Queues `work` for the loop's thread; from any thread, in order for one caller.
    void post(std::function<void()> work);

    using TimerId = std::uint64_t;
    // Runs `work` once after `delay`. Loop's thread only (or before run()).
    TimerId after(std::chrono::milliseconds delay, std::function<void()> work);
    void cancel(TimerId timer);

    // Calls `work` at the first SIGINT or SIGTERM; a second one ends the process at once.
    void on_stop_signal(std::function<void()> work);

    // Calls `work` at each SIGHUP. Without it a SIGHUP ends the process.
    void on_hangup(std::function<void()> work);

    // For bot/net/ only: Asio's side of it.
    struct Parts;
    Parts& parts() { return *parts_; }

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace bot
