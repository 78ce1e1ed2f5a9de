#include "bot/gateway/signature.h"

#include <algorithm>
#include <charconv>

#include "bot/random.h"

namespace bot::gateway {

namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::size_t nonce_bytes = 16;

bool is_hex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Seconds as decimal digits alone: no sign, no spaces, nothing that could be read in two ways.
std::optional<seconds> read_seconds(std::string_view text)
{
    seconds::rep value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return {};
    constexpr std::size_t digits_max = 12;  // beyond the year 30,000 sums would overflow
    if (text.front() == '-' || text.size() > digits_max) return {};
    return seconds(value);
}

std::string signature_of(const Request& request, std::string_view time, std::string_view nonce,
                         const std::string& secret)
{
    return hmac_sha256_hex(secret, text_to_sign(request, time, nonce));
}

}  // namespace

std::string text_to_sign(const Request& request, std::string_view time, std::string_view nonce)
{
    std::string text;
    for (const std::string_view part :
         {std::string_view(request.method), std::string_view(request.path),
          std::string_view(request.query), time, nonce}) {
        text += part;
        text += '\n';
    }
    return text + sha256_hex(request.body);
}

Headers signed_headers(const Request& request, const SigningKey& key, dialogs::Time now)
{
    const std::string time = std::to_string(floor<seconds>(now).time_since_epoch().count());
    const std::string nonce = random_hex(nonce_bytes);
    return {{"X-Kg-Key", key.id},
            {"X-Kg-Time", time},
            {"X-Kg-Nonce", nonce},
            {"X-Kg-Sign", signature_of(request, time, nonce, key.secrets.at(0))}};
}

std::string to_string(SignatureVerdict verdict)
{
    switch (verdict) {
        case SignatureVerdict::good:
            return "good";
        case SignatureVerdict::missing:
            return "missing";
        case SignatureVerdict::unknown_key:
            return "unknown_key";
        case SignatureVerdict::wrong:
            return "wrong";
        case SignatureVerdict::outdated:
            return "outdated";
        case SignatureVerdict::replayed:
            return "replayed";
        case SignatureVerdict::crowded:
            return "crowded";
    }
    return {};
}

SignatureCheck::SignatureCheck(std::vector<SigningKey> keys, std::size_t nonces_max)
    : keys_(std::move(keys)), nonces_max_(nonces_max)
{
    for (SigningKey& key : keys_) {
        std::erase(key.secrets, std::string());
        if (key.secrets.size() > active_secrets_max) key.secrets.resize(active_secrets_max);
    }
}

SignatureVerdict SignatureCheck::check(const Request& request, dialogs::Time now)
{
    const std::string_view time = request.header("X-Kg-Time");
    const std::string_view nonce = request.header("X-Kg-Nonce");
    const std::string_view given = request.header("X-Kg-Sign");
    const std::string_view id = request.header("X-Kg-Key");
    const auto sent = read_seconds(time);
    if (!sent || id.empty() || given.empty() || nonce.size() != nonce_bytes * 2 || !is_hex(nonce))
        return SignatureVerdict::missing;
    const auto key = std::find_if(keys_.begin(), keys_.end(),
                                  [&](const SigningKey& one) { return one.id == id; });
    if (key == keys_.end()) return SignatureVerdict::unknown_key;
    // All secrets are tried, so that the time taken does not say which was right.
    bool right = false;
    for (const std::string& secret : key->secrets)
        right |= equal_in_constant_time(signature_of(request, time, nonce, secret), given);
    if (!right) return SignatureVerdict::wrong;
    const seconds apart = floor<seconds>(now).time_since_epoch() - *sent;
    if (apart > signature_window || apart < -signature_window) return SignatureVerdict::outdated;

    // Only of who knows a secret: nobody else can fill this.
    std::lock_guard lock(mutex_);
    while (!by_age_.empty() && now - by_age_.front().first > nonces_kept) {
        nonces_.erase(by_age_.front().second);
        by_age_.pop_front();
    }
    std::string used = key->id + '\n' + std::string(nonce);
    if (nonces_.contains(used)) return SignatureVerdict::replayed;
    if (nonces_.size() >= nonces_max_) return SignatureVerdict::crowded;
    nonces_.insert(used);
    by_age_.emplace_back(now, std::move(used));
    return SignatureVerdict::good;
}

}  // namespace bot::gateway
