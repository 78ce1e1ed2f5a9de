#include "bot/listen_address.h"

#include <charconv>

#include "bot/net/server.h"

namespace bot {

std::optional<ListenAddress> parse_listen_address(const std::string& text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    ListenAddress result;
    result.address = text.substr(0, colon);
    if (result.address.empty() || result.address == "localhost") result.address = "127.0.0.1";
    if (result.address.size() > 2 && result.address.front() == '[' && result.address.back() == ']')
        result.address = result.address.substr(1, result.address.size() - 2);
    const char* const begin = text.data() + colon + 1;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(begin, end, result.port);
    if (begin == end || error != std::errc() || stopped != end) return std::nullopt;
    const AddressKind kind = kind_of_address(result.address);
    if (kind == AddressKind::not_an_address) return std::nullopt;
    result.loopback = kind == AddressKind::loopback;
    return result;
}

}  // namespace bot
