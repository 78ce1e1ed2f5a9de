#include "bot/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bot {

namespace {

// Forgets the keys that `used` says were needed last before `since`, and where there are too many
// still, the longer unused half. So many more have to come before the next time that it costs
// little for each.
template <typename Map, typename Used>
void sweep(Map& keys, std::size_t& sweep_at, dialogs::Time since, const Used& used)
{
    if (keys.size() < sweep_at) return;
    std::erase_if(keys, [&](const auto& entry) { return used(entry.second) < since; });
    if (keys.size() >= keys_max) {
        std::vector<dialogs::Time> times;
        times.reserve(keys.size());
        for (const auto& [key, value] : keys) times.push_back(used(value));
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        const dialogs::Time newer = *middle;
        // Of those of the same moment any.
        std::size_t left = keys.size() / 2;
        std::erase_if(keys, [&](const auto& entry) {
            return used(entry.second) <= newer && left > 0 && left-- > 0;
        });
    }
    sweep_at = std::clamp(keys.size() * 2, std::size_t{4096}, keys_max);
}

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
    const auto full_after = std::chrono::ceil<std::chrono::seconds>(
        std::chrono::duration<double>(burst_ / per_second_));
    sweep(buckets_, sweep_at_, now - full_after, [](const auto& one) { return one.second; });
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
    sweep(times_, sweep_at_, now - window_,
          [](const auto& times) { return times.empty() ? dialogs::Time{} : times.back(); });
    auto& times = times_[key];
    drop_old(times, now);
    times.push_back(now);
    if (times.size() > most_) times.pop_front();
}

}  // namespace bot
