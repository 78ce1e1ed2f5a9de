#include "bot/gateway/gateway_file.h"

#include <sys/stat.h>

#include "bot/language.h"
#include "bot/pack_folder.h"
#include "intents/yaml.h"

namespace bot::gateway {

namespace {

namespace fs = std::filesystem;
using intents::Yaml;

constexpr std::size_t secret_min = 32;  // characters
constexpr int threads_max = 64;

void refuse_readable_by_others(const fs::path& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || (status.st_mode & 077) == 0) return;
    const std::string name = file.string();
    throw Failure({name + " holds secrets and can be read by others: run chmod 600 " + name,
                   name + " 里有密钥,却能被其他用户读取:请运行 chmod 600 " + name});
}

void need_secret(const Yaml& at, const std::string& secret)
{
    if (secret.size() >= secret_min) return;
    at.problem({"the secret is too short", "密钥太短"},
               {"at least 32 characters, for example from: openssl rand -hex 32",
                "至少 32 个字符,例如用 openssl rand -hex 32 生成"});
}

std::vector<SigningKey> read_keys(const Yaml& yaml)
{
    std::vector<SigningKey> keys;
    for (const Yaml& item : yaml.items()) {
        item.allow_only({"id", "secrets"});
        SigningKey key{item.required("id").text(), item.required("secrets").texts()};
        for (const std::string& secret : key.secrets) need_secret(item.field("secrets"), secret);
        if (key.secrets.size() > active_secrets_max)
            item.field("secrets").problem({"more than two secrets", "密钥超过两个"},
                                          {"the new one and, until the bot has it, the old one",
                                           "只留新密钥,以及机器人换好之前的旧密钥"});
        keys.push_back(std::move(key));
    }
    if (keys.empty() && yaml.defined())
        yaml.problem(
            {"no key: nobody could sign a request", "没有密钥:谁也无法签名"},
            {"keys: [{id: kefu, secrets: [\"…\"]}]", "keys: [{id: kefu, secrets: [\"…\"]}]"});
    return keys;
}

MariaDbAccess read_database(const Yaml& yaml)
{
    yaml.allow_only({"socket", "host", "port", "name", "user", "password"});
    MariaDbAccess access;
    access.socket = yaml.field("socket").text();
    access.host = yaml.field("host").text(access.host);
    const std::int64_t port = yaml.field("port").integer(access.port);
    if (port < 1 || port > 65535)
        yaml.field("port").problem({"this is no port", "这不是端口号"},
                                   {"1 to 65535", "1 到 65535"});
    access.port = static_cast<std::uint16_t>(port);
    access.database = yaml.required("name").text();
    access.user = yaml.required("user").text();
    access.password = yaml.field("password").text();
    return access;
}

std::map<std::string, std::string> read_classes(const Yaml& yaml)
{
    std::map<std::string, std::string> result;
    for (const auto& [product, kind] : yaml.entries()) {
        kind.expect_one_of({"card_key", "topup", "custom_service", "account", "other"}, "class",
                           "商品类型");
        result[product.raw()] = kind.text();
    }
    return result;
}

void read_shop(const Yaml& yaml, GatewayFile& result)
{
    result.shop.fingerprint_secret = yaml.required("fingerprint_secret").text();
    need_secret(yaml.field("fingerprint_secret"), result.shop.fingerprint_secret);
    result.shop.classes = read_classes(yaml.field("classes"));
    result.database = read_database(yaml.required("database"));
    if (const Yaml changes = yaml.field("changes"); changes.defined()) {
        changes.allow_only({"user", "password"});
        result.changes = result.database;
        result.changes->user = changes.required("user").text();
        result.changes->password = changes.field("password").text();
        if (result.changes->user == result.database.user)
            changes.field("user").problem(
                {"this is the account that looks orders up", "这是查询订单用的账号"},
                {"an account of its own for changes, or no `changes` at all",
                 "请另建一个写入账号,或者去掉 changes"});
    }
}

}  // namespace

GatewayFile read_gateway_file(const fs::path& file)
{
    const std::string text = read_file(file);
    refuse_readable_by_others(file);
    intents::Problems problems;
    const Yaml yaml = Yaml::parse(file.filename().string(), text, problems);
    GatewayFile result;
    if (problems.empty() && yaml.holds_fields({"system: dujiaoka", "system: dujiaoka"})) {
        yaml.allow_only({"system", "shop", "utc_offset", "order_number_is_proof", "allow_remote",
                         "threads", "keys", "journal", "fingerprint_secret", "database", "changes",
                         "table_prefix", "classes", "data", "max_auto_refund"});
        const Yaml system = yaml.required("system");
        result.system = system.text();
        if (system.defined())
            system.expect_one_of({"dujiaoka", "acg-faka", "embedded"}, "system", "系统");
        result.shop.shop = yaml.field("shop").text(result.shop.shop);
        result.shop.utc_offset = yaml.field("utc_offset").text(result.shop.utc_offset);
        result.order_number_is_proof = yaml.field("order_number_is_proof").boolean(true);
        result.allow_remote = yaml.field("allow_remote").boolean(false);
        result.threads = yaml.field("threads").count(result.threads);
        if (result.threads > threads_max)
            yaml.field("threads").problem({"too many threads", "线程太多"},
                                          {"at most 64", "最多 64"});
        result.keys = read_keys(yaml.required("keys"));
        result.journal = file.parent_path() / yaml.field("journal").text("gateway.db");
        result.table_prefix = yaml.field("table_prefix").text("acg_");
        result.max_auto_refund = yaml.field("max_auto_refund").integer(result.max_auto_refund);
        if (result.system == "embedded")
            result.data = file.parent_path() / yaml.required("data").text();
        else
            read_shop(yaml, result);
    }
    if (!problems.empty()) {
        const std::string found = problems.to_text(speaks_chinese());
        throw Failure(
            {"the gateway's configuration has mistakes:\n" + found, "网关配置有错误:\n" + found});
    }
    return result;
}

}  // namespace bot::gateway
