// kefu gateway: the order gateway beside a shop's own system, as a program of its own.
#include <iostream>

#include "bot/commands/command.h"
#include "bot/commands/listening.h"
#include "bot/gateway/gateway_site.h"
#include "bot/gateway/opened_shop.h"
#include "bot/log.h"

namespace bot {

namespace {

using namespace std::chrono_literals;

struct GatewayOptions {
    std::string config = "gateway.yaml";
    std::string listen = "127.0.0.1:8090";
};

void refuse_remote(const ListenAddress& listen, bool allowed)
{
    if (listen.loopback || allowed) return;
    throw Failure({"refusing to listen on " + listen.address +
                       ": what the gateway answers would go over the network in the clear. Set "
                       "allow_remote: true in its configuration once a reverse proxy with HTTPS "
                       "stands in front of it, or use --listen 127.0.0.1:8090",
                   "不监听 " + listen.address +
                       ":网关的回答会明文经过网络。前面有带 HTTPS 的反向代理之后,在配置里设置 "
                       "allow_remote: true;或者用 --listen 127.0.0.1:8090"});
}

int run_gateway(const GatewayOptions& options)
{
    const ListenAddress listen = listen_address(options.listen);
    const gateway::GatewayFile file = gateway::read_gateway_file(options.config);
    refuse_remote(listen, file.allow_remote);
    // Ordered so that the last to go is what the others still need.
    EventLoop loop;
    const gateway::OpenedShop shop(file);
    gateway::Journal journal(file.journal, milliseconds(system_now()));
    gateway::LookupLimits limits;
    std::vector<gateway::Service> services;
    for (const auto& source : shop.sources())
        services.emplace_back(*source, journal, limits, file.order_number_is_proof, system_now);
    gateway::GatewaySite site(loop, file.keys, std::move(services), system_now);
    auto server = listen_or_say_why(loop, site, listen);

    bool stopping = false;
    loop.on_stop_signal([&] {
        if (std::exchange(stopping, true)) return;
        log_info("stopping");
        server->stop();
        // Answers that are on their way get a moment; actions that have begun are finished.
        loop.after(200ms, [&] { loop.stop(); });
    });
    loop.on_hangup([] {});  // a closed terminal does not end it
    std::cout << in_language({"The order gateway is at ", "订单网关已启动:"})
              << url_of(listen, server->port()) << '\n'
              << std::flush;
    log_info("serving", {{"port", server->port()}, {"shop", file.system}});
    loop.run();
    site.stop();
    log_info("stopped");
    return 0;
}

}  // namespace

void add_gateway(Command& program)
{
    auto command = program.add("gateway", {"Serve a shop's orders to the bot (the order gateway)",
                                           "启动订单网关:让机器人查询、处理店铺的订单"});
    auto options = std::make_shared<GatewayOptions>();
    command.option("--config", options->config, {"the gateway's configuration", "网关的配置文件"});
    command.option(
        "--listen", options->listen,
        {"address and port; port 0 picks a free one", "地址和端口;端口 0 表示自动选一个"});
    command.example("kefu gateway --config gateway.yaml --listen 127.0.0.1:8090");
    command.action([=] { return run_gateway(*options); });
}

}  // namespace bot
