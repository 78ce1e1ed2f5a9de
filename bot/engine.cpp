#include "bot/engine.h"

#include "bot/clock.h"
#include "bot/gateway/gateway_client.h"
#include "bot/log.h"
#include "bot/picture_facts.h"
#include "bot/vocabulary.h"
#include "dialogs/program.h"

namespace bot {

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t workers = 3;
constexpr std::size_t actions_at_once = 8, actions_waiting_max = 200;
// A look takes up to 768 MB for a moment, and each that waits keeps its picture in memory.
constexpr std::size_t looks_at_once = 2, looks_waiting_max = 40;

storage::OrderStore::Settings order_settings(const dialogs::Pack& pack)
{
    storage::OrderStore::Settings settings;
    settings.max_auto_refund = pack.program().policy->parameter("auto_refund_limit");
    settings.order_number_is_proof = pack.program().shop.order_number_is_proof;
    return settings;
}

class StoredOrders final : public OrderSystem {
public:
    StoredOrders(storage::OrderStore& store, Now now) : store_(store), now_(std::move(now)) {}

    storage::ActionResult perform(const dialogs::Effect& effect) override
    {
        return store_.perform(effect.key, effect.action, effect.parameters, milliseconds(now_()));
    }

private:
    storage::OrderStore& store_;
    Now now_;
};

std::unique_ptr<OrderSystem> order_system(const Shop& shop, storage::OrderStore& store,
                                          storage::SentActions& sent, const Now& now)
{
    if (!shop.gateway) return std::make_unique<StoredOrders>(store, now);
    log_info("orders are the gateway's", {{"host", shop.gateway->target.host}});
    return std::make_unique<gateway::GatewayClient>(*shop.gateway, sent, now);
}

}  // namespace

Engine::Engine(EventLoop& loop, storage::Database& database, const Shop& shop, PackPointer pack,
               Now now, bool demo, const Pace& pace)
    : loop_(loop),
      now_(std::move(now)),
      visitors_(database),
      accounts_(database),
      blobs_(database),
      pictures_(database),
      orders_(database, order_settings(*pack)),
      sent_actions_(database),
      order_system_(order_system(shop, orders_, sent_actions_, now_)),
      log_(
          database,
          [this](std::size_t turns, std::chrono::nanoseconds took) {
              metrics_.commit_turns.observe(static_cast<double>(turns));
              metrics_.commit_seconds.observe(std::chrono::duration<double>(took).count());
          },
          // Behind the answers to the batches, which the shard posted before.
          [this](const std::string& error) {
              loop_.post([this, error] {
                  if (log_broken_) log_broken_(error);
              });
          }),
      packs_(database.folder() / "packs", std::move(pack)),
      workers_(workers),
      action_workers_(actions_at_once, actions_waiting_max),
      media_(MediaHelper::find()),
      media_workers_(looks_at_once, looks_waiting_max),
      swap_({loop_, workers_, packs_, log_, database.folder() / "shop.yaml",
             [this](const std::string& by) { pack_changed(by); }}),
      actions_(loop_, action_workers_, now_,
               [this](const dialogs::Effect& effect, const std::string&) {
                   return order_system_->perform(effect);
               }),
      desk_(log_),
      shard_({loop_, log_, packs_, actions_, metrics_, now_, shop.server_secret,
              [this] { return desk_.waiting(); },
              [this](const CommittedTurn& turn) {
                  reception_.remember(*turn.after);
                  desk_.turned(turn);
                  presence_.turned(turn);
              }}),
      presence_({loop_, shard_, now_}),
      reception_({loop_, shard_, log_, visitors_, workers_, now_, shop.identity_secret}),
      staff_({loop_, accounts_, workers_, now_}),
      uploads_({loop_, blobs_, pictures_, media_.get(), shard_, reception_, staff_, workers_,
                media_workers_, metrics_, now_}),
      visitor_limits_(pace),
      visitor_parts_{loop_,
                     shard_,
                     log_,
                     reception_,
                     metrics_,
                     now_,
                     [this](const std::string& blob,
                            const std::string& conversation) -> std::optional<UploadedImage> {
                         const auto row = blobs_.find(blob);
                         if (!row || row->conversation != conversation) return std::nullopt;
                         return UploadedImage{row->media_type,
                                              static_cast<std::uint64_t>(row->bytes),
                                              picture_facts(pictures_, *row)};
                     },
                     shop.name,
                     visitor_limits_},
      agent_parts_{
          loop_,
          shard_,
          log_,
          desk_,
          presence_,
          staff_,
          metrics_,
          now_,
          [this](const std::string& blob,
                 const std::string& conversation) -> std::optional<std::string> {
              const auto row = blobs_.find(blob);
              if (!row || row->conversation != conversation) return std::nullopt;
              return row->media_type;
          },
          [this] {
              return Words{packs_.current()->id(), words()};
          },
          [this](const std::string& by, PackSwap::Done done) { swap_.load(by, std::move(done)); }},
      customer_bundle_({loop_, database, log_, workers_, now_, shop.name}),
      long_poll_(visitor_parts_, customer_bundle_),
      retention_({loop_, database, workers_, now_, shop.retention}),
      site_({visitor_parts_, agent_parts_, uploads_, long_poll_, metrics_,
             [this] { return gauges(); }, staff_,
             demo ? std::function<std::optional<std::string>()>([this] { return demo_orders(); })
                  : nullptr})
{
}

Engine::~Engine()
{
    // What the workers still do uses the parts that go first.
    action_workers_.stop();
    media_workers_.stop();
    workers_.stop();
}

void Engine::restore()
{
    std::size_t count = 0;
    shard_.restore(
        [&](const dialogs::Conversation& conversation, const storage::ConversationRow& row) {
            desk_.restore(conversation, row);
            reception_.remember(conversation);
            presence_.restore(conversation);
            ++count;
        });
    desk_.restore_closed();
    if (count > 0) log_info("restored", {{"conversations", count}});
}

// What running conversations call their ids stays known; the newest words win.
json Engine::words() const
{
    json words = json::object();
    for (const PackPointer& pack : packs_.loaded())
        if (pack != packs_.current()) words.update(vocabulary(*pack), true);
    words.update(vocabulary(*packs_.current()), true);
    return words;
}

void Engine::pack_changed(const std::string& by)
{
    const dialogs::Pack& pack = *packs_.current();
    orders_.change(order_settings(pack));
    visitor_parts_.shop = pack.shop_name();
    desk_.tell(agent::write_pack(pack.id(), by, words()));
}

void Engine::drain(std::chrono::milliseconds patience, std::function<void()> done)
{
    if (shard_.uncommitted() == 0 || patience <= 0ms) return done();
    loop_.after(20ms, [this, patience, done = std::move(done)]() mutable {
        drain(patience - 20ms, std::move(done));
    });
}

Gauges Engine::gauges() const
{
    Gauges gauges;
    gauges.conversations = desk_.owners();
    gauges.uncommitted_turns = shard_.uncommitted();
    gauges.waiting_work = workers_.waiting() + action_workers_.waiting();
    gauges.order_system_asked = order_system_->is_asked();
    const auto tickets = log_.open_tickets(milliseconds(now_()));
    gauges.open_tickets = tickets.open;
    gauges.overdue_tickets = tickets.overdue;
    return gauges;
}

std::string Engine::demo_orders() const
{
    json list = json::array();
    for (const json& order : orders_.all()) {
        const std::string stage = order.value("stage", "");
        const json contact = order.value("contact", json::object());
        const json product = order.value("product", json::object());
        list.push_back(
            {{"order_no", order.value("order_no", "")},
             {"phone",
              contact.is_object() && contact.contains("phone") ? contact.at("phone") : json()},
             {"title", product.is_object() ? product.value("title", "") : ""},
             {"product_class", product.is_object() ? product.value("class", "") : ""},
             {"stage", stage},
             {"stage_label", packs_.current()->program().label("stage", stage)},
             {"amount", order.value("amount_paid", 0)}});
    }
    return write(list);
}

}  // namespace bot
