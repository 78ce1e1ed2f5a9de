// One connection's HTTP: read a head, judge it, read the body, answer, again. A connection that
// asks for a WebSocket is handed over to websocket_session.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "bot/net/websocket_session.h"

namespace bot::net {

namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
constexpr std::size_t turned_away_max = 256;

// The socket, and a timer that closes it when a step takes too long.
struct HttpSession : std::enable_shared_from_this<HttpSession> {
    HttpSession(std::shared_ptr<Server::Shared> shared, TcpSocket connected)
        : shared(std::move(shared)), socket(std::move(connected)), deadline(socket.get_executor())
    {
        error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (!error) address = peer.address().to_string();
        id = ++this->shared->last_session;
    }
    ~HttpSession()
    {
        shared->sessions.erase(id);
        if (turned_away) --shared->turned_away;
    }

    void expect_within(std::chrono::seconds time)
    {
        deadline.expires_after(time);
        deadline.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = weak.lock();
            if (error || !self || self->deadline.expiry() > Clock::now()) return;
            self->close();
        });
    }

    void close()
    {
        error_code ignored;
        socket.close(ignored);
    }

    std::shared_ptr<Server::Shared> shared;
    TcpSocket socket;
    Timer deadline;
    boost::beast::flat_buffer buffer;
    std::string address;
    Place place;
    bool turned_away = false;
    std::uint64_t id = 0;
};

// Where the answer of the site arrives, now or later.
struct Answer {
    explicit Answer(const Executor& executor) : arrived(executor, Clock::time_point::max()) {}
    std::optional<Response> response;
    Timer arrived;
};

// A reverse proxy on this machine says whom it speaks for; anybody else's word is not taken.
std::string client_address(const Request& request, const std::string& peer)
{
    if (kind_of_address(peer) != AddressKind::loopback) return peer;
    std::string_view forwarded = request.header("X-Forwarded-For");
    forwarded.remove_prefix(std::min(forwarded.size(), forwarded.rfind(',') + 1));
    while (forwarded.starts_with(' ')) forwarded.remove_prefix(1);
    const std::string client(forwarded);
    return kind_of_address(client) == AddressKind::not_an_address ? peer : client;
}

Request plain_request(const http::request<http::string_body>& message, const std::string& address)
{
    Request request;
    request.method = std::string(message.method_string());
    const std::string target(message.target());
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.address = client_address(request, address);
    return request;
}

std::string head_of(const Response& response, std::size_t body_bytes, bool keep_alive)
{
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                       std::string(http::obsolete_reason(http::int_to_status(response.status))) +
                       "\r\n";
    for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
    if (response.status != 304 && response.status != 204)
        head += "Content-Length: " + std::to_string(body_bytes) + "\r\n";
    head += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
    return head;
}

Task write_response(std::shared_ptr<HttpSession> session, Response response, bool with_body,
                    bool keep_alive)
{
    const std::string_view body =
        response.lasting_body.empty() ? std::string_view(response.body) : response.lasting_body;
    const std::string head = head_of(response, body.size(), keep_alive);
    const std::array<asio::const_buffer, 2> buffers = {
        asio::buffer(head),
        with_body ? asio::buffer(body.data(), body.size()) : asio::const_buffer()};
    session->expect_within(session->shared->limits.body_time);
    const auto [error, bytes] = co_await asio::async_write(session->socket, buffers, use_result);
    if (error) session->close();
}

// Reads away what the peer still sends, so that it sees the refusal instead of a reset connection.
Task discard(std::shared_ptr<HttpSession> session)
{
    std::vector<char> scrap(64 * 1024);
    const auto space = asio::buffer(scrap);
    std::uint64_t left = session->shared->limits.discarded_bytes;
    session->expect_within(session->shared->limits.header_time);
    error_code ignored;
    session->socket.shutdown(asio::socket_base::shutdown_send, ignored);
    while (left > 0) {
        const auto [error, bytes] = co_await session->socket.async_read_some(space, use_result);
        if (error) break;
        left -= std::min<std::uint64_t>(left, bytes);
    }
    session->close();
}

Task refuse(std::shared_ptr<HttpSession> session, Response response, bool with_body)
{
    co_await write_response(session, std::move(response), with_body, false);
    co_await discard(session);
}

Response bad_request(std::string message)
{
    return Response::json(400, R"({"code":"bad_request","message":")" + std::move(message) + "\"}");
}

// The same words as the site's errors (docs/protocol.md, "Errors").
Response come_later(int status, const std::string& code, const std::string& message)
{
    constexpr int seconds = 5;
    Response response =
        Response::json(status, R"({"code":")" + code + R"(","message":")" + message +
                                   R"(","retry_after":)" + std::to_string(seconds) + '}');
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    return response;
}

Response too_many_of_address()
{
    return come_later(429, "rate_limited", "这个地址的连接太多了,请稍后再试");
}

// Whether the peer sent something that is not HTTP, rather than nothing.
bool is_nonsense(error_code error)
{
    return error.category() == http::make_error_code(http::error::bad_method).category() &&
           error != http::error::end_of_stream && error != http::error::partial_message;
}

Task serve(std::shared_ptr<HttpSession> session)
{
    Server::Shared& shared = *session->shared;
    bool first = true;
    while (session->socket.is_open() && !shared.stopping) {
        Parser parser;
        parser.header_limit(shared.limits.header_bytes);
        parser.body_limit(boost::none);
        session->expect_within(first ? shared.limits.header_time : shared.limits.keep_alive_time);
        first = false;
        const auto [head_error, head_bytes] =
            co_await http::async_read_header(session->socket, session->buffer, parser, use_result);
        if (head_error) {
            if (head_error == http::error::header_limit) {
                Response response = bad_request("the head of the request is too large");
                response.status = 431;
                co_await refuse(session, std::move(response), true);
            } else if (is_nonsense(head_error)) {
                Response response = bad_request("not HTTP/1.1");
                co_await refuse(session, std::move(response), true);
            }
            break;
        }
        Request request = plain_request(parser.get(), session->address);
        const bool with_body = request.method != "HEAD";

        if (boost::beast::websocket::is_upgrade(parser.get())) {
            auto decision = shared.site.upgrade(request);
            if (auto* refusal = std::get_if<Response>(&decision)) {
                Response response = std::move(*refusal);
                co_await refuse(session, std::move(response), with_body);
                break;
            }
            // Of a client behind a proxy its WebSockets are counted: these last.
            if (!session->place.counted()) {
                auto place = Place::take(session->shared, request.address);
                if (!place) {
                    Response response = too_many_of_address();
                    co_await refuse(session, std::move(response), with_body);
                    break;
                }
                session->place = std::move(*place);
            }
            session->deadline.cancel();
            start_websocket_session(
                session->shared, std::move(session->socket), parser.get(),
                std::move(std::get<Site::Connect>(decision)), std::move(session->place),
                shared.site.idle_time(request).value_or(shared.limits.websocket_idle_time));
            co_return;
        }

        const std::uint64_t limit = shared.site.body_limit(request);
        const auto length = parser.content_length();
        if (length && *length > limit) {
            Response response = shared.site.too_large(request);
            co_await refuse(session, std::move(response), with_body);
            break;
        }
        if (request.header("Expect") == "100-continue") {
            const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            const auto go_on_buffer = asio::buffer(go_on.data(), go_on.size());
            const auto [error, bytes] =
                co_await asio::async_write(session->socket, go_on_buffer, use_result);
            if (error) break;
        }
        parser.body_limit(limit);
        session->expect_within(shared.limits.body_time);
        const auto [body_error, body_bytes] =
            co_await http::async_read(session->socket, session->buffer, parser, use_result);
        if (body_error == http::error::body_limit) {
            Response response = shared.site.too_large(request);
            co_await refuse(session, std::move(response), with_body);
            break;
        }
        if (body_error) break;
        request.body = std::move(parser.get().body());
        const bool keep_alive = parser.keep_alive();

        session->deadline.cancel();
        auto answer = std::make_shared<Answer>(session->socket.get_executor());
        shared.site.handle(std::move(request), [answer](Response response) {
            if (answer->response) return;
            answer->response = std::move(response);
            answer->arrived.cancel();
        });
        if (!answer->response) co_await answer->arrived.async_wait(use_result);
        if (!answer->response) break;
        Response response = std::move(*answer->response);
        co_await write_response(session, std::move(response), with_body, keep_alive);
        if (!keep_alive) break;
    }
    if (session->socket.is_open()) {
        error_code ignored;
        session->socket.shutdown(asio::socket_base::shutdown_both, ignored);
        session->close();
    }
}

}  // namespace

void start_http_session(std::shared_ptr<Server::Shared> shared, TcpSocket socket)
{
    const std::size_t all = shared->sessions.size() - shared->turned_away;
    const bool full = all >= shared->limits.connections;
    const auto executor = shared->loop.parts().context.get_executor();
    auto session = std::make_shared<HttpSession>(std::move(shared), std::move(socket));
    const auto close = [weak = session->weak_from_this()] {
        if (const auto self = weak.lock()) self->close();
    };
    auto place = Place::take(session->shared, session->address);
    if (full || !place) {
        // Who is too many hears of it, as long as that is no flood itself.
        if (session->shared->turned_away >= turned_away_max) return;  // closes the socket
        ++session->shared->turned_away;
        session->turned_away = true;
        session->shared->sessions.emplace(session->id, Server::Shared::Session{close, close});
        Response response = place ? come_later(503, "unavailable", "现在连接的人太多了,请稍后再试")
                                  : too_many_of_address();
        asio::co_spawn(executor, refuse(std::move(session), std::move(response), true),
                       asio::detached);
        return;
    }
    session->place = std::move(*place);
    session->shared->sessions.emplace(session->id, Server::Shared::Session{close, close});
    asio::co_spawn(executor, serve(std::move(session)), asio::detached);
}

}  // namespace bot::net
