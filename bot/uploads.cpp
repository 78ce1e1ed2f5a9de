#include "bot/uploads.h"

#include <nlohmann/json.hpp>

#include "bot/http_answers.h"
#include "bot/log.h"
#include "storage/image_type.h"

namespace bot {

namespace {

constexpr std::string_view prefix = "/api/v1/blobs/";

}  // namespace

std::variant<Uploads::Uploader, Response> Uploads::uploader(const Request& request)
{
    if (const std::string token = bearer(request); !token.empty()) {
        const auto visitor = parts_.reception.visitor_of(token);
        if (!visitor) return refusal(401, "unauthorized", "请刷新页面后再上传");
        const auto conversation = parts_.reception.conversation_of(*visitor);
        if (!conversation) return refusal(404, "not_found", "会话已结束,请刷新页面");
        return Uploader{visitor->id, *conversation};
    }
    const std::string cookie(request.cookie("kefu_session"));
    const auto member = parts_.staff.member(cookie);
    if (!member) return refusal(401, "unauthorized", "请先打开聊天再上传");
    if (!parts_.staff.right_token(cookie, request.header("X-Kefu-Token")))
        return refusal(403, "forbidden", "缺少 X-Kefu-Token");
    const std::string conversation(request.header("X-Kefu-Conversation"));
    if (!parts_.shard.find(conversation)) return refusal(404, "not_found", "没有这个会话");
    return Uploader{member->id, conversation};
}

std::optional<Response> Uploads::refuse(const Request& head)
{
    auto result = uploader(head);
    if (auto* response = std::get_if<Response>(&result)) return open_to_shops(std::move(*response));
    return std::nullopt;
}

void Uploads::handle(Request request, Site::Reply reply)
{
    if (request.method == "OPTIONS") return reply(preflight());
    if (request.path == "/api/v1/blobs") {
        if (request.method == "POST") return take(std::move(request), std::move(reply));
    } else if (request.method == "GET" || request.method == "HEAD") {
        return show(request, std::move(reply));
    }
    reply(open_to_shops(refusal(405, "bad_request", "不支持这个方法")));
}

void Uploads::refused(const std::string& code)
{
    ++parts_.metrics.uploads["refused"];
    ++parts_.metrics.refusals[{"upload", code}];
}

void Uploads::take(Request request, Site::Reply reply)
{
    auto result = uploader(request);
    if (auto* response = std::get_if<Response>(&result))
        return reply(open_to_shops(std::move(*response)));
    const Uploader from = std::get<Uploader>(result);
    if (const auto wait = by_uploader_.take(from.who, parts_.now())) {
        refused("rate_limited");
        return reply(open_to_shops(
            refusal({"rate_limited", "上传太频繁了,请稍等", {}, wait->count(), {}, {}})));
    }
    const auto type = storage::image_type(request.body);
    if (!type) {
        refused("unsupported_media");
        return reply(open_to_shops(refusal(415, "unsupported_media",
                                           "这不是图片,或图片已损坏;请传 PNG、JPEG、WebP 或 GIF")));
    }
    storage::BlobRow row;
    row.conversation = from.conversation;
    row.media_type = type->media_type;
    row.uploader = from.who;
    row.created_at = parts_.now().time_since_epoch().count();
    auto shared = std::make_shared<Request>(std::move(request));
    const bool taken = parts_.workers.submit([=, this, weak = std::weak_ptr(self_)] {
        std::optional<storage::BlobRow> stored;
        try {
            stored = parts_.blobs.add(row, shared->body);
        } catch (const std::exception& error) {
            log_error("an upload cannot be stored",
                      {{"conv", row.conversation}, {"error", error.what()}});
        }
        parts_.loop.post([=, this] {
            if (!weak.lock()) return;
            ++parts_.metrics.uploads[stored ? "stored" : "failed"];
            Response response = refusal(503, "unavailable", "图片没有保存成功,请再传一次");
            if (stored) {
                parts_.metrics.upload_bytes += static_cast<std::uint64_t>(stored->bytes);
                log_info("upload", {{"conv", stored->conversation},
                                    {"blob", stored->id},
                                    {"bytes", stored->bytes}});
                response = Response::json(200, write({{"blob", stored->id},
                                                      {"bytes", stored->bytes},
                                                      {"media_type", stored->media_type}}));
            }
            reply(open_to_shops(std::move(response)));
        });
    });
    if (!taken) reply(open_to_shops(refusal(503, "unavailable", "服务繁忙,请稍后再试")));
}

void Uploads::show(const Request& request, Site::Reply reply)
{
    const auto not_found = [&] { reply(open_to_shops(refusal(404, "not_found", "没有这张图片"))); };
    const std::string id = request.path.substr(prefix.size());
    const bool plain =
        id.starts_with("b_") && id.size() < 64 &&
        id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
    const auto visitor = parts_.reception.visitor_of(bearer(request));
    const bool agent = parts_.staff.member(std::string(request.cookie("kefu_session"))).has_value();
    if (!visitor && !agent) return reply(open_to_shops(refusal(401, "unauthorized", "没有登录")));
    const auto row = plain ? parts_.blobs.find(id) : std::nullopt;
    if (!row) return not_found();
    if (!agent) {
        // Another visitor's picture is not even there.
        const auto conversation = parts_.shard.find(row->conversation);
        if (!conversation || !Reception::owns(*visitor, *conversation)) return not_found();
    }
    const bool taken = parts_.workers.submit([=, this, weak = std::weak_ptr(self_)] {
        auto bytes = std::make_shared<std::optional<std::string>>(parts_.blobs.read(*row));
        parts_.loop.post([=] {
            if (!weak.lock()) return;
            if (!*bytes) {
                log_error("a picture is gone from the disk", {{"blob", row->id}});
                return reply(open_to_shops(refusal(404, "not_found", "没有这张图片")));
            }
            Response response{200, {}, std::move(**bytes), {}};
            response.headers = {{"Content-Type", row->media_type},
                                {"Content-Disposition", "inline"},
                                {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                {"Cross-Origin-Resource-Policy", "same-site"},
                                {"Cache-Control", "private, max-age=31536000, immutable"}};
            reply(open_to_shops(std::move(response)));
        });
    });
    if (!taken) reply(open_to_shops(refusal(503, "unavailable", "服务繁忙,请稍后再试")));
}

}  // namespace bot
