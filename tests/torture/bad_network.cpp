#include "tests/torture/bad_network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace torture {

using Clock = std::chrono::steady_clock;

namespace {

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int connect_to(std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return socket;
    ::close(socket);
    return -1;
}

// Bytes on their way in one direction.
struct Direction {
    int from, to;
    std::string waiting{};
    Clock::time_point due{};
};

}  // namespace

struct BadNetwork::Line {
    enum class End { cut, reset, dead };

    Line(int client_socket, int server_socket)
        : client(client_socket),
          server(server_socket),
          directions{Direction{client, server}, Direction{server, client}}
    {
    }
    ~Line()
    {
        if (end == End::reset) {
            const linger at_once{1, 0};
            for (const int socket : {client, server})
                ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        }
        ::close(client);
        ::close(server);
    }

    int client, server;
    std::array<Direction, 2> directions;
    bool good = true;
    std::size_t bytes_left = 0;       // of a bad one, until its end
    std::size_t bytes_at_once = 0;    // 0: as many as there are
    std::uint64_t longest_delay = 0;  // milliseconds
    End end = End::cut;
    bool dead = false;  // half-open: whatever is sent is lost, and nobody is told
};

BadNetwork::BadNetwork(std::function<std::uint16_t()> server, std::uint64_t seed)
    : server_(std::move(server)), random_(seed)
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 256) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

BadNetwork::~BadNetwork()
{
    stopping_ = true;
    thread_.join();
    ::close(listener_);
}

void BadNetwork::run()
{
    while (!stopping_) {
        std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
        for (const auto& line : lines_)
            for (const Direction& direction : line->directions)
                sockets.push_back({direction.from, POLLIN, 0});
        // Bytes that are held back wait for no event: a look every few milliseconds.
        ::poll(sockets.data(), sockets.size(), 3);
        std::erase_if(lines_, [&](const auto& line) { return !carry(*line); });
        if (sockets.front().revents != 0) accept_one();
    }
    lines_.clear();
}

void BadNetwork::accept_one()
{
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    ++connections_;
    const bool good = calm_ || random_() % 5 == 0;
    const int server = good || random_() % 10 != 0 ? connect_to(server_()) : -1;
    if (server < 0) {
        ::close(client);
        return;
    }
    auto line = std::make_unique<Line>(client, server);
    line->good = good;
    if (!good) {
        // A conversation's frames are some hundred bytes long: this cuts handshakes, greetings and
        // messages alike, mostly in the middle of a frame.
        line->bytes_left = 1 + random_() % (random_() % 2 ? 1000 : 8000);
        line->bytes_at_once = random_() % 3 ? 0 : 1 + random_() % 40;
        line->longest_delay = random_() % 2 ? 0 : random_() % 40;
        line->end = std::array{Line::End::cut, Line::End::reset, Line::End::dead}[random_() % 3];
    }
    lines_.push_back(std::move(line));
}

bool BadNetwork::carry(Line& line)
{
    const auto now = Clock::now();
    for (Direction& direction : line.directions) {
        char bytes[16 * 1024];
        const auto count = ::recv(direction.from, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
        if (count > 0 && !line.dead) {
            if (direction.waiting.empty())
                direction.due =
                    now + std::chrono::milliseconds(random_() % (line.longest_delay + 1));
            direction.waiting.append(bytes, static_cast<std::size_t>(count));
        }
        if (direction.waiting.empty() || now < direction.due) continue;
        std::size_t some = direction.waiting.size();
        if (line.bytes_at_once > 0) some = std::min(some, line.bytes_at_once);
        if (!line.good) some = std::min(some, line.bytes_left);
        const auto sent =
            ::send(direction.to, direction.waiting.data(), some, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) return false;
        const auto gone = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
        direction.waiting.erase(0, gone);
        if (line.good) continue;
        line.bytes_left -= gone;
        if (line.bytes_left > 0) continue;
        ++broken_;
        if (line.end != Line::End::dead) return false;
        line.dead = true;
        line.good = true;  // it does not end a second time
        for (Direction& each : line.directions) each.waiting.clear();
    }
    return true;
}

}  // namespace torture
