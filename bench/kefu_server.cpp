#include "bench/servers.h"
#include "bot/engine.h"
#include "bot/load_pack.h"
#include "bot/log.h"
#include "bot/net/server.h"

namespace bench {

void serve_kefu(const std::filesystem::path& folder,
                const std::function<void(std::uint16_t)>& listening)
{
    bot::log_warnings_only();
    bot::EventLoop loop;
    storage::Database database(folder, storage::Access::write);
    const bot::Shop shop = bot::open_shop(folder, "");
    bot::Engine engine(loop, database, shop, bot::load_pack("packs/kameng", shop.yaml),
                       bot::system_now, true, bot::Pace{1e9, 1e9, 1e9, 1e9, 1e9, 1e9});
    bot::Server server(loop, engine.site(), "127.0.0.1", 0, bot::Limits{});
    listening(server.port());
    loop.run();
}

}  // namespace bench
