// POST and GET /api/v1/blobs: pictures of a conversation. Loop's thread only; files are written and
// read by the workers, and looked at by kefu-media.
#pragma once

#include <optional>
#include <string>

#include "bot/media_helper.h"
#include "bot/net/server.h"
#include "bot/rate_limiter.h"
#include "bot/reception.h"
#include "bot/staff.h"
#include "bot/worker_pool.h"
#include "storage/blob_store.h"
#include "storage/pictures.h"

namespace bot {

class Uploads {
public:
    static constexpr std::uint64_t bytes_max = 10 * 1024 * 1024;

    struct Parts {
        EventLoop& loop;
        storage::BlobStore& blobs;
        storage::Pictures& pictures;
        const MediaHelper* media;  // nullptr: pictures are taken and shown as they are
        Shard& shard;
        Reception& reception;
        Staff& staff;
        WorkerPool& workers;
        WorkerPool& media_workers;
        Metrics& metrics;
        Now now;
    };
    explicit Uploads(Parts parts) : parts_(parts), by_uploader_(30, 0.5) {}
    ~Uploads() { *self_ = nullptr; }

    // Why this upload is refused before its body is read; nothing: it may come.
    std::optional<Response> refuse(const Request& head);
    void handle(Request request, Site::Reply reply);

private:
    struct Uploader {
        std::string who;  // v_… or g_…
        std::string conversation;
    };
    std::variant<Uploader, Response> uploader(const Request& request);
    void refused(const std::string& code);
    // What became of an upload that was looked at.
    struct Taken {
        Look look;
        std::optional<storage::BlobRow> stored;  // nothing: refused, or the disk failed
    };
    Taken look_and_store(storage::BlobRow row, const std::string& bytes) const;
    Response answer(const Taken& taken);
    void take(Request request, Site::Reply reply);
    void show(const Request& request, Site::Reply reply);
    enum class Form { original, shown, thumbnail };
    struct Shown {
        std::string bytes, media_type;
    };
    // What is on the disk of it; nothing: gone, or not made yet.
    std::optional<Shown> kept(const storage::BlobRow& row, Form form) const;
    // A copy made (again) of the original.
    std::optional<Shown> made(const storage::BlobRow& row, Form form) const;
    void remember(const std::string& sha256, const Look& look) const;
    // Has a worker find or make it; `reply` is called once.
    using Find = std::optional<Shown> (Uploads::*)(const storage::BlobRow&, Form) const;
    void send(Find find, const storage::BlobRow& row, Form form, Site::Reply reply);

    Parts parts_;
    TokenBuckets by_uploader_;
    std::shared_ptr<Uploads*> self_ = std::make_shared<Uploads*>(this);
};

}  // namespace bot
