// The baseline: the same stream type, executor and options as bot/net/websocket_session.cpp.
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>

#include "bench/servers.h"
#include "bot/net/net.h"

namespace bench {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using bot::net::error_code;
using Stream = websocket::stream<bot::net::TcpSocket, false>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, bot::net::Executor>;

class Session : public std::enable_shared_from_this<Session> {
public:
    explicit Session(bot::net::TcpSocket socket) : stream_(std::move(socket)) {}
    void start()
    {
        stream_.text(true);
        stream_.auto_fragment(false);
        stream_.async_accept([self = shared_from_this()](error_code error) {
            if (!error) self->read();
        });
    }

private:
    void read()
    {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            if (!error) self->write();
        });
    }
    void write()
    {
        stream_.async_write(buffer_.data(),
                            [self = shared_from_this()](error_code error, std::size_t) {
                                self->buffer_.consume(self->buffer_.size());
                                if (!error) self->read();
                            });
    }

    Stream stream_;
    boost::beast::flat_buffer buffer_;
};

void accept_next(Acceptor& acceptor)
{
    acceptor.async_accept([&](error_code error, bot::net::TcpSocket socket) {
        if (error) return;
        socket.set_option(asio::ip::tcp::no_delay(true), error);
        std::make_shared<Session>(std::move(socket))->start();
        accept_next(acceptor);
    });
}

}  // namespace

void serve_echo(const std::filesystem::path&, const std::function<void(std::uint16_t)>& listening)
{
    asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_1};
    Acceptor acceptor(context.get_executor(), {asio::ip::address_v4::loopback(), 0});
    accept_next(acceptor);
    listening(acceptor.local_endpoint().port());
    context.run();
}

}  // namespace bench
