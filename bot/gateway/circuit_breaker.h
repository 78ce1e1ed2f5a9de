// Keeps from asking who does not answer: after some failures in a row nothing is asked for a while,
// then one request at a time tries whether it is there again. Safe on any thread; times are given.
#pragma once

#include <chrono>
#include <mutex>

namespace bot::gateway {

class CircuitBreaker {
public:
    using Clock = std::chrono::steady_clock;
    CircuitBreaker(int failures_max, Clock::duration pause)
        : failures_max_(failures_max), pause_(pause)
    {
    }

    // Whether to ask now. Each yes is followed by succeeded() or failed().
    bool allows(Clock::time_point now)
    {
        std::lock_guard lock(mutex_);
        if (failures_ < failures_max_) return true;
        if (now < open_until_) return false;
        open_until_ = now + pause_;  // this one tries; others wait for what comes of it
        return true;
    }
    void succeeded()
    {
        std::lock_guard lock(mutex_);
        failures_ = 0;
    }
    void failed(Clock::time_point now)
    {
        std::lock_guard lock(mutex_);
        if (++failures_ >= failures_max_) open_until_ = now + pause_;
    }
    bool is_open(Clock::time_point now) const
    {
        std::lock_guard lock(mutex_);
        return failures_ >= failures_max_ && now < open_until_;
    }

private:
    const int failures_max_;
    const Clock::duration pause_;
    mutable std::mutex mutex_;  // of what follows
    int failures_ = 0;          // in a row
    Clock::time_point open_until_;
};

}  // namespace bot::gateway
