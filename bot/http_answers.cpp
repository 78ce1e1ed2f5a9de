#include "bot/http_answers.h"

namespace bot {

namespace {

int status_of(const std::string& code)
{
    if (code == "unauthorized") return 401;
    if (code == "forbidden") return 403;
    if (code == "not_found") return 404;
    if (code == "conflict" || code == "stale_epoch" || code == "stale_answer") return 409;
    if (code == "too_large") return 413;
    if (code == "unsupported_media") return 415;
    if (code == "rate_limited") return 429;
    if (code == "internal") return 500;
    if (code == "unavailable") return 503;
    return 400;
}

}  // namespace

Response refusal(int status, std::string code, std::string message)
{
    return Response::json(
        status, write_error({std::move(code), std::move(message), {}, {}, {}, {}}, false));
}

Response refusal(const WireError& error)
{
    Response response = Response::json(status_of(error.code), write_error(error, false));
    if (error.retry_after)
        response.headers.emplace_back("Retry-After", std::to_string(*error.retry_after));
    return response;
}

Response guarded(Response response)
{
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response open_to_shops(Response response)
{
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return response;
}

Response preflight()
{
    Response response{204, {}, {}, {}};
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST");
    response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
    response.headers.emplace_back("Access-Control-Max-Age", "86400");
    return open_to_shops(std::move(response));
}

std::string bearer(const Request& request)
{
    const std::string_view value = request.header("Authorization");
    return value.starts_with("Bearer ") ? std::string(value.substr(7)) : std::string();
}

}  // namespace bot
