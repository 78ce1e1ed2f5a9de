// Two ways to say "too many": a bucket of tokens for a stream of messages, and a count within a
// window for things that must stay rare (failed passwords, failed look-ups).
//
// No clock inside: times are given. One thread. However many keys there are, at most `keys_max` are
// remembered; those that are longest unused are forgotten for new ones.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "dialogs/time.h"

namespace bot {

inline constexpr std::size_t keys_max = 100'000;

class TokenBucket {
public:
    TokenBucket(double burst, double per_second)
        : burst_(burst), per_second_(per_second), tokens_(burst)
    {
    }

    // Nothing where there was a token; else how long to wait for one (at least a second).
    std::optional<std::chrono::seconds> take(dialogs::Time now);

private:
    double burst_;
    double per_second_;
    double tokens_;
    std::optional<dialogs::Time> last_;
};

// Token buckets by key (an address, a visitor). Keys whose bucket is full again are forgotten.
class TokenBuckets {
public:
    TokenBuckets(double burst, double per_second) : burst_(burst), per_second_(per_second) {}
    std::optional<std::chrono::seconds> take(const std::string& key, dialogs::Time now);
    std::size_t size() const { return buckets_.size(); }

private:
    double burst_;
    double per_second_;
    std::unordered_map<std::string, std::pair<TokenBucket, dialogs::Time>> buckets_;
    std::size_t sweep_at_ = 4096;  // keys
};

// At most `most` of something by key within `window`.
class Attempts {
public:
    Attempts(std::size_t most, std::chrono::seconds window) : most_(most), window_(window) {}

    // Nothing where one more is allowed; else how long until it is.
    std::optional<std::chrono::seconds> blocked(const std::string& key, dialogs::Time now);
    void count(const std::string& key, dialogs::Time now);
    void forget(const std::string& key) { times_.erase(key); }
    std::size_t size() const { return times_.size(); }

private:
    void drop_old(std::deque<dialogs::Time>& times, dialogs::Time now) const;

    std::size_t most_;
    std::chrono::seconds window_;
    std::unordered_map<std::string, std::deque<dialogs::Time>> times_;
    std::size_t sweep_at_ = 4096;  // keys
};

}  // namespace bot
