#include "bot/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace bot {

namespace {

// More keys than this are looked through for ones that can be forgotten.
constexpr std::size_t keys_before_sweep = 4096;

}  // namespace

std::optional<std::chrono::seconds> TokenBucket::take(dialogs::Time now)
{
    if (last_ && now > *last_) {
        const double seconds = std::chrono::duration<double>(now - *last_).count();
        tokens_ = std::min(burst_, tokens_ + seconds * per_second_);
    }
    last_ = now;
    if (tokens_ >= 1) {
        tokens_ -= 1;
        return std::nullopt;
    }
    const auto wait = static_cast<std::int64_t>(std::ceil((1 - tokens_) / per_second_));
    return std::chrono::seconds(std::max<std::int64_t>(1, wait));
}

std::optional<std::chrono::seconds> TokenBuckets::take(const std::string& key, dialogs::Time now)
{
    if (buckets_.size() >= keys_before_sweep) {
        const auto full_after = std::chrono::duration<double>(burst_ / per_second_);
        std::erase_if(buckets_,
                      [&](const auto& entry) { return now - entry.second.second > full_after; });
    }
    auto& [bucket, used] =
        buckets_.try_emplace(key, TokenBucket(burst_, per_second_), now).first->second;
    used = now;
    return bucket.take(now);
}

void Attempts::drop_old(std::deque<dialogs::Time>& times, dialogs::Time now) const
{
    while (!times.empty() && times.front() + window_ <= now) times.pop_front();
}

std::optional<std::chrono::seconds> Attempts::blocked(const std::string& key, dialogs::Time now)
{
    const auto found = times_.find(key);
    if (found == times_.end()) return std::nullopt;
    drop_old(found->second, now);
    if (found->second.size() < most_) return std::nullopt;
    const auto wait =
        std::chrono::ceil<std::chrono::seconds>(found->second.front() + window_ - now);
    return std::max(wait, std::chrono::seconds(1));
}

void Attempts::count(const std::string& key, dialogs::Time now)
{
    if (times_.size() >= keys_before_sweep)
        std::erase_if(times_, [&](const auto& entry) {
            return entry.second.empty() || entry.second.back() + window_ <= now;
        });
    auto& times = times_[key];
    drop_old(times, now);
    times.push_back(now);
    if (times.size() > most_) times.pop_front();
}

}  // namespace bot
