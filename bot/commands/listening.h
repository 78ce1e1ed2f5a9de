// What the commands that listen on an address have in common.
#pragma once

#include <memory>
#include <string>

#include "bot/listen_address.h"
#include "bot/net/server.h"

namespace bot {

// What --listen says. Throws UsageError.
ListenAddress listen_address(const std::string& text);

// Throws Failure with what to do about it.
std::unique_ptr<Server> listen_or_say_why(EventLoop& loop, Site& site, const ListenAddress& listen);

// "http://127.0.0.1:8080/"
std::string url_of(const ListenAddress& listen, std::uint16_t port);

}  // namespace bot
