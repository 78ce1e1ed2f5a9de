// How long each kind of data is kept (shop.yaml, `retention`), and the daily job that erases what
// is older. A limit counts from when something last happened in a conversation.
#pragma once

#include <cstdint>
#include <optional>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "bot/worker_pool.h"
#include "intents/yaml.h"
#include "storage/database.h"

namespace bot {

// In days; nothing: for ever.
struct RetentionLimits {
    std::optional<std::int64_t> secrets, uploads, conversations;
};
// From the field `retention` of shop.yaml; what is wrong with it is noted there.
RetentionLimits read_retention(const intents::Yaml& retention);

struct ErasedByAge {
    std::size_t secrets = 0;  // conversations whose secrets went
    std::size_t uploads = 0, conversations = 0;
};
// Blocks on the disk; throws std::exception where that fails.
ErasedByAge erase_by_age(storage::Database& database, const RetentionLimits& limits,
                         std::int64_t now);

// Does that a minute after the start and then once a day, on a worker. Loop's thread only.
class Retention {
public:
    struct Parts {
        EventLoop& loop;
        storage::Database& database;
        WorkerPool& workers;
        Now now;
        RetentionLimits limits;
    };
    explicit Retention(Parts parts);
    ~Retention();
    Retention(const Retention&) = delete;

private:
    void wait(std::chrono::milliseconds delay);

    Parts parts_;
    EventLoop::TimerId timer_ = 0;
};

}  // namespace bot
