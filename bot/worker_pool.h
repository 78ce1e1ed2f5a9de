// A few threads for what blocks: hashing a password, syncing a file, asking the order system.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bot {

class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads, std::size_t waiting_max = 1000);
    ~WorkerPool() { stop(); }

    // Finishes the work that has begun; what still waits is dropped.
    void stop();

    // From any thread. False where too much waits already: the caller says "try again later".
    bool submit(std::function<void()> work);

    // Work that nobody has begun.
    std::size_t waiting() const;

private:
    void run();

    const std::size_t waiting_max_;
    mutable std::mutex mutex_;  // guards the three below
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace bot
