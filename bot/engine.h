// All parts of a running Kefu but its sockets: built once, wired together, and shut down in order.
// `kefu serve` puts a server in front of it, `kefu chat` a terminal.
#pragma once

#include <filesystem>
#include <memory>

#include "bot/actions.h"
#include "bot/agent_session.h"
#include "bot/customer_bundle.h"
#include "bot/desk.h"
#include "bot/long_poll.h"
#include "bot/media_helper.h"
#include "bot/metrics.h"
#include "bot/order_system.h"
#include "bot/pack_shelf.h"
#include "bot/pack_swap.h"
#include "bot/presence.h"
#include "bot/reception.h"
#include "bot/retention.h"
#include "bot/shard.h"
#include "bot/shop_file.h"
#include "bot/staff.h"
#include "bot/uploads.h"
#include "bot/visitor_session.h"
#include "bot/web_site.h"
#include "bot/worker_pool.h"
#include "dialogs/pack.h"
#include "storage/accounts.h"
#include "storage/blob_store.h"
#include "storage/database.h"
#include "storage/event_log.h"
#include "storage/order_store.h"
#include "storage/pictures.h"
#include "storage/sent_actions.h"
#include "storage/visitors.h"

namespace bot {

class Engine {
public:
    // `loop` and `database` outlive the engine. It begins with `pack`; swap() can change that.
    Engine(EventLoop& loop, storage::Database& database, const Shop& shop, PackPointer pack,
           Now now, bool demo, const Pace& pace = {});
    ~Engine();

    // Goes on with what was running when the program ended. On the loop's thread, or before it
    // runs.
    void restore();
    // Calls `done` once every turn taken is on disk, or after `patience`.
    void drain(std::chrono::milliseconds patience, std::function<void()> done);
    // `told` is called once, on the loop's thread, when the log can never be written again by this
    // process (storage/event_log.h): why. Who had sent something was told by then.
    using Broken = std::function<void(const std::string& error)>;
    void on_broken_log(Broken told) { log_broken_ = std::move(told); }

    WebSite& site() { return site_; }
    Shard& shard() { return shard_; }
    Presence& presence() { return presence_; }
    storage::Accounts& accounts() { return accounts_; }
    storage::OrderStore& orders() { return orders_; }
    storage::EventLog& log() { return log_; }
    PackSwap& swap() { return swap_; }

private:
    void pack_changed(const std::string& by);
    nlohmann::json words() const;
    std::string demo_orders() const;
    Gauges gauges() const;

    EventLoop& loop_;
    Now now_;
    Broken log_broken_;
    Metrics metrics_;
    storage::Visitors visitors_;
    storage::Accounts accounts_;
    storage::BlobStore blobs_;
    storage::Pictures pictures_;
    storage::OrderStore orders_;
    storage::SentActions sent_actions_;
    std::unique_ptr<OrderSystem> order_system_;  // orders_, or the shop's gateway
    storage::EventLog log_;
    PackShelf packs_;
    WorkerPool workers_;
    WorkerPool action_workers_;  // of their own: a slow gateway keeps nobody else waiting
    std::unique_ptr<const MediaHelper> media_;  // nullptr: pictures are taken unseen
    WorkerPool media_workers_;                  // one look each at a time
    PackSwap swap_;
    ActionRunner actions_;
    Desk desk_;
    Shard shard_;
    Presence presence_;
    Reception reception_;
    Staff staff_;
    Uploads uploads_;
    VisitorLimits visitor_limits_;
    VisitorSession::Parts visitor_parts_;
    AgentSession::Parts agent_parts_;
    CustomerBundle customer_bundle_;
    LongPoll long_poll_;
    Retention retention_;
    WebSite site_;
};

}  // namespace bot
