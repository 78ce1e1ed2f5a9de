#include "bot/net/http_client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <vector>

#include "bot/net/net.h"

namespace bot {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using net::error_code;
using net::TcpSocket;
using net::use_result;
using TlsStream = ssl::stream<TcpSocket&>;
using How = Asked::How;

bool is_public(const asio::ip::address_v4& address)
{
    struct Network {
        std::uint32_t begin;
        int bits;
    };
    // IANA's registry of special-purpose IPv4 addresses (RFC 6890 and its updates).
    static constexpr Network special[] = {
        {0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},  {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16},
        {0xC6120000, 15}, {0xC6336400, 24}, {0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4}};
    for (const Network& network : special)
        if (((address.to_uint() ^ network.begin) >> (32 - network.bits)) == 0) return false;
    return true;
}

// Only 2000::/3 is given out; within it, 2001::/23 has special purposes (Teredo among them),
// 2002::/16 carries IPv4 addresses, and 2001:db8::/32 is for books.
bool is_public(const asio::ip::address_v6& address)
{
    if (address.is_v4_mapped())
        return is_public(asio::ip::make_address_v4(asio::ip::v4_mapped, address));
    const auto bytes = address.to_bytes();
    const unsigned first = bytes[0] * 256U + bytes[1], second = bytes[2] * 256U + bytes[3];
    if ((first & 0xE000U) != 0x2000U || first == 0x2002U) return false;
    return first != 0x2001U || (second >= 0x0200U && second != 0x0DB8U);
}

bool is_public(const asio::ip::address& address)
{
    return address.is_v4() ? is_public(address.to_v4()) : is_public(address.to_v6());
}

// One request on its way. Lives until its last handler has run.
struct Exchange {
    const HttpTarget& target;
    const AskLimits& limits;
    asio::io_context context{1};
    TcpSocket socket{context.get_executor()};
    net::Timer deadline{context.get_executor()};
    std::vector<tcp::endpoint> endpoints{};
    http::request<http::string_body> message{};
    http::response_parser<http::string_body> parser{};
    boost::beast::flat_buffer buffer{};
    Asked result{};
    bool late = false;

    void fail(const std::string& what, const error_code& error)
    {
        result.error = what + ": " + (late ? std::string("no answer in time") : error.message());
    }

    void close_at(net::Clock::time_point time)
    {
        deadline.expires_at(time);
        deadline.async_wait([this](error_code error) {
            if (error) return;
            late = true;
            error_code ignored;
            socket.close(ignored);
        });
    }
};

template <class Stream>
net::Task talk(Exchange& exchange, Stream& stream)
{
    // From here on the other side may have the request.
    exchange.result.how = How::lost;
    const auto [write_error, written] =
        co_await http::async_write(stream, exchange.message, use_result);
    if (write_error) {
        if (written == 0) exchange.result.how = How::not_sent;
        exchange.fail("sending", write_error);
        co_return;
    }
    const auto [read_error, read] =
        co_await http::async_read(stream, exchange.buffer, exchange.parser, use_result);
    if (read_error) {
        exchange.fail("reading the answer", read_error);
        co_return;
    }
    auto& answer = exchange.parser.get();
    Response& response = exchange.result.response;
    response.status = static_cast<int>(answer.result_int());
    for (const auto& header : answer)
        response.headers.emplace_back(header.name_string(), header.value());
    response.body = std::move(answer.body());
    exchange.result.how = How::answered;
}

net::Task talk_in_clear(Exchange& exchange)
{
    const auto [error, endpoint] =
        co_await asio::async_connect(exchange.socket, exchange.endpoints, use_result);
    if (error) {
        exchange.fail("connecting", error);
        co_return;
    }
    co_await talk(exchange, exchange.socket);
}

net::Task talk_over_tls(Exchange& exchange, TlsStream& stream)
{
    const auto [error, endpoint] =
        co_await asio::async_connect(exchange.socket, exchange.endpoints, use_result);
    if (error) {
        exchange.fail("connecting", error);
        co_return;
    }
    const auto [tls_error] = co_await stream.async_handshake(ssl::stream_base::client, use_result);
    if (tls_error) {
        exchange.fail("TLS", tls_error);
        co_return;
    }
    co_await talk(exchange, stream);
}

// The addresses of the target that may be connected to; none where none may, or there is none.
std::vector<tcp::endpoint> resolve(Exchange& exchange)
{
    const HttpTarget& target = exchange.target;
    std::vector<tcp::endpoint> endpoints{};
    const auto take = [&](const asio::ip::address& address) {
        if (target.private_addresses || is_public(address))
            endpoints.emplace_back(address, target.port);
        else
            exchange.result.error = "the address is private, and private ones are not allowed";
    };
    error_code error;
    if (const auto literal = asio::ip::make_address(target.host, error); !error) {
        take(literal);
        return endpoints;
    }
    asio::ip::basic_resolver<tcp, net::Executor> resolver(exchange.context.get_executor());
    const auto found = resolver.resolve(target.host, std::to_string(target.port), error);
    if (error) exchange.fail("resolving", error);
    for (const auto& entry : found) take(entry.endpoint().address());
    return endpoints;
}

void write_message(Exchange& exchange, const Request& request)
{
    const HttpTarget& target = exchange.target;
    auto& message = exchange.message;
    message.version(11);
    message.method_string(request.method);
    message.target(request.query.empty() ? request.path : request.path + '?' + request.query);
    const bool bare_ipv6 = target.host.find(':') != std::string::npos;
    const std::string host = bare_ipv6 ? '[' + target.host + ']' : target.host;
    const bool usual_port = target.port == (target.tls ? 443 : 80);
    message.set(http::field::host, usual_port ? host : host + ':' + std::to_string(target.port));
    message.set(http::field::connection, "close");
    for (const auto& [name, value] : request.headers) message.insert(name, value);
    message.body() = request.body;
    message.prepare_payload();
}

ssl::context tls_context(const HttpTarget& target)
{
    ssl::context context(ssl::context::tls_client);
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv3 |
                        ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    context.set_verify_mode(ssl::verify_peer);
    if (target.ca_file.empty())
        context.set_default_verify_paths();
    else
        context.load_verify_file(target.ca_file);
    return context;
}

}  // namespace

bool is_public_address(const std::string& address)
{
    error_code error;
    const auto parsed = asio::ip::make_address(address, error);
    return !error && is_public(parsed);
}

Asked ask(const HttpTarget& target, const Request& request, const AskLimits& limits)
{
    const auto begun = net::Clock::now();
    Exchange exchange{.target = target, .limits = limits};
    exchange.endpoints = resolve(exchange);
    if (exchange.endpoints.empty() || net::Clock::now() - begun >= limits.connect) {
        if (exchange.result.error.empty()) exchange.result.error = "resolving: no address in time";
        return std::move(exchange.result);
    }
    write_message(exchange, request);
    exchange.parser.header_limit(limits.header_bytes);
    exchange.parser.body_limit(limits.body_bytes);
    exchange.close_at(begun + limits.whole);
    // Without the request sent by then, there is no use in going on.
    net::Timer patience(exchange.context.get_executor());
    patience.expires_at(begun + limits.connect);
    patience.async_wait([&](error_code error) {
        if (error || exchange.result.how != How::not_sent) return;
        exchange.late = true;
        error_code ignored;
        exchange.socket.close(ignored);
    });
    const auto finished = [&](const std::exception_ptr&) {
        exchange.deadline.cancel();
        patience.cancel();
    };
    const auto executor = exchange.context.get_executor();
    if (!target.tls) {
        asio::co_spawn(executor, talk_in_clear(exchange), finished);
        exchange.context.run();
        return std::move(exchange.result);
    }
    try {
        ssl::context tls = tls_context(target);
        TlsStream stream(exchange.socket, tls);
        stream.set_verify_callback(ssl::host_name_verification(target.host));
        SSL_set_tlsext_host_name(stream.native_handle(), target.host.c_str());
        asio::co_spawn(executor, talk_over_tls(exchange, stream), finished);
        exchange.context.run();
    } catch (const boost::system::system_error& error) {
        exchange.result.error = std::string("TLS: ") + error.what();
    }
    return std::move(exchange.result);
}

}  // namespace bot
