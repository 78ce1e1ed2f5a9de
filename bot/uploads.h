// POST and GET /api/v1/blobs: pictures of a conversation. Loop's thread only; files are written and
// read by the workers.
#pragma once

#include <optional>
#include <string>

#include "bot/net/server.h"
#include "bot/rate_limiter.h"
#include "bot/reception.h"
#include "bot/staff.h"
#include "bot/worker_pool.h"
#include "storage/blob_store.h"

namespace bot {

class Uploads {
public:
    static constexpr std::uint64_t bytes_max = 10 * 1024 * 1024;

    struct Parts {
        EventLoop& loop;
        storage::BlobStore& blobs;
        Shard& shard;
        Reception& reception;
        Staff& staff;
        WorkerPool& workers;
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
    void take(Request request, Site::Reply reply);
    void show(const Request& request, Site::Reply reply);

    Parts parts_;
    TokenBuckets by_uploader_;
    std::shared_ptr<Uploads*> self_ = std::make_shared<Uploads*>(this);
};

}  // namespace bot
