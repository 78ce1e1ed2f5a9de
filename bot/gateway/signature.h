// Proves who sent a request between the bot and an order gateway, both ways: HMAC-SHA256, as hex,
// over METHOD\nPATH\nRAW_QUERY\nTIME\nNONCE\nhex(sha256(body)), in the headers X-Kg-Key,
// X-Kg-Time (seconds since 1970), X-Kg-Nonce (16 bytes as hex) and X-Kg-Sign.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bot/net/http.h"
#include "dialogs/time.h"

namespace bot::gateway {

// What two sides share. While a secret is being replaced both of two are active: all are accepted,
// and the first is the one that signs.
struct SigningKey {
    std::string id;  // sent in the clear
    std::vector<std::string> secrets;
};

inline constexpr std::chrono::seconds signature_window{60};
inline constexpr std::chrono::minutes nonces_kept{5};
inline constexpr std::size_t active_secrets_max = 2;

// What the HMAC is made over.
std::string text_to_sign(const Request& request, std::string_view time, std::string_view nonce);

// The four headers for a request that has all but them, with a nonce of its own.
Headers signed_headers(const Request& request, const SigningKey& key, dialogs::Time now);

enum class SignatureVerdict {
    good,
    missing,      // a header is not there, or is no such thing
    unknown_key,  // of the id
    wrong,        // made with another secret, or of another request
    outdated,     // more than the window before or after
    replayed,     // the nonce was used before
    crowded,      // more requests than nonces can be kept
};
std::string to_string(SignatureVerdict verdict);

// Checks what comes in. Safe on any thread.
//
// Nonces are kept in memory alone: after a restart a request can be repeated until its time is
// outdated. What changes something has an idempotency key or an event id against that.
class SignatureCheck {
public:
    // At most `active_secrets_max` secrets of each key count; empty ones never do.
    explicit SignatureCheck(std::vector<SigningKey> keys, std::size_t nonces_max = 100'000);

    SignatureVerdict check(const Request& request, dialogs::Time now);

private:
    std::vector<SigningKey> keys_;
    std::size_t nonces_max_;
    std::mutex mutex_;  // of what follows
    std::unordered_set<std::string> nonces_;
    std::deque<std::pair<dialogs::Time, std::string>> by_age_;
};

}  // namespace bot::gateway
