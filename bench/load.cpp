#include "bench/load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

// A client's frame: text, masked with zeros, so that the payload stays as it is.
std::string frame(std::string_view payload)
{
    std::string bytes("\x81");
    if (payload.size() < 126) {
        bytes += static_cast<char>(0x80 | payload.size());
    } else {
        bytes += '\xfe';
        bytes += static_cast<char>(payload.size() >> 8);
        bytes += static_cast<char>(payload.size() & 255);
    }
    bytes.append(4, '\0');
    return bytes.append(payload);
}

class Client {
public:
    Client(std::uint16_t port, bool visitor) : visitor_(visitor)
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        write(
            "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        while (buffer_.find("\r\n\r\n") == std::string::npos) read();
        buffer_.erase(0, buffer_.find("\r\n\r\n") + 4);
        if (!visitor_) return;
        write(frame(R"({"t":"hello","token":null,"identity":null,"resume":null})"));
        while (!take("\"welcome\"")) read();
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;

    int socket() const { return socket_; }

    void send_next()
    {
        sent_at_ = Clock::now();
        write(frame(R"({"t":"send","cmid":"m)" + std::to_string(++sent_) +
                    R"(","body":{"type":"text","text":"你好,在吗?我想问一下"}})"));
    }

    // Reads what is there; the time of the answer where it has arrived.
    bool answered(double& microseconds)
    {
        read();
        if (!take(visitor_ ? R"("t":"ack")" : "")) return false;
        microseconds = std::chrono::duration<double, std::micro>(Clock::now() - sent_at_).count();
        return true;
    }

private:
    void write(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) throw std::runtime_error("the server has closed");
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

    void read()
    {
        char bytes[16 * 1024];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) throw std::runtime_error("the server has closed");
        buffer_.append(bytes, static_cast<std::size_t>(count));
    }

    // Takes all whole frames; whether one of them has `part`.
    bool take(std::string_view part)
    {
        bool found = false;
        std::size_t at = 0;
        for (;;) {
            const auto left = buffer_.size() - at;
            if (left < 2) break;
            const auto byte = [&](std::size_t i) {
                return static_cast<unsigned char>(buffer_[at + i]);
            };
            std::size_t head = 2, size = byte(1);
            if (size == 126) {
                if (left < 4) break;
                head = 4;
                size = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
            }
            if (left < head + size) break;
            const std::string_view payload(buffer_.data() + at + head, size);
            if (payload.find(R"("t":"error")") != std::string_view::npos)
                throw std::runtime_error("refused: " + std::string(payload));
            found = found || payload.find(part) != std::string_view::npos;
            at += head + size;
        }
        buffer_.erase(0, at);
        return found;
    }

    bool visitor_;
    int socket_ = -1;
    std::string buffer_;
    std::uint64_t sent_ = 0;
    Clock::time_point sent_at_;
};

}  // namespace

double Load::percentile(double of_hundred) const
{
    if (microseconds.empty()) return 0;
    auto sorted = microseconds;
    std::sort(sorted.begin(), sorted.end());
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(std::round(last * of_hundred / 100))];
}

Load load(std::uint16_t port, std::size_t connections, std::chrono::seconds time, bool visitors)
{
    std::vector<std::unique_ptr<Client>> clients;
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < connections; ++i) {
        clients.push_back(std::make_unique<Client>(port, visitors));
        epoll_event interest{};
        interest.events = EPOLLIN;
        interest.data.ptr = clients.back().get();
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, clients.back()->socket(), &interest);
    }
    Load result;
    const auto begin = Clock::now();
    for (const auto& client : clients) client->send_next();
    while (Clock::now() - begin < time) {
        epoll_event ready[256];
        const int count = ::epoll_wait(epoll, ready, 256, 100);
        for (int i = 0; i < count; ++i) {
            Client& client = *static_cast<Client*>(ready[i].data.ptr);
            double microseconds = 0;
            if (!client.answered(microseconds)) continue;
            result.microseconds.push_back(microseconds);
            client.send_next();
        }
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    ::close(epoll);
    return result;
}

double fdatasync_p99(const std::filesystem::path& folder, std::chrono::seconds time)
{
    const int file = ::open((folder / "sync").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    const std::string bytes(4096, 'x');
    Load syncs;
    const auto end = Clock::now() + time;
    while (Clock::now() < end) {
        const auto begin = Clock::now();
        if (::write(file, bytes.data(), bytes.size()) < 0 || ::fdatasync(file) != 0)
            throw std::runtime_error("disk");
        syncs.microseconds.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    ::close(file);
    return syncs.percentile(99);
}

}  // namespace bench
