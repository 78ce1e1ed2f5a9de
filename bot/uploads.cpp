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
    const bool taken = parts_.media_workers.submit([=, this, weak = std::weak_ptr(self_)] {
        auto taken = std::make_shared<Taken>();
        try {
            *taken = look_and_store(row, shared->body);
        } catch (const std::exception& error) {
            log_error("an upload cannot be stored",
                      {{"conv", row.conversation}, {"error", error.what()}});
        }
        parts_.loop.post([=, this] {
            if (weak.lock()) reply(open_to_shops(answer(*taken)));
        });
    });
    if (!taken) reply(open_to_shops(refusal(503, "unavailable", "服务繁忙,请稍后再试")));
}

Uploads::Taken Uploads::look_and_store(storage::BlobRow row, const std::string& bytes) const
{
    Taken taken;
    if (parts_.media) taken.look = parts_.media->look(bytes);
    const Look& look = taken.look;
    if (look.result == Look::Result::broken || look.result == Look::Result::no_picture)
        return taken;
    taken.stored = parts_.blobs.add(std::move(row), bytes);
    if (look.result != Look::Result::seen) return taken;
    remember(taken.stored->sha256, look);
    parts_.pictures.link_copies(taken.stored->id, taken.stored->sha256);
    return taken;
}

void Uploads::remember(const std::string& sha256, const Look& look) const
{
    parts_.pictures.put(
        {sha256, look.width, look.height, look.blank, look.hash, look.signature, look.software});
    parts_.pictures.keep_copy(sha256, storage::PictureCopy::shown, look.shown);
    parts_.pictures.keep_copy(sha256, storage::PictureCopy::thumbnail, look.thumbnail);
}

Response Uploads::answer(const Taken& taken)
{
    if (taken.look.result == Look::Result::no_picture ||
        taken.look.result == Look::Result::broken) {
        refused("unsupported_media");
        return refusal(415, "unsupported_media",
                       "这张图片不完整或已损坏,打不开;请重新截一张,或从相册里再选一次");
    }
    ++parts_.metrics.uploads[taken.stored ? "stored" : "failed"];
    if (!taken.stored) return refusal(503, "unavailable", "图片没有保存成功,请再传一次");
    const storage::BlobRow& stored = *taken.stored;
    parts_.metrics.upload_bytes += static_cast<std::uint64_t>(stored.bytes);
    log_info("upload",
             {{"conv", stored.conversation}, {"blob", stored.id}, {"bytes", stored.bytes}});
    return Response::json(
        200,
        write({{"blob", stored.id}, {"bytes", stored.bytes}, {"media_type", stored.media_type}}));
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
    const Form form = !parts_.media || request.query == "as=original" ? Form::original
                      : request.query == "as=thumbnail"               ? Form::thumbnail
                                                                      : Form::shown;
    send(&Uploads::kept, *row, form, std::move(reply));
}

void Uploads::send(Find find, const storage::BlobRow& row, Form form, Site::Reply reply)
{
    // A copy that is gone is made again by those that messages do not wait for.
    const bool makes = find == &Uploads::made;
    WorkerPool& workers = makes ? parts_.media_workers : parts_.workers;
    const bool taken = workers.submit([=, this, weak = std::weak_ptr(self_)] {
        auto shown = std::make_shared<std::optional<Shown>>((this->*find)(row, form));
        parts_.loop.post([=, this] {
            if (!weak.lock()) return;
            if (!*shown && form != Form::original && !makes)
                return send(&Uploads::made, row, form, reply);
            if (!*shown) {
                log_error("a picture is gone from the disk", {{"blob", row.id}});
                return reply(open_to_shops(refusal(404, "not_found", "没有这张图片")));
            }
            Response response{200, {}, std::move((*shown)->bytes), {}};
            response.headers = {{"Content-Type", (*shown)->media_type},
                                {"Content-Disposition", "inline"},
                                {"Content-Security-Policy", "default-src 'none'; sandbox"},
                                {"Cross-Origin-Resource-Policy", "same-site"},
                                {"Cache-Control", "private, max-age=31536000, immutable"}};
            reply(open_to_shops(std::move(response)));
        });
    });
    if (!taken) reply(open_to_shops(refusal(503, "unavailable", "服务繁忙,请稍后再试")));
}

std::optional<Uploads::Shown> Uploads::kept(const storage::BlobRow& row, Form form) const
{
    if (form == Form::original) {
        auto original = parts_.blobs.read(row);
        if (!original) return std::nullopt;
        return Shown{std::move(*original), row.media_type};
    }
    auto copy =
        parts_.pictures.copy(row.sha256, form == Form::thumbnail ? storage::PictureCopy::thumbnail
                                                                 : storage::PictureCopy::shown);
    if (!copy) return std::nullopt;
    return Shown{std::move(*copy), "image/jpeg"};
}

std::optional<Uploads::Shown> Uploads::made(const storage::BlobRow& row, Form form) const
{
    auto original = parts_.blobs.read(row);
    if (!original) return std::nullopt;
    Look look = parts_.media->look(*original);
    // One from before there was kefu-media, that it cannot decode: better as it is than not at all.
    if (look.result != Look::Result::seen) return Shown{std::move(*original), row.media_type};
    remember(row.sha256, look);
    return Shown{form == Form::thumbnail ? std::move(look.thumbnail) : std::move(look.shown),
                 "image/jpeg"};
}

}  // namespace bot
