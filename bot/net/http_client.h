// Asks another server over HTTP/1.1, with or without TLS. Blocks; safe on any thread.
//
// Each request has a connection of its own: whether a server has begun with a request that got no
// answer must be known of what moves money, and a connection that was kept says nothing of that.
// Redirects are answers like any other and are never followed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "bot/net/http.h"

namespace bot {

struct HttpTarget {
    bool tls = false;
    std::string host;  // a name or an address
    std::uint16_t port = 80;
    // Addresses that are not the open internet's: of this machine, of private networks.
    bool private_addresses = false;
    // Certificates (PEM) that are believed instead of the system's; empty: the system's.
    std::string ca_file;
};

struct AskLimits {
    std::chrono::milliseconds connect{2000};  // with the TLS handshake
    std::chrono::milliseconds whole{4000};
    std::uint32_t header_bytes = 16 * 1024;
    std::uint64_t body_bytes = 1024 * 1024;
};

struct Asked {
    enum class How {
        answered,
        not_sent,  // not a byte of the request has left
        lost       // it may have arrived; there is no answer, or none that can be read
    };
    How how = How::not_sent;
    Response response;
    std::string error;  // for the log: neither addresses of customers nor the body
};

// Host, Connection and Content-Length are added. The name is resolved once, each address it gives
// is checked, and what was checked is connected to: a name cannot lead elsewhere in between.
Asked ask(const HttpTarget& target, const Request& request, const AskLimits& limits);

// Whether a literal address belongs to the open internet: not to this machine, a private or shared
// network, a link, a group, or a network that carries IPv4 addresses inside IPv6 ones.
bool is_public_address(const std::string& address);

}  // namespace bot
