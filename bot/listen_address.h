// ADDRESS:PORT as --listen takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bot {

struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
    bool loopback = true;
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080", ":8080" (127.0.0.1); nothing where it is none.
std::optional<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace bot
