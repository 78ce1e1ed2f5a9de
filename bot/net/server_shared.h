// What the listener and its sessions share; only bot/net/ includes it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "bot/net/event_loop_parts.h"
#include "bot/net/server.h"

namespace bot {

struct Server::Shared {
    Shared(EventLoop& loop, Site& site, Limits limits)
        : loop(loop), site(site), limits(limits), acceptor(loop.parts().context.get_executor())
    {
    }

    EventLoop& loop;
    Site& site;
    Limits limits;
    net::TcpAcceptor acceptor;
    bool stopping = false;
    struct Session {
        std::function<void()> end;      // says goodbye
        std::function<void()> abandon;  // at once, and nothing of the site is touched after it
    };
    // Each session that there is, by a number of its own.
    std::unordered_map<std::uint64_t, Session> sessions;
    std::uint64_t last_session = 0;
    std::size_t turned_away = 0;   // sessions that are only told that there are too many
    std::size_t queued_bytes = 0;  // of all WebSockets
    std::unordered_map<std::string, std::size_t> sessions_of;  // by network; see Place
};

namespace net {

// One of the connections that an address may have, while this lives.
class Place {
public:
    Place() = default;
    // None where the address has enough already. This machine's own has as many as it likes.
    static std::optional<Place> take(std::shared_ptr<Server::Shared> shared,
                                     const std::string& address)
    {
        if (kind_of_address(address) == AddressKind::loopback) return Place();
        std::string network = network_of(address);
        std::size_t& count = shared->sessions_of[network];
        if (count >= shared->limits.connections_of_address) return std::nullopt;
        ++count;
        Place place;
        place.shared_ = std::move(shared);
        place.network_ = std::move(network);
        return place;
    }
    ~Place()
    {
        if (!shared_) return;
        const auto found = shared_->sessions_of.find(network_);
        if (--found->second == 0) shared_->sessions_of.erase(found);
    }
    Place(Place&& other) noexcept = default;  // the other one's `shared_` is empty then
    Place& operator=(Place&& other) noexcept
    {
        std::swap(shared_, other.shared_);
        std::swap(network_, other.network_);
        return *this;
    }

    bool counted() const { return shared_ != nullptr; }

private:
    std::shared_ptr<Server::Shared> shared_;
    std::string network_;
};

// Runs one connection's HTTP requests until it closes or becomes a WebSocket.
void start_http_session(std::shared_ptr<Server::Shared> shared, TcpSocket socket);

}  // namespace net
}  // namespace bot
