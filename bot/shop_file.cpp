#include "bot/shop_file.h"

#include "bot/language.h"
#include "bot/pack_folder.h"
#include "bot/random.h"
#include "intents/yaml.h"

namespace bot {

namespace fs = std::filesystem;
using intents::Yaml;

namespace {

constexpr const char* default_shop =
    R"(# 店铺设置。改好后在工作台点「规则包 → 重新载入」,或重新启动 kefu serve,即可生效。
name: 小店
time_zone: Asia/Shanghai

# 人工客服的上班时间(店铺所在时区)。
hours: {open: "09:00", close: "23:00"}

# 银行不办公的日子(周末之外),用来推算到账日期。
# 2027 年只列法定节日,放假安排公布后请补全。
holidays:
  - 2026-01-01
  - 2026-01-02
  - 2026-02-16
  - 2026-02-17
  - 2026-02-18
  - 2026-02-19
  - 2026-02-20
  - 2026-02-23
  - 2026-04-06
  - 2026-05-01
  - 2026-05-04
  - 2026-05-05
  - 2026-06-19
  - 2026-09-25
  - 2026-10-01
  - 2026-10-02
  - 2026-10-05
  - 2026-10-06
  - 2026-10-07
  - 2027-01-01
  - 2027-02-05
  - 2027-02-08
  - 2027-02-09
  - 2027-04-05
  - 2027-05-03
  - 2027-06-09
  - 2027-09-15
  - 2027-10-01

# 订单号猜不到时,报出完整订单号算一项本人证明。
order_number_is_proof: true

# 密钥文件,相对于本文件所在的文件夹。不要提交到版本库。
secrets: secrets.yaml

# 监听本机以外的地址(--listen)时才改成 true;那之前请先用反向代理加上 HTTPS。
allow_remote: false

# 订单在店铺自己的系统里时,经订单网关查询和办理(docs/gateway.md)。
# 密钥写在密钥文件的 gateway: 里。不写这一段,就用 kefu orders import 导入的订单。
# gateway: {url: "https://gateway.example.com", key: shop-1}

# 会话多少天没有动静后,删除其中的内容,每天检查一次;不写就一直保留。
# secrets:卡密、密码等原文;uploads:图片;conversations:整个会话(只留下发生过什么)。
# 电子商务法第三十一条要求平台的交易信息至少保存三年。例如 {secrets: 90, uploads: 1095}。
retention: {}

# 政策参数,例如 {auto_refund_limit: 50000}(单位:分)。
parameters: {}
)";

constexpr const char* default_name = "小店";

[[noreturn]] void fail(const intents::Problems& problems)
{
    const std::string text = problems.to_text(speaks_chinese());
    throw Failure({"the shop's settings have mistakes:\n" + text, "店铺设置有错误:\n" + text});
}

std::string read_or_write(const fs::path& file, const std::string& content, bool secret)
{
    if (!fs::exists(file)) write_file(file, content, secret);
    return read_file(file);
}

}  // namespace

Shop open_shop(const fs::path& data, const std::string& first)
{
    Shop shop;
    shop.yaml = read_or_write(data / "shop.yaml", first.empty() ? default_shop : first, false);
    intents::Problems problems;
    const Yaml yaml = Yaml::parse("shop.yaml", shop.yaml, problems);
    shop.name = yaml.field("name").text(default_name);
    shop.allow_remote = yaml.field("allow_remote").boolean(false);
    shop.gateway = gateway::read_gateway_settings(yaml.field("gateway"), data);
    shop.retention = read_retention(yaml.field("retention"));
    const fs::path secrets_file = data / yaml.field("secrets").text("secrets.yaml");
    if (!problems.empty()) fail(problems);

    const std::string made =
        "# 密钥,不要给任何人看。identity 与店铺网站共用,用来证明访客是谁。\nidentity: " +
        random_hex(32) + "\nserver: " + random_hex(32) + '\n';
    const std::string content = read_or_write(secrets_file, made, true);
    const Yaml secrets = Yaml::parse(secrets_file.filename().string(), content, problems);
    secrets.allow_only({"identity", "server", "gateway", "gateway_previous"});
    shop.identity_secret = secrets.field("identity").text();
    shop.server_secret = secrets.required("server").text();
    const auto expect_long = [&](const char* name) {
        if (problems.empty() && secrets.field(name).text().size() < 32)
            secrets.field(name).problem({"the secret is too short", "密钥太短"},
                                        {"at least 32 characters", "至少 32 个字符"});
    };
    expect_long("server");
    if (shop.gateway) {
        // Both sides accept the previous one until the other has the new one too.
        shop.gateway->key.secrets = {secrets.required("gateway").text()};
        expect_long("gateway");
        if (secrets.field("gateway_previous").defined()) {
            expect_long("gateway_previous");
            shop.gateway->key.secrets.push_back(secrets.field("gateway_previous").text());
        }
    }
    if (!problems.empty()) fail(problems);
    return shop;
}

std::string shop_name(const fs::path& data)
{
    if (!fs::exists(data / "shop.yaml")) return default_name;
    intents::Problems problems;
    const Yaml yaml = Yaml::parse("shop.yaml", read_file(data / "shop.yaml"), problems);
    return yaml.field("name").text(default_name);
}

}  // namespace bot
