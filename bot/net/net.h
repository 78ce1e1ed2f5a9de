// Names for Asio and Beast as used in this folder: concrete executors (type-erased ones cost a
// fifth of the throughput), one socket type, one WebSocket type without compression.
//
// Coroutines here obey one rule, because g++ 12 destroys temporaries twice otherwise: in a co_await
// statement every argument is a named variable or built by a constructor.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace bot::net {

namespace asio = boost::asio;
using boost::system::error_code;

using Executor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using TcpAcceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using Task = asio::awaitable<void, Executor>;
// `auto [error, value] = co_await …(…, use_result);`
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> use_result{};

}  // namespace bot::net
