// Tested by tests/end-to-end/bundle_test.cpp.
#include "bot/bundle_view.h"

#include <cstdio>

#include "bot/bundle_words.h"
#include "bot/event_frames.h"
#include "bot/json_field.h"

namespace bot {

using nlohmann::json;

namespace {

constexpr const char* page_style = R"css(
:root{color-scheme:light;--line:#e3e6ea;--soft:#f5f6f8;--dim:#5f6b7a;--accent:#0b5fc0}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:#1c2430;font:15px/1.65 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:36px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--line)}
.dim,time{color:var(--dim);font-size:13px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:10px 24px;margin:0}
.facts dt{color:var(--dim);font-size:13px}.facts dd{margin:0}
.talk{display:flex;flex-direction:column;gap:12px}
.said{max-width:min(640px,88%);align-self:flex-start}
.said.visitor{align-self:flex-end}
.said.system{align-self:center;text-align:center}
.who{font-size:13px;color:var(--dim)}.visitor .who{text-align:right}
.bubble{background:var(--soft);border-radius:10px;padding:8px 12px;white-space:pre-wrap}
.visitor .bubble{background:#e6f0fc}
.bubble table{border-collapse:collapse;white-space:normal}.bubble th{font-weight:400;color:var(--dim);text-align:left;padding-right:14px;vertical-align:top}
img{max-width:100%;max-height:420px;border-radius:8px;display:block}
.card{border:1px solid var(--line);border-radius:10px;padding:12px 16px;margin-bottom:12px}
.tag{display:inline-block;background:var(--soft);border-radius:6px;padding:0 8px;margin:2px 4px 2px 0;font-size:13px}
ol.line{list-style:none;margin:0;padding:0}
ol.line li{display:grid;grid-template-columns:150px 1fr;gap:2px 16px;padding:6px 0;border-bottom:1px solid var(--line)}
.files{display:grid;grid-template-columns:repeat(auto-fill,minmax(280px,1fr));gap:16px}
code{font:12px/1.5 ui-monospace,monospace;color:var(--dim)}
@media(max-width:560px){.facts{grid-template-columns:repeat(auto-fill,minmax(138px,1fr));gap:8px 16px}ol.line li{grid-template-columns:1fr}h1{font-size:19px}main{padding:16px 12px 48px}}
@media print{main{max-width:none;padding:0}.said,.card,figure{break-inside:avoid}}
)css";

std::string safe(std::string_view text)
{
    std::string result;
    for (const char c : text) switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    return result;
}

// 2026-09-12 10:31:05. As everywhere in the dialogs, shops live in one zone (dialogs/calendar.h).
std::string shop_time(dialogs::Time time)
{
    const auto local = std::chrono::floor<std::chrono::seconds>(time) + std::chrono::hours(8);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(local - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                  int(clock.minutes().count()), int(clock.seconds().count()));
    return text;
}

std::string shown_time(const json& rfc3339)
{
    if (!rfc3339.is_string()) return "";
    const auto time = dialogs::parse_rfc3339(rfc3339.get<std::string>());
    return time ? shop_time(*time) : rfc3339.get<std::string>();
}

std::string yuan(const json& fen)
{
    if (!fen.is_number_integer()) return "";
    const auto value = fen.get<std::int64_t>();
    char text[40];
    std::snprintf(text, sizeof text, "¥%lld.%02lld", static_cast<long long>(value / 100),
                  static_cast<long long>(value < 0 ? -(value % 100) : value % 100));
    return text;
}

// A string as it is, anything else as JSON; null is nothing.
std::string plain(const json& value)
{
    if (value.is_null()) return "";
    return value.is_string() ? value.get<std::string>() : write(value);
}

std::string speaker(const std::string& from)
{
    if (from == "visitor") return "客户";
    if (from == "bot") return "机器人";
    return from == "agent" ? "客服" : "系统";
}

class BundlePage {
public:
    explicit BundlePage(const BundleContent& content) : content_(content) {}
    std::string write_page();

private:
    bool for_shop() const { return content_.view == BundleView::shop; }
    void put(std::string_view text) { html_ += text; }
    void heading(const char* title) { html_ += std::string("<h2>") + title + "</h2>\n"; }
    void fact(const char* name, const std::string& value);

    void head();
    void about();
    void order();
    void decisions();
    void talk();
    void timeline();
    void files();
    void how_to_check();

    // The pack's word for an id, or the id.
    std::string word(const char* kind, const std::string& id) const;
    std::string value_word(const std::string& slot, const json& value) const;
    std::string words_of(const json& list, const char* kind) const;
    const BundleFile* file_of(const std::string& blob) const;
    std::string bubble(const json& body) const;
    std::string happened(const std::string& type, const json& body) const;

    const BundleContent& content_;
    std::string html_;
};

std::string BundlePage::word(const char* kind, const std::string& id) const
{
    const std::string found = text_of(field(content_.words, kind), id.c_str());
    return found.empty() ? id : found;
}

std::string BundlePage::value_word(const std::string& slot, const json& value) const
{
    const std::string id = plain(value);
    const std::string found =
        text_of(field(field(content_.words, "value"), slot.c_str()), id.c_str());
    return found.empty() ? id : found;
}

std::string BundlePage::words_of(const json& list, const char* kind) const
{
    std::string text;
    for (const json& item : list) text += (text.empty() ? "" : "、") + word(kind, plain(item));
    return text;
}

const BundleFile* BundlePage::file_of(const std::string& blob) const
{
    for (const BundleFile& file : content_.files)
        if (file.row.id == blob) return &file;
    return nullptr;
}

void BundlePage::fact(const char* name, const std::string& value)
{
    if (value.empty()) return;
    html_ += std::string("<div><dt>") + name + "</dt><dd>" + safe(value) + "</dd></div>\n";
}

void BundlePage::head()
{
    put("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "img-src 'self' file:; style-src 'unsafe-inline'\">\n<title>");
    put(safe("案卷 " + content_.conversation.id));
    put("</title>\n<style>");
    put(page_style);
    put("</style>\n</head>\n<body>\n<main>\n");
}

void BundlePage::about()
{
    put("<h1>" + safe(content_.shop) + " · 客服案卷</h1>\n<p class=\"dim\">");
    put(for_shop() ? "店铺留存的完整记录。" : "客户本人看到的内容。");
    put("时间均为北京时间。卡密、密码等敏感内容已打码。</p>\n<dl class=\"facts\">\n");
    fact("会话编号", content_.conversation.id);
    fact("开始", shop_time(time_of(content_.conversation.opened_at)));
    fact("最后动静", shop_time(time_of(content_.conversation.updated_at)));
    fact("导出", shop_time(content_.at));
    std::string cases;
    for (const json& ticket : field(content_.state, "tickets"))
        cases += (cases.empty() ? "" : "、") + text_of(ticket, "case");
    fact("案件号", cases);
    if (for_shop()) {
        fact("优先级", text_of(content_.state, "priority"));
        fact("客户", text_of(content_.state, "name"));
    }
    put("</dl>\n");
}

void BundlePage::order()
{
    const json& order = field(content_.state, "order");
    if (!order.is_object()) return;
    heading("订单");
    put("<dl class=\"facts\">\n");
    fact("订单号", text_of(order, "order_no"));
    fact("商品", text_of(field(order, "product"), "title"));
    fact("数量", plain(field(order, "qty")));
    fact("实付", yuan(field(order, "amount_paid")));
    fact("状态", bundle_word(WordKind::stage, text_of(order, "stage")));
    fact("下单", shown_time(field(order, "created_at")));
    fact("付款", shown_time(field(field(order, "pay"), "paid_at")));
    fact("付款渠道", bundle_word(WordKind::channel, text_of(field(order, "pay"), "channel")));
    fact("付款单号", text_of(field(order, "pay"), "ref"));
    fact("发货", shown_time(field(order, "delivered_at")));
    fact("首次查看卡密", shown_time(field(field(order, "delivery"), "revealed_at")));
    const json& refund = field(order, "refund");
    fact("退款", bundle_word(WordKind::refund, text_of(refund, "state")));
    fact("退款金额", yuan(field(refund, "amount")));
    fact("退款单号", text_of(refund, "channel_ref"));
    put("</dl>\n");
}

void BundlePage::decisions()
{
    bool first = true;
    for (const storage::ChainedEvent& one : content_.events) {
        if (one.event.type != "decided") continue;
        const json payload = parse_stored(one.event.payload);
        const json& body = field(payload, "body");
        if (!body.is_object()) continue;
        if (std::exchange(first, false)) heading("决定与依据");
        put("<div class=\"card\"><time>" + shop_time(time_of(one.event.at)) + "</time><div><b>" +
            safe(bundle_word(WordKind::decision, text_of(body, "decision"))) +
            "</b></div>\n<dl class=\"facts\">");
        std::string rules;
        for (const json& rule : field(body, "rules"))
            rules += (rules.empty() ? "" : "、") + plain(rule);
        fact("规则", rules);
        std::string reasons;
        for (const json& reason : field(body, "reasons"))
            reasons += (reasons.empty() ? "" : ";") + plain(reason);
        fact("事实", reasons);
        fact("还缺", words_of(field(body, "missing"), "evidence"));
        const json& refund = field(body, "refund");
        fact("退款", yuan(field(refund, "amount")));
        fact("手续费", yuan(field(refund, "fee")));
        put("</dl></div>\n");
    }
}

std::string BundlePage::bubble(const json& body) const
{
    const std::string type = text_of(body, "type");
    if (type == "image") {
        const BundleFile* const file = file_of(text_of(body, "blob"));
        if (!file || file->path.empty()) return "[图片,文件不在此案卷中]";
        return "<a href=\"" + safe(file->path) + "\"><img loading=\"lazy\" alt=\"图片 " +
               safe(file->row.id) + "\" src=\"" + safe(file->path) + "\"></a>";
    }
    if (type == "card") {
        std::string text = "<b>" + safe(text_of(body, "title")) + "</b><table>";
        for (const json& row : field(body, "rows"))
            text += "<tr><th>" + safe(text_of(row, "label")) + "</th><td>" +
                    safe(text_of(row, "value")) + "</td></tr>";
        return text + "</table>";
    }
    if (type == "checklist") {
        std::string text = "<b>需要的凭证</b><table>";
        for (const json& item : field(body, "items"))
            text += "<tr><th>" + safe(bundle_word(WordKind::checklist, text_of(item, "state"))) +
                    "</th><td>" + safe(text_of(item, "label")) + "</td></tr>";
        return text + "</table>";
    }
    if (type == "document")
        return "<b>" + safe(text_of(body, "title")) + "</b>\n" + safe(text_of(body, "text"));
    if (type.empty()) return "[内容已按要求删除]";
    return safe(text_of(summary_of("", body), "text"));
}

void BundlePage::talk()
{
    heading("聊天记录");
    put("<div class=\"talk\">\n");
    for (const storage::ChainedEvent& one : content_.events) {
        if (!one.event.seq) continue;
        const json payload = parse_stored(one.event.payload);
        std::string who = text_of(payload, "name");
        who = who.empty() ? speaker(one.event.from) : speaker(one.event.from) + " " + who;
        put("<div class=\"said " + safe(one.event.from) + "\"><div class=\"who\">" + safe(who) +
            " <time>" + shop_time(time_of(one.event.at)) + "</time></div><div class=\"bubble\">" +
            bubble(field(payload, "body")) + "</div></div>\n");
    }
    put("</div>\n");
}

std::string BundlePage::happened(const std::string& type, const json& body) const
{
    if (body.is_null() && type != "timer_due") return "(内容已按要求删除)";
    if (type == "opened") return "会话开始,渠道 " + text_of(body, "channel");
    if (type == "message") return text_of(summary_of("", body), "text");
    if (type == "slot") {
        const std::string slot = text_of(body, "name");
        return word("slot", slot) + ":" + value_word(slot, field(body, "value"));
    }
    if (type == "flow") {
        const bool ended = text_of(body, "state") == "ended";
        return word("flow", text_of(body, "flow")) + (ended ? ",结束" : ",开始");
    }
    if (type == "effect" || type == "action_answered") {
        const std::string action = bundle_word(WordKind::action, text_of(body, "action"));
        if (type == "action_answered") return action + ",结果 " + text_of(body, "outcome");
        const std::string amount = yuan(field(field(body, "parameters"), "amount"));
        return "请求" + action + (amount.empty() ? "" : " " + amount);
    }
    if (type == "evidence") return "收到凭证:" + word("evidence", text_of(body, "item"));
    if (type == "decided") {
        std::string text = bundle_word(WordKind::decision, text_of(body, "decision")) + ",规则 ";
        for (const json& rule : field(body, "rules")) text += plain(rule) + " ";
        return text;
    }
    if (type == "ticket")
        return "工单 " + text_of(body, "case") + ":" +
               bundle_word(WordKind::ticket, text_of(body, "state"));
    if (type == "revealed")
        return text_of(body, "name") + " 查看了原文,理由:" + text_of(body, "reason");
    if (type == "erased") return "内容已按要求删除,保留事件与时间";
    return plain(body);
}

void BundlePage::timeline()
{
    heading("时间线");
    put("<ol class=\"line\">\n");
    for (const storage::ChainedEvent& one : content_.events) {
        const json payload = parse_stored(one.event.payload);
        const std::string kind = bundle_word(WordKind::event, one.event.type);
        put("<li><time>" + shop_time(time_of(one.event.at)) + "</time><div><span class=\"tag\">" +
            safe(kind) + "</span><span class=\"dim\">" + safe(speaker(one.event.from)) +
            "</span> " + safe(happened(one.event.type, field(payload, "body"))) + "</div></li>\n");
    }
    put("</ol>\n");
}

void BundlePage::files()
{
    if (content_.files.empty()) return;
    heading("文件");
    put("<div class=\"files\">\n");
    for (const BundleFile& file : content_.files) {
        put("<figure class=\"card\" style=\"margin:0\">");
        if (file.path.empty())
            put("<p>文件已删除</p>");
        else
            put("<a href=\"" + safe(file.path) + "\"><img loading=\"lazy\" alt=\"" +
                safe(file.row.id) + "\" src=\"" + safe(file.path) + "\"></a>");
        put("<figcaption><div>" + safe(file.row.id) + "</div><time>" +
            shop_time(time_of(file.row.created_at)) + " 上传," + std::to_string(file.row.bytes) +
            " 字节</time><div><code>SHA-256 " + safe(file.row.sha256) +
            "</code></div></figcaption></figure>\n");
    }
    put("</div>\n");
}

void BundlePage::how_to_check()
{
    heading("怎样核对");
    put("<p>每个事件都带有前一个事件的哈希(chain.jsonl),每个文件的哈希在 manifest.json "
        "里,manifest.json 由店铺的系统签名(signature.json)。任何一处被改动,"
        "<code>kefu verify 案卷.zip</code> "
        "都会指出来,不需要联网。签名公钥请以店铺公布的为准。</p>\n<p><code>");
    put(content_.chain.last.empty() ? "" : "证据链末端 " + content_.chain.last);
    put("</code></p>\n");
    if (content_.chain.unlinked > 0)
        put("<p>前 " + std::to_string(content_.chain.unlinked) +
            " 个事件早于证据链,不受其保护。</p>\n");
}

std::string BundlePage::write_page()
{
    head();
    about();
    if (for_shop()) {
        order();
        decisions();
    }
    talk();
    files();
    if (for_shop()) timeline();
    how_to_check();
    put("</main>\n</body>\n</html>\n");
    return std::move(html_);
}

}  // namespace

std::string bundle_page(const BundleContent& content) { return BundlePage(content).write_page(); }

}  // namespace bot
