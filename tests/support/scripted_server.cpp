#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

ScriptedServer::ScriptedServer(Answer answer) : answer_(std::move(answer))
{
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening_, where, size) != 0 || ::listen(listening_, 64) != 0 ||
        ::getsockname(listening_, where, &size) != 0)
        throw std::runtime_error("the scripted server cannot listen");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] {
        for (;;) {
            const int connection = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (connection < 0) return;
            ++connections_;
            std::lock_guard lock(mutex_);
            serving_.emplace_back([this, connection] { serve(connection); });
        }
    });
}

ScriptedServer::~ScriptedServer()
{
    ::shutdown(listening_, SHUT_RDWR);
    accepting_.join();
    ::close(listening_);
    for (std::thread& one : serving_) one.join();
}

std::vector<ScriptedServer::Heard> ScriptedServer::heard() const
{
    std::lock_guard lock(mutex_);
    return heard_;
}

std::string ScriptedServer::json(int status, const std::string& body, const std::string& headers)
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
           headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void ScriptedServer::serve(int connection)
{
    std::string bytes;
    const auto more = [&] {
        char buffer[4096];
        const ssize_t size = ::recv(connection, buffer, sizeof buffer, 0);
        if (size > 0) bytes.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    };
    std::size_t end = 0;
    while ((end = bytes.find("\r\n\r\n")) == std::string::npos)
        if (!more()) {
            ::close(connection);
            return;
        }
    Heard request;
    std::size_t line = bytes.find("\r\n");
    const std::string first = bytes.substr(0, line);
    request.method = first.substr(0, first.find(' '));
    request.target = first.substr(first.find(' ') + 1, first.rfind(' ') - first.find(' ') - 1);
    std::size_t length = 0;
    while (line < end) {
        const std::size_t begin = line + 2;
        line = bytes.find("\r\n", begin);
        const std::string header = bytes.substr(begin, line - begin);
        const std::size_t colon = header.find(": ");
        if (colon == std::string::npos) continue;
        request.headers.emplace_back(header.substr(0, colon), header.substr(colon + 2));
        if (lower(header.substr(0, colon)) == "content-length")
            length = std::stoul(header.substr(colon + 2));
    }
    while (bytes.size() < end + 4 + length && more()) {
    }
    request.body = bytes.substr(end + 4);
    {
        std::lock_guard lock(mutex_);
        heard_.push_back(request);
    }
    const std::string answer = answer_(request);
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(connection, SHUT_WR);
    while (more()) bytes.clear();
    ::close(connection);
}
