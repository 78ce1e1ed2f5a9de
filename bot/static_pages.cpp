#include "bot/static_pages.h"

#include "bot/language.h"
#include "bot/web_assets.h"

namespace bot {

namespace {

std::string_view media_type(std::string_view path)
{
    static const std::map<std::string_view, std::string_view> types = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".json", "application/json"},
        {".webp", "image/webp"},
        {".map", "application/json"},
        {".mp3", "audio/mpeg"},
        {".txt", "text/plain; charset=utf-8"},
        {".woff2", "font/woff2"},
    };
    const auto dot = path.rfind('.');
    const auto found = dot == std::string_view::npos ? types.end() : types.find(path.substr(dot));
    return found == types.end() ? "application/octet-stream" : found->second;
}

const WebAsset* find_asset(std::string_view path)
{
    for (const WebAsset& asset : web_assets())
        if (asset.path == path) return &asset;
    return nullptr;
}

std::string policy(std::string_view path)
{
    const bool console = path == "/console.html";
    return std::string(
               "default-src 'self'; img-src 'self' blob: data:; media-src 'self' data: blob:; "
               "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action "
               "'self'; "
               "frame-ancestors ") +
           (console ? "'none'" : "'self'");
}

// The host and port of an Origin: what follows "://".
std::string_view authority(std::string_view origin)
{
    const auto at = origin.find("://");
    return at == std::string_view::npos ? std::string_view() : origin.substr(at + 3);
}

}  // namespace

Response static_page(const Request& request)
{
    if (request.method != "GET" && request.method != "HEAD") {
        Response response = Response::text(405, "405\n");
        response.headers.emplace_back("Allow", "GET, HEAD");
        return response;
    }
    std::string_view path = request.path;
    if (path == "/") path = "/index.html";
    if (path == "/console" || path == "/console/") path = "/console.html";
    const WebAsset* asset = find_asset(path);
    if (!asset) {
        if (web_assets().empty() &&
            (path == "/index.html" || path == "/console.html" || path == "/widget.js"))
            return Response::text(
                503, in_language({"The web pages are not in this build: run `npm --prefix web run "
                                  "build` and build again, or use script/server.",
                                  "这个程序里没有网页:请先运行 npm --prefix web run build 再编译,"
                                  "或使用 script/server。"}) +
                         "\n");
        return Response::text(404, "404\n");
    }
    const std::string tag = '"' + std::string(asset->hash) + '"';
    const bool named_by_content = path.starts_with("/assets/");
    Response response;
    response.headers = {
        {"Content-Type", std::string(media_type(path))},
        {"ETag", tag},
        {"Cache-Control", named_by_content ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Content-Security-Policy", policy(path)},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "same-origin"},
    };
    if (path == "/console.html") response.headers.emplace_back("X-Frame-Options", "DENY");
    // Shops embed the widget from their own pages.
    if (path == "/widget.js" || path == "/icon.svg") {
        response.headers.emplace_back("Access-Control-Allow-Origin", "*");
        response.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    } else {
        response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    }
    if (request.header("If-None-Match").find(tag) != std::string_view::npos)
        response.status = 304;
    else
        response.lasting_body = asset->content;
    return response;
}

bool same_origin(const Request& request)
{
    const auto origin = authority(request.header("Origin"));
    return !origin.empty() && origin == request.header("Host");
}

bool same_origin_or_none(const Request& request)
{
    return request.header("Origin").empty() || same_origin(request);
}

}  // namespace bot
