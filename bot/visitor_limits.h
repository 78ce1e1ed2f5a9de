// How much visitors may send, counted over all their connections, and how many of those they may
// have. Socket and HTTP share it. Loop's thread only.
//
// Who comes from this machine itself is not limited by address: it is the reverse proxy, where that
// does not say whom it speaks for, or a program of the shop's own.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

#include "bot/rate_limiter.h"

namespace bot {

// So many at once, and so many a second after that.
struct Pace {
    double messages = 20, messages_per_second = 2;  // of one conversation
    double address_messages = 600,
           address_messages_per_second = 60;      // of one address, all visitors
    double frames = 120, frames_per_second = 40;  // of one connection
};

class VisitorLimits {
public:
    explicit VisitorLimits(const Pace& pace);

    const Pace& pace() const { return pace_; }

    // One more message to the conversation; how long to wait where that is too many. `network` as
    // network_of() gives it, empty: not limited by it.
    std::optional<std::chrono::seconds> message(const std::string& conversation,
                                                const std::string& network, dialogs::Time now);

    static constexpr std::size_t sockets_max = 20;  // of one conversation: as many tabs
    // False where the conversation has so many already. Each `true` ends with one leave().
    bool join(const std::string& conversation);
    void leave(const std::string& conversation);

private:
    Pace pace_;
    TokenBuckets by_conversation_;
    TokenBuckets by_network_;
    std::unordered_map<std::string, std::size_t> sockets_;
};

// What limits by address count under: the address, of IPv6 its /64 network, for that is what one
// customer of a provider has. Empty for this machine itself.
std::string limited_network(const std::string& address);

}  // namespace bot
