#include "bot/web_site.h"

#include <nlohmann/json.hpp>

#include "bot/http_answers.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr std::uint64_t small_body_max = 16 * 1024;
constexpr std::string_view cookie_name = "kefu_session";

std::string cookie(const std::string& value, int seconds, bool over_https)
{
    return std::string(cookie_name) + '=' + value +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds) +
           (over_https ? "; Secure" : "");
}

// As the reverse proxy in front of us says.
bool over_https(const Request& request) { return request.header("X-Forwarded-Proto") == "https"; }

std::string introduction(const Staff::Member& member, const std::string& token)
{
    return write({{"agent", {{"id", member.id}, {"name", member.name}, {"role", member.role}}},
                  {"token", token}});
}

bool is_upload(const Request& request)
{
    return request.method == "POST" && request.path == "/api/v1/blobs";
}

}  // namespace

std::uint64_t WebSite::body_limit(const Request& head)
{
    if (LongPoll::serves(head.path)) return LongPoll::body_bytes_max;
    if (!is_upload(head)) return small_body_max;
    // Ten million bytes are not read from somebody who may not send one.
    return parts_.uploads.refuse(head) ? 0 : Uploads::bytes_max;
}

Response WebSite::too_large(const Request& head)
{
    if (!is_upload(head)) return guarded(refusal(413, "too_large", "请求太大了"));
    if (auto refused = parts_.uploads.refuse(head)) return std::move(*refused);
    return open_to_shops(refusal(413, "too_large", "图片太大了,最大 10 MB,请压缩后再传"));
}

std::optional<WireError> WebSite::too_often(const Request& request)
{
    const std::string network = limited_network(request.address);
    if (network.empty()) return std::nullopt;
    const auto wait = requests_.take(network, parts_.visitor.now());
    if (!wait) return std::nullopt;
    WireError error = error_of("rate_limited", "请求太频繁了,请稍等");
    error.retry_after = wait->count();
    ++parts_.metrics.refusals[{"http", error.code}];
    return error;
}

void WebSite::handle(Request request, Reply reply)
{
    const std::string& path = request.path;
    if (const auto error = too_often(request))
        return reply(guarded(open_to_shops(refusal(*error))));
    if (path == "/api/v1/blobs" || path.starts_with("/api/v1/blobs/"))
        return parts_.uploads.handle(std::move(request), std::move(reply));
    if (LongPoll::serves(path)) return parts_.long_poll.handle(request, std::move(reply));
    if (path == "/api/v1/login") return log_in(request, std::move(reply));
    if (path == "/api/v1/logout") return log_out(request, std::move(reply));
    if (path == "/api/v1/session") return reply(guarded(session(request)));
    if (path == "/demo/orders.json") return reply(guarded(demo(request)));
    if (path == "/healthz") return reply(guarded(health()));
    if (path == "/readyz") return reply(guarded(readiness()));
    if (path == "/metrics") return reply(guarded(metrics(request)));
    if (path == "/ws" || path == "/console/ws")
        return reply(guarded(refusal(426, "bad_request", "这里只接受 WebSocket 连接")));
    if (path.starts_with("/api/")) return reply(guarded(refusal(404, "not_found", "没有这个地址")));
    reply(static_page(request));
}

Response WebSite::health()
{
    if (parts_.visitor.shard.available()) return Response::json(200, R"({"status":"ok"})");
    return Response::json(503, R"({"status":"unavailable"})");
}

Response WebSite::readiness()
{
    if (stopping_) return Response::json(503, R"({"status":"stopping"})");
    return health();
}

Response WebSite::metrics(const Request& request)
{
    // A request that a proxy passes on comes from this machine as well.
    if (kind_of_address(request.address) != AddressKind::loopback ||
        !request.header("X-Forwarded-For").empty() || !request.header("Forwarded").empty())
        return refusal(403, "forbidden", "只能在本机查看");
    Gauges gauges = parts_.gauges();
    gauges.ready = !stopping_ && parts_.visitor.shard.available();
    return {200,
            {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
            write_metrics(parts_.metrics, gauges),
            {}};
}

Response WebSite::demo(const Request& request)
{
    if (request.method != "GET" && request.method != "HEAD")
        return refusal(405, "bad_request", "只支持 GET");
    const auto orders = parts_.demo_orders ? parts_.demo_orders() : std::nullopt;
    if (!orders) return refusal(404, "not_found", "这不是演示");
    return Response::json(200, *orders);
}

void WebSite::log_in(const Request& request, Reply reply)
{
    if (request.method != "POST") return reply(guarded(refusal(405, "bad_request", "只支持 POST")));
    if (!same_origin_or_none(request))
        return reply(guarded(refusal(403, "forbidden", "请从客服工作台登录")));
    const auto body = read_object(request.body);
    const auto name = body ? text_field(*body, "name") : std::nullopt;
    const auto password = body ? text_field(*body, "password") : std::nullopt;
    if (!name || !password || name->size() > 200 || password->size() > 1000)
        return reply(guarded(refusal(400, "bad_request", "要有 name 和 password")));
    parts_.staff.log_in(*name, *password, request.address,
                        [reply, secure = over_https(request),
                         &metrics = parts_.metrics](std::variant<Staff::Login, WireError> result) {
                            if (const auto* error = std::get_if<WireError>(&result)) {
                                ++metrics.refusals[{"login", error->code}];
                                return reply(guarded(refusal(*error)));
                            }
                            const auto& login = std::get<Staff::Login>(result);
                            Response response =
                                Response::json(200, introduction(login.member, login.token));
                            response.headers.emplace_back(
                                "Set-Cookie", cookie(login.cookie, Staff::login_seconds, secure));
                            reply(guarded(std::move(response)));
                        });
}

void WebSite::log_out(const Request& request, Reply reply)
{
    if (request.method != "POST") return reply(guarded(refusal(405, "bad_request", "只支持 POST")));
    const std::string session(request.cookie(cookie_name));
    if (!parts_.staff.member(session))
        return reply(guarded(refusal(401, "unauthorized", "没有登录")));
    if (!parts_.staff.right_token(session, request.header("X-Kefu-Token")))
        return reply(guarded(refusal(403, "forbidden", "缺少 X-Kefu-Token")));
    parts_.staff.log_out(session);
    parts_.agent.desk.expel(session);
    Response response{204, {}, {}, {}};
    response.headers.emplace_back("Set-Cookie", cookie("", 0, over_https(request)));
    reply(guarded(std::move(response)));
}

Response WebSite::session(const Request& request)
{
    const std::string session(request.cookie(cookie_name));
    const auto member = parts_.staff.member(session);
    if (!member) return refusal(401, "unauthorized", "没有登录");
    return Response::json(200, introduction(*member, parts_.staff.token_of(session)));
}

std::optional<std::chrono::seconds> WebSite::idle_time(const Request& request)
{
    if (request.path == "/console/ws") return Presence::lease;
    return std::nullopt;
}

std::variant<Response, Site::Connect> WebSite::upgrade(const Request& request)
{
    if (stopping_) return guarded(refusal(503, "unavailable", "服务正在重启,请稍后再试"));
    if (const auto error = too_often(request)) return guarded(refusal(*error));
    if (request.path == "/ws") {
        return Connect(
            [this, address = request.address](Connection& connection) -> std::unique_ptr<Socket> {
                return std::make_unique<VisitorSession>(parts_.visitor, connection, address);
            });
    }
    if (request.path != "/console/ws") return guarded(refusal(404, "not_found", "没有这个地址"));
    // A page of another site could open a socket here with the agent's cookie.
    if (!same_origin(request)) return guarded(refusal(403, "forbidden", "请从客服工作台连接"));
    std::string session(request.cookie(cookie_name));
    if (!parts_.staff.member(session)) return guarded(refusal(401, "unauthorized", "没有登录"));
    return Connect([this, session](Connection& connection) -> std::unique_ptr<Socket> {
        return std::make_unique<AgentSession>(parts_.agent, connection, session);
    });
}

}  // namespace bot
