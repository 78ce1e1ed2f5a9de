// Listens on one address and speaks HTTP/1.1 and WebSocket there. What is served is a Site's
// matter.
//
// Lives on one EventLoop; everything of a Site is called on that loop's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>

#include "bot/net/connection.h"
#include "bot/net/event_loop.h"
#include "bot/net/http.h"

namespace bot {

struct Limits {
    std::size_t connections = 20'000;
    std::size_t connections_of_address = 500;  // but of this machine itself: proxies
    std::uint32_t header_bytes = 16 * 1024;
    std::size_t frame_bytes = 64 * 1024;
    std::size_t queued_bytes = 1024 * 1024;            // of one WebSocket
    std::size_t all_queued_bytes = 256 * 1024 * 1024;  // beyond it, slow readers have less
    std::uint64_t discarded_bytes = 64 * 1024 * 1024;  // read away so that a refusal is seen
    std::chrono::seconds header_time{15};
    std::chrono::seconds body_time{120};
    std::chrono::seconds keep_alive_time{60};
    std::chrono::seconds websocket_idle_time{90};  // pinged at half of it
    int control_frames_per_minute = 120;           // pings and pongs of one WebSocket
};

class Site {
public:
    virtual ~Site() = default;

    // What is wrong with a request of which only the head has arrived, and how long its body may
    // be.
    virtual std::uint64_t body_limit(const Request& head) = 0;
    // The answer to a body over that limit.
    virtual Response too_large(const Request& head) = 0;
    // `reply` is called once, at once or later, on the loop's thread.
    using Reply = std::function<void(Response)>;
    virtual void handle(Request request, Reply reply) = 0;

    // Called for a WebSocket handshake: why it is refused, or who listens to it. `connect` is
    // called once the handshake is done.
    using Connect = std::function<std::unique_ptr<Socket>(Connection&)>;
    virtual std::variant<Response, Connect> upgrade(const Request& request) = 0;
    // How long that WebSocket may be without a sign of life; nothing: as the limits say.
    virtual std::optional<std::chrono::seconds> idle_time(const Request&) { return std::nullopt; }
};

// The address cannot be listened on. `in_use`: another program has it.
struct ListenError : std::runtime_error {
    ListenError(const std::string& what, bool in_use) : std::runtime_error(what), in_use(in_use) {}
    bool in_use;
};

class Server {
public:
    // `loop` and `site` outlive the server. Throws ListenError. Port 0: the system picks one.
    Server(EventLoop& loop, Site& site, const std::string& address, std::uint16_t port,
           Limits limits);
    ~Server();

    std::uint16_t port() const;
    // Takes no more connections and closes those there are (1001, "going away").
    void stop();

    struct Shared;

private:
    std::shared_ptr<Shared> shared_;
};

// Whether `address` is a literal of this machine's loopback network (127.0.0.0/8 or ::1). Nothing
// where it is no IP address at all.
enum class AddressKind { not_an_address, loopback, other };
AddressKind kind_of_address(const std::string& address);

// The address, of IPv6 its /64 network; an IPv4 address in IPv6's form is the IPv4 address. What is
// no address stays as it is.
std::string network_of(const std::string& address);

}  // namespace bot
