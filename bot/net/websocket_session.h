// One WebSocket after its handshake; only bot/net/ includes it.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "bot/net/server_shared.h"

namespace bot::net {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

void start_websocket_session(std::shared_ptr<Server::Shared> shared, TcpSocket socket,
                             const UpgradeRequest& request, Site::Connect connect, Place place,
                             std::chrono::seconds idle_time);

}  // namespace bot::net
