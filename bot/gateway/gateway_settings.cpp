#include "bot/gateway/gateway_settings.h"

#include <charconv>

#include "bot/net/server.h"

namespace bot::gateway {

using intents::Yaml;

namespace {

// The bot tells its customer after 5 seconds that there is no answer (bot/actions.cpp).
constexpr int timeout_seconds_max = 4;
constexpr std::string_view http_scheme = "http://", https_scheme = "https://";

// scheme://host[:port], with nothing after it but one slash.
std::optional<HttpTarget> read_url(std::string_view url)
{
    HttpTarget target;
    target.tls = url.starts_with(https_scheme);
    if (!target.tls && !url.starts_with(http_scheme)) return std::nullopt;
    url.remove_prefix(target.tls ? https_scheme.size() : http_scheme.size());
    if (url.ends_with('/')) url.remove_suffix(1);
    if (url.find_first_of("/?#@ \\%") != std::string_view::npos) return std::nullopt;
    target.port = target.tls ? 443 : 80;
    std::string_view port;
    bool has_port = false;
    if (url.starts_with('[')) {
        const auto end = url.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        target.host = url.substr(1, end - 1);
        if (kind_of_address(target.host) == AddressKind::not_an_address) return std::nullopt;
        const std::string_view rest = url.substr(end + 1);
        has_port = !rest.empty();
        if (has_port && rest.front() != ':') return std::nullopt;
        if (has_port) port = rest.substr(1);
    } else {
        const auto colon = url.find(':');
        target.host = url.substr(0, colon);
        has_port = colon != std::string_view::npos;
        if (has_port) port = url.substr(colon + 1);
    }
    if (target.host.empty()) return std::nullopt;
    if (!has_port) return target;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), target.port);
    if (error != std::errc() || end != port.data() + port.size() || target.port == 0)
        return std::nullopt;
    return target;
}

}  // namespace

std::optional<GatewaySettings> read_gateway_settings(const Yaml& yaml,
                                                     const std::filesystem::path& folder)
{
    if (!yaml.defined()) return std::nullopt;
    yaml.allow_only({"url", "key", "private_addresses", "ca", "timeout_seconds"});
    GatewaySettings settings;
    const Yaml url = yaml.required("url");
    const std::string text = url.text();
    if (const auto target = read_url(text))
        settings.target = *target;
    else if (url.is_scalar())
        url.problem({"'" + text + "' is no address of a gateway", "'" + text + "' 不是网关地址"},
                    {"write https://gateway.example.com or http://127.0.0.1:8090, with nothing "
                     "behind the host and port",
                     "写成 https://gateway.example.com 或 http://127.0.0.1:8090,主机和端口之后"
                     "不要再写别的"});
    settings.key.id = yaml.required("key").text();
    if (yaml.field("key").is_scalar() &&
        (settings.key.id.empty() || settings.key.id.find_first_of("\r\n \t") != std::string::npos))
        yaml.field("key").problem(
            {"the key's name is empty or has spaces", "密钥名为空或含空格"},
            {"the name that the gateway knows this bot by, for example shop-1",
             "填网关认识的名字,例如 shop-1"});
    settings.target.private_addresses = yaml.field("private_addresses").boolean(false);
    if (const std::string ca = yaml.field("ca").text(); !ca.empty()) {
        settings.target.ca_file = (folder / ca).string();
        if (!std::filesystem::is_regular_file(folder / ca))
            yaml.field("ca").problem({"there is no file '" + ca + "'", "没有文件 '" + ca + "'"},
                                     {"certificates in PEM form, relative to shop.yaml",
                                      "PEM 格式的证书,路径相对于 shop.yaml"});
    }
    const Yaml timeout = yaml.field("timeout_seconds");
    const int seconds = timeout.count(timeout_seconds_max);
    if (seconds > timeout_seconds_max)
        timeout.problem({"a customer does not wait longer than 5 seconds", "客户最多等 5 秒"},
                        {"from 1 to 4 seconds", "写 1 到 4 秒"});
    settings.timeout = std::chrono::seconds(seconds);
    const bool literal = kind_of_address(settings.target.host) != AddressKind::not_an_address;
    if (literal && !is_public_address(settings.target.host) && !settings.target.private_addresses)
        url.problem({"'" + settings.target.host +
                         "' is an address of this machine or of a private "
                         "network",
                     "'" + settings.target.host + "' 是本机或内网地址"},
                    {"set private_addresses: true if the gateway is really there",
                     "网关确实在那里时,设置 private_addresses: true"});
    if (!settings.target.tls && !settings.target.private_addresses && !settings.target.host.empty())
        url.problem({"orders and refunds would travel in the clear", "订单和退款会以明文传输"},
                    {"use https://, or private_addresses: true for a gateway on this machine or in "
                     "your own network",
                     "改用 https://;网关在本机或自己的内网时,设置 private_addresses: true"});
    return settings;
}

}  // namespace bot::gateway
