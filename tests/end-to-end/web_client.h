// A small HTTP and WebSocket client over plain sockets, for tests: it can also send what a decent
// client never would. Every wait has a limit and throws when it passes.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace end_to_end {

// A connected TCP socket.
class Tcp {
public:
    explicit Tcp(std::uint16_t port);
    ~Tcp();
    Tcp(Tcp&& other) noexcept;
    Tcp& operator=(Tcp&& other) = delete;

    // False where the peer has closed.
    bool write(std::string_view bytes);
    // At least one byte; empty where the peer has closed. Throws after `within`.
    std::string read(std::chrono::milliseconds within);

private:
    int descriptor_ = -1;
};

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    nlohmann::json json() const { return nlohmann::json::parse(body); }
};
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// One request on a connection of its own.
HttpAnswer http(std::uint16_t port, const std::string& method, const std::string& path,
                const HeaderList& headers = {}, const std::string& body = {});

class WebSocket {
public:
    // Throws where the handshake is refused; the message has the status.
    WebSocket(std::uint16_t port, const std::string& path, const HeaderList& headers = {});

    void send(const nlohmann::json& frame) { send_raw(1, frame.dump()); }
    void send_text(const std::string& text) { send_raw(1, text); }
    // Any frame: 0 continuation, 1 text, 2 binary, 8 close, 9 ping; with 0x40 as if compressed.
    // `last`: of its message.
    void send_raw(int opcode, std::string_view payload, bool masked = true, bool last = true);

    // The next text frame; throws after `within` (long: a sanitised server on a busy machine takes
    // its time), and where the server closes.
    nlohmann::json receive(std::chrono::milliseconds within = std::chrono::seconds(60));
    // Frames up to the first with that "t", which is returned; the others are kept in `passed`.
    nlohmann::json receive_until(const std::string& type);
    // The code the server closes with; 0 where it just hangs up. Text before it is skipped.
    int wait_for_close();
    // Whether nothing arrives for so long.
    bool silent_for(std::chrono::milliseconds time);

    std::vector<nlohmann::json> passed;

private:
    struct Frame {
        int opcode;
        std::string payload;
    };
    std::optional<Frame> next(std::chrono::milliseconds within);  // nothing: closed
    Tcp tcp_;
    std::string buffer_;
};

}  // namespace end_to_end
