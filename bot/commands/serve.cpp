// kefu serve: the server, everything in one process.
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "bot/commands/command.h"
#include "bot/commands/listening.h"
#include "bot/engine.h"
#include "bot/load_pack.h"
#include "bot/log.h"
#include "bot/pack_folder.h"
#include "bot/web_assets.h"
#include "storage/orders_import.h"

namespace bot {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct ServeOptions {
    std::string data = default_data;
    std::string pack = default_pack;
    std::string listen = "127.0.0.1:8080";
    bool demo = false;
};

// Commits that are under way when it is told to stop get this long.
constexpr auto patience = 3s;
constexpr auto notice = 200ms;      // between saying that it stops and doing so
constexpr int log_broken_code = 3;  // to be started again (docs/operations.md, "Exit codes")

void check_remote(const ListenAddress& listen, const Shop& shop, bool has_agents)
{
    if (listen.loopback) return;
    if (!shop.allow_remote)
        throw Failure({"refusing to listen on " + listen.address +
                           ": everybody who reaches it could use it. Set allow_remote: true in "
                           "shop.yaml once a reverse "
                           "proxy with HTTPS stands in front of it, or use --listen 127.0.0.1:8080",
                       "不监听 " + listen.address +
                           ":能连上的人都可以使用。前面有带 HTTPS 的反向代理之后,在 shop.yaml "
                           "里设置 allow_remote: true;"
                           "或者用 --listen 127.0.0.1:8080"});
    if (!has_agents)
        throw Failure(
            {"refusing to listen on " + listen.address +
                 " before there is an agent: run `kefu agent add NAME` first",
             "还没有客服账号,不监听 " + listen.address + ":请先运行 kefu agent add 名字"});
}

void import_demo_orders(Engine& engine, const fs::path& file)
{
    if (!engine.orders().empty() || !fs::exists(file)) return;
    const auto now = system_now().time_since_epoch().count();
    const auto imported = storage::read_orders(file.string(), read_file(file), now);
    for (const auto& order : imported.orders) engine.orders().put(order, now);
    std::cerr << imported.problems.to_text(speaks_chinese());
    log_info("demo orders",
             {{"imported", imported.orders.size()}, {"rejected", imported.rejected}});
}

int serve(const ServeOptions& options)
{
    const ListenAddress listen = listen_address(options.listen);
    const fs::path demo = fs::path(options.pack) / "demo";
    // Ordered so that the last to go is what the others still need.
    EventLoop loop;
    storage::Database database(options.data, storage::Access::write);
    const bool first_demo = options.demo && fs::exists(demo / "shop.yaml");
    const Shop shop = open_shop(options.data, first_demo ? read_file(demo / "shop.yaml") : "");
    const auto pack = load_pack(options.pack, shop.yaml);
    Engine engine(loop, database, shop, pack, system_now, options.demo);
    engine.swap().read_from(options.pack);
    check_remote(listen, shop, !engine.accounts().all().empty());
    auto server = listen_or_say_why(loop, engine.site(), listen);
    if (options.demo) import_demo_orders(engine, demo / "orders.json");
    engine.restore();
    // Before it says that it is there: who reads that may tell it to stop.
    bool stopping = false;
    const auto stop = [&] {
        if (std::exchange(stopping, true)) return;
        log_info("stopping");
        // For a moment /readyz says so, to whoever passes visitors on to us.
        engine.site().stop();
        loop.after(notice, [&] {
            server->stop();
            // Sockets get a moment to say goodbye; then what is on its way to the disk.
            loop.after(100ms, [&] { engine.drain(patience, [&] { loop.stop(); }); });
        });
    };
    loop.on_stop_signal(stop);
    bool broken = false;
    engine.on_broken_log([&](const std::string& error) {
        broken = true;
        log_error("the log is broken, stopping to go on from what is on disk", {{"error", error}});
        std::cerr << in_language({"error: the data folder " + options.data +
                                      " could not be written (" + error +
                                      "). Nothing that was acknowledged is lost. Check the disk, "
                                      "then start kefu again\n",
                                  "错误:数据目录 " + options.data + " 写入失败(" + error +
                                      ")。已确认的消息都没有丢。请检查磁盘,然后重新启动 kefu\n"});
        stop();
    });
    const bool on_terminal = ::isatty(STDIN_FILENO) == 1;
    loop.on_hangup([&engine, stop, on_terminal] {
        // A terminal that was closed says so by the same signal.
        if (on_terminal && ::isatty(STDIN_FILENO) != 1) return stop();
        engine.swap().load("", nullptr);
    });

    if (const auto password =
            engine.accounts().create_first_admin(system_now().time_since_epoch().count()))
        std::cout << in_language(
                         {"The console's admin password (shown only this once; user: admin): ",
                          "客服工作台的管理员密码(只显示这一次;用户名 admin): "})
                  << *password << '\n';
    if (web_assets().empty())
        std::cerr << in_language(
                         {"The web pages are not in this build: run `npm --prefix web run build` "
                          "and build again.",
                          "这个程序里没有网页:请运行 npm --prefix web run build 后重新编译。"})
                  << '\n';
    const std::string url = url_of(listen, server->port());
    std::cout << in_language({"Kefu is at ", "Kefu 已启动:"}) << url
              << in_language({"  console: ", "  客服工作台:"}) << url << "console\n"
              << std::flush;
    log_info("serving", {{"port", server->port()}, {"pack", pack->id()}});
    loop.run();
    log_info("stopped");
    return broken ? log_broken_code : 0;
}

}  // namespace

void add_serve(Command& program)
{
    auto command =
        program.add("serve", {"Serve the widget, the console and the bot", "启动客服服务"});
    auto options = std::make_shared<ServeOptions>();
    add_data_option(command, options->data);
    add_pack_option(command, options->pack);
    command.option(
        "--listen", options->listen,
        {"address and port; port 0 picks a free one", "地址和端口;端口 0 表示自动选一个"});
    command.flag("--demo", options->demo,
                 {"fill an empty shop with the pack's demo orders", "空店铺时载入演示订单"});
    command.example("kefu serve --demo --listen 127.0.0.1:8081");
    command.action([=] { return serve(*options); });
}

}  // namespace bot
