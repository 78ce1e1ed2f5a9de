// What the listener and its sessions share; only bot/net/ includes it.
#pragma once

#include <functional>
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
};

namespace net {

// Runs one connection's HTTP requests until it closes or becomes a WebSocket.
void start_http_session(std::shared_ptr<Server::Shared> shared, TcpSocket socket);

}  // namespace net
}  // namespace bot
