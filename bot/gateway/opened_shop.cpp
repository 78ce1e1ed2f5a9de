#include "bot/gateway/opened_shop.h"

#include "bot/gateway/acg_faka.h"
#include "bot/gateway/dujiaoka.h"
#include "bot/gateway/embedded_orders.h"
#include "bot/gateway/shop_orders.h"
#include "bot/language.h"
#include "storage/database.h"

namespace bot::gateway {

// The sessions of one thread, and the shop's system over them.
struct OpenedShop::Connected {
    explicit Connected(const GatewayFile& file) : database(file.database)
    {
        if (file.changes)
            changing = std::make_unique<MariaDb>(*file.changes, MariaDb::Session::changing);
        if (file.system == "dujiaoka")
            shop = std::make_unique<Dujiaoka>(database, file.shop, changing.get());
        else
            shop = std::make_unique<AcgFaka>(database, file.shop, file.table_prefix);
        shop->find("");
    }

    MariaDb database;
    std::unique_ptr<MariaDb> changing;
    std::unique_ptr<ShopSystem> shop;
};

struct OpenedShop::Embedded {
    explicit Embedded(const GatewayFile& file)
        : settings{file.max_auto_refund, file.order_number_is_proof},
          database(file.data, storage::Access::write),
          store(database, settings)
    {
    }

    storage::OrderStore::Settings settings;
    storage::Database database;
    storage::OrderStore store;
};

OpenedShop::OpenedShop(const GatewayFile& file)
{
    if (file.system != "embedded") {
        connect(file);
        return;
    }
    embedded_ = std::make_unique<Embedded>(file);
    for (int i = 0; i < file.threads; ++i)
        sources_.push_back(std::make_unique<EmbeddedOrders>(embedded_->store, embedded_->settings));
}

OpenedShop::~OpenedShop() = default;

void OpenedShop::connect(const GatewayFile& file)
{
    try {
        for (int i = 0; i < file.threads; ++i) {
            connected_.push_back(std::make_unique<Connected>(file));
            sources_.push_back(
                std::make_unique<ShopOrders>(*connected_.back()->shop, file.order_number_is_proof));
        }
    } catch (const MariaDbError& error) {
        const std::string why = error.what();
        throw Failure({"the shop's database does not let orders be looked up (" + why +
                           "): see that it runs, that `database` and `changes` name its accounts, "
                           "and that they were granted what docs/gateway-server.md lists for " +
                           file.system,
                       "无法在店铺数据库中查询订单(" + why +
                           "):请确认数据库已启动,database 和 changes 写的账号正确,并已按 "
                           "docs/gateway-server.md 为 " +
                           file.system + " 授权"});
    } catch (const std::invalid_argument& error) {
        throw Failure({std::string("table_prefix: ") + error.what(),
                       std::string("table_prefix:") + error.what()});
    }
}

}  // namespace bot::gateway
