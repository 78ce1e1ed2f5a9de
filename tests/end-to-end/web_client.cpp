#include "tests/end-to-end/web_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace end_to_end {

using namespace std::chrono_literals;

Tcp::Tcp(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor_);
        throw std::runtime_error("cannot connect to port " + std::to_string(port));
    }
}

Tcp::~Tcp()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

Tcp::Tcp(Tcp&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

bool Tcp::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string Tcp::read(std::chrono::milliseconds within)
{
    pollfd ready{descriptor_, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(within.count())) == 0)
        throw std::runtime_error("nothing arrived in time");
    std::string bytes(64 * 1024, '\0');
    const auto count = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
}

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return text;
}

std::string request_head(std::uint16_t port, const std::string& method, const std::string& path,
                         const HeaderList& headers)
{
    std::string head =
        method + ' ' + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n";
    for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
    return head;
}

// Reads a head into `answer`; what came after it stays in `buffer`.
void read_head(Tcp& tcp, std::string& buffer, HttpAnswer& answer)
{
    while (buffer.find("\r\n\r\n") == std::string::npos) {
        const std::string more = tcp.read(10s);
        if (more.empty()) throw std::runtime_error("the server closed without an answer");
        buffer += more;
    }
    const auto end = buffer.find("\r\n\r\n");
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    answer.status = std::stoi(head.substr(9, 3));
    for (auto line = head.find("\r\n") + 2; line < head.size();) {
        const auto line_end = head.find("\r\n", line);
        const auto colon = head.find(':', line);
        if (colon < line_end) {
            const auto value = head.find_first_not_of(' ', colon + 1);
            answer.headers[lower(head.substr(line, colon - line))] =
                value < line_end ? head.substr(value, line_end - value) : "";
        }
        line = line_end + 2;
    }
}

}  // namespace

HttpAnswer http(std::uint16_t port, const std::string& method, const std::string& path,
                const HeaderList& headers, const std::string& body)
{
    Tcp tcp(port);
    std::string head = request_head(port, method, path, headers);
    if (!body.empty() || method == "POST")
        head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    tcp.write(head + "Connection: close\r\n\r\n");
    tcp.write(body);
    HttpAnswer answer;
    std::string buffer;
    read_head(tcp, buffer, answer);
    const auto length = answer.headers.find("content-length");
    const std::size_t expected =
        length == answer.headers.end() || method == "HEAD" ? 0 : std::stoul(length->second);
    while (buffer.size() < expected) {
        const std::string more = tcp.read(10s);
        if (more.empty()) throw std::runtime_error("the answer is cut short");
        buffer += more;
    }
    answer.body = buffer.substr(0, expected);
    return answer;
}

WebSocket::WebSocket(std::uint16_t port, const std::string& path, const HeaderList& headers)
    : tcp_(port)
{
    tcp_.write(request_head(port, "GET", path, headers) +
               "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    HttpAnswer answer;
    read_head(tcp_, buffer_, answer);
    if (answer.status != 101)
        throw std::runtime_error("handshake refused: " + std::to_string(answer.status));
    // The example of RFC 6455, section 1.3.
    if (answer.headers["sec-websocket-accept"] != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        throw std::runtime_error("handshake answered wrongly");
}

void WebSocket::send_raw(int opcode, std::string_view payload, bool masked, bool last)
{
    std::string frame(1, static_cast<char>((last ? 0x80 : 0) | opcode));
    const int mask_bit = masked ? 0x80 : 0;
    if (payload.size() < 126) {
        frame += static_cast<char>(mask_bit | static_cast<int>(payload.size()));
    } else if (payload.size() < 65536) {
        frame += static_cast<char>(mask_bit | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size() & 255);
    } else {
        frame += static_cast<char>(mask_bit | 127);
        for (int shift = 56; shift >= 0; shift -= 8)
            frame += static_cast<char>((payload.size() >> shift) & 255);
    }
    const std::string mask = "\x12\x34\x56\x78";
    if (masked) frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame += masked ? static_cast<char>(payload[i] ^ mask[i % 4]) : payload[i];
    tcp_.write(frame);
}

std::optional<WebSocket::Frame> WebSocket::next(std::chrono::milliseconds within)
{
    const auto need = [&](std::size_t bytes) {
        while (buffer_.size() < bytes) {
            const std::string more = tcp_.read(within);
            if (more.empty()) return false;
            buffer_ += more;
        }
        return true;
    };
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(buffer_[at]); };
    if (!need(2)) return std::nullopt;
    std::size_t size = byte(1) & 127;
    std::size_t head = 2;
    if (size == 126) {
        if (!need(4)) return std::nullopt;
        size = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
        head = 4;
    } else if (size == 127) {
        if (!need(10)) return std::nullopt;
        size = 0;
        for (std::size_t i = 2; i < 10; ++i) size = size << 8 | byte(i);
        head = 10;
    }
    if (!need(head + size)) return std::nullopt;
    Frame frame{byte(0) & 15, buffer_.substr(head, size)};
    buffer_.erase(0, head + size);
    return frame;
}

nlohmann::json WebSocket::receive(std::chrono::milliseconds within)
{
    for (;;) {
        const auto frame = next(within);
        if (!frame || frame->opcode == 8) throw std::runtime_error("the server closed");
        if (frame->opcode == 9) send_raw(10, frame->payload);
        if (frame->opcode == 1) return nlohmann::json::parse(frame->payload);
    }
}

nlohmann::json WebSocket::receive_until(const std::string& type)
{
    for (;;) {
        nlohmann::json frame = receive();
        if (frame.at("t") == type) return frame;
        passed.push_back(std::move(frame));
    }
}

int WebSocket::wait_for_close()
{
    for (;;) {
        const auto frame = next(10s);
        if (!frame) return 0;
        if (frame->opcode != 8) continue;
        if (frame->payload.size() < 2) return 1005;
        return static_cast<unsigned char>(frame->payload[0]) << 8 |
               static_cast<unsigned char>(frame->payload[1]);
    }
}

bool WebSocket::silent_for(std::chrono::milliseconds time)
try {
    const auto frame = next(time);
    return !frame;
} catch (const std::runtime_error&) {
    return true;
}

}  // namespace end_to_end
