#include "bot/visitor_limits.h"

#include "bot/net/server.h"

namespace bot {

VisitorLimits::VisitorLimits(const Pace& pace)
    : pace_(pace),
      by_conversation_(pace.messages, pace.messages_per_second),
      by_network_(pace.address_messages, pace.address_messages_per_second)
{
}

std::optional<std::chrono::seconds> VisitorLimits::message(const std::string& conversation,
                                                           const std::string& network,
                                                           dialogs::Time now)
{
    if (const auto wait = by_conversation_.take(conversation, now)) return wait;
    if (network.empty()) return std::nullopt;
    return by_network_.take(network, now);
}

bool VisitorLimits::join(const std::string& conversation)
{
    std::size_t& count = sockets_[conversation];
    if (count >= sockets_max) return false;
    ++count;
    return true;
}

void VisitorLimits::leave(const std::string& conversation)
{
    const auto found = sockets_.find(conversation);
    if (found != sockets_.end() && --found->second == 0) sockets_.erase(found);
}

std::string limited_network(const std::string& address)
{
    return kind_of_address(address) == AddressKind::loopback ? "" : network_of(address);
}

}  // namespace bot
