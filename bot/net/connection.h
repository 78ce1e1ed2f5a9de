// A WebSocket, seen from both sides of the wall between the network and the rest: Connection is
// what we can do to the peer, Socket is who listens to it. Everything on the loop's thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace bot {

class Connection {
public:
    virtual ~Connection() = default;

    // Queues one text frame. A peer that does not read is disconnected once more than
    // Limits::queued_bytes wait; what is sent after that goes nowhere.
    virtual void send(std::shared_ptr<const std::string> text) = 0;
    void send(std::string text) { send(std::make_shared<const std::string>(std::move(text))); }
    // Closes after what is queued has been sent; `code` as in RFC 6455. Nothing is received after
    // it.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    virtual std::size_t queued_bytes() const = 0;
};

// Destroyed when the connection has ended, whoever ended it; the Connection outlives it.
class Socket {
public:
    virtual ~Socket() = default;
    // One text frame, valid UTF-8, at most Limits::frame_bytes. Binary frames arrive as
    // nullptr-like empty `text` with `binary` set.
    virtual void received(std::string_view text, bool binary) = 0;
    // Everything queued has been handed to the system.
    virtual void drained() {}
};

}  // namespace bot
