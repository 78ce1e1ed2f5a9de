// Two ways to say "too many": a bucket of tokens for a stream of messages, and a count within a
// window for things that must stay rare (failed passwords, failed look-ups).
//
// No clock inside: times are given. One thread.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "dialogs/time.h"

namespace bot {

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

private:
    double burst_;
    double per_second_;
    std::unordered_map<std::string, std::pair<TokenBucket, dialogs::Time>> buckets_;
};

// At most `most` of something by key within `window`.
class Attempts {
public:
    Attempts(std::size_t most, std::chrono::seconds window) : most_(most), window_(window) {}

    // Nothing where one more is allowed; else how long until it is.
    std::optional<std::chrono::seconds> blocked(const std::string& key, dialogs::Time now);
    void count(const std::string& key, dialogs::Time now);
    void forget(const std::string& key) { times_.erase(key); }

private:
    void drop_old(std::deque<dialogs::Time>& times, dialogs::Time now) const;

    std::size_t most_;
    std::chrono::seconds window_;
    std::unordered_map<std::string, std::deque<dialogs::Time>> times_;
};

}  // namespace bot
