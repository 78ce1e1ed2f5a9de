#include "bot/commands/listening.h"

#include "bot/language.h"

namespace bot {

ListenAddress listen_address(const std::string& text)
{
    const auto parsed = parse_listen_address(text);
    if (!parsed)
        throw UsageError(
            {"--listen wants ADDRESS:PORT, for example 127.0.0.1:8080, not '" + text + "'",
             "--listen 要写成 地址:端口,例如 127.0.0.1:8080,而不是 '" + text + "'"});
    return *parsed;
}

std::unique_ptr<Server> listen_or_say_why(EventLoop& loop, Site& site, const ListenAddress& listen)
{
    try {
        return std::make_unique<Server>(loop, site, listen.address, listen.port, Limits{});
    } catch (const ListenError& error) {
        const std::string where = listen.address + ":" + std::to_string(listen.port);
        if (error.in_use)
            throw Failure({where +
                               " is in use by another program: stop it, or choose another port, "
                               "for example --listen " +
                               listen.address + ":" + std::to_string(listen.port + 1),
                           where + " 已被别的程序占用:请停掉它,或换一个端口,例如 --listen " +
                               listen.address + ":" + std::to_string(listen.port + 1)});
        throw Failure({"cannot listen on " + where + ": " + error.what(),
                       "无法监听 " + where + ":" + error.what()});
    }
}

std::string url_of(const ListenAddress& listen, std::uint16_t port)
{
    const std::string host =
        listen.address.find(':') == std::string::npos ? listen.address : '[' + listen.address + ']';
    return "http://" + host + ':' + std::to_string(port) + '/';
}

}  // namespace bot
