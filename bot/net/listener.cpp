#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "bot/log.h"
#include "bot/net/server_shared.h"

namespace bot {

namespace {

using boost::asio::ip::tcp;

void accept_next(const std::shared_ptr<Server::Shared>& shared)
{
    shared->acceptor.async_accept(
        shared->loop.parts().context.get_executor(),
        [shared](net::error_code error, net::TcpSocket socket) {
            if (shared->stopping) return;
            if (!error) {
                net::error_code ignored;
                socket.set_option(tcp::no_delay(true), ignored);
                net::start_http_session(shared, std::move(socket));
                return accept_next(shared);
            }
            // Out of file descriptors, most likely: accepting at once again would only spin.
            log_warning("cannot accept a connection", {{"error", error.message()}});
            shared->loop.after(std::chrono::milliseconds(200), [shared] { accept_next(shared); });
        });
}

}  // namespace

Server::Server(EventLoop& loop, Site& site, const std::string& address, std::uint16_t port,
               Limits limits)
    : shared_(std::make_shared<Shared>(loop, site, limits))
{
    net::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    const auto check = [&] {
        if (error) throw ListenError(error.message(), error == boost::asio::error::address_in_use);
    };
    check();
    const tcp::endpoint endpoint(parsed, port);
    auto& acceptor = shared_->acceptor;
    acceptor.open(endpoint.protocol(), error), check();
    acceptor.set_option(tcp::acceptor::reuse_address(true), error), check();
    acceptor.bind(endpoint, error), check();
    acceptor.listen(1024, error), check();
    accept_next(shared_);
}

Server::~Server()
{
    stop();
    // What Asio still holds of the sessions lives until the loop is gone, longer than the site.
    const auto sessions = shared_->sessions;
    for (const auto& [id, session] : sessions) session.abandon();
}

std::uint16_t Server::port() const { return shared_->acceptor.local_endpoint().port(); }

void Server::stop()
{
    if (shared_->stopping) return;
    shared_->stopping = true;
    net::error_code ignored;
    shared_->acceptor.close(ignored);
    // Ending one takes it out of the map.
    const auto sessions = shared_->sessions;
    for (const auto& [id, session] : sessions) session.end();
}

AddressKind kind_of_address(const std::string& address)
{
    net::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    if (error) return AddressKind::not_an_address;
    return parsed.is_loopback() ? AddressKind::loopback : AddressKind::other;
}

std::string network_of(const std::string& address)
{
    net::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    if (error || parsed.is_v4()) return address;
    const auto v6 = parsed.to_v6();
    if (v6.is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::make_address_v6(bytes).to_string() + "/64";
}

}  // namespace bot
