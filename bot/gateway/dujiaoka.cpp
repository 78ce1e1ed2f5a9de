#include "bot/gateway/dujiaoka.h"

#include <algorithm>
#include <utility>

#include "bot/random.h"

namespace bot::gateway {

namespace {

using nlohmann::json;

// Left out where the shop's owner has deleted the order: the shop shows it no more either.
const std::string select_order =
    "SELECT order_sn, goods_id, title, type, goods_price, buy_amount, actual_price, search_pwd,"
    " email, info, trade_no, status, created_at, updated_at"
    " FROM orders WHERE order_sn = ? AND deleted_at IS NULL";

// 2 (待处理) and 3 (处理中) are orders that a person fills by hand: paid and not delivered. A
// status that we do not know is for a person to look at.
std::string stage_of(const std::string& status)
{
    if (status == "-1") return "expired";
    if (status == "1") return "unpaid";
    if (status == "2" || status == "3") return "paid_undelivered";
    if (status == "4") return "delivered";
    if (status == "5") return "failed";
    return "abnormal";
}

// The keys of an automatic order stand one a line in its text. (An order of another stage has a
// notice there, such as that the goods have run out.)
std::vector<std::string> fingerprints(const std::string& text, const std::string& secret)
{
    std::vector<std::string> result;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string line = text.substr(start, end - start);
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) result.push_back(hmac_sha256_hex(secret, line));
        start = end + 1;
    }
    return result;
}

}  // namespace

Dujiaoka::Dujiaoka(MariaDb& database, ShopSettings settings)
    : database_(database), settings_(std::move(settings))
{
}

std::optional<ShopOrder> Dujiaoka::find(const std::string& number)
{
    const auto rows = database_.query(select_order, {number});
    if (rows.empty()) return std::nullopt;
    const MariaDb::Row& row = rows.front();
    const auto text = [&](const char* column) { return row.at(column).value_or(""); };
    const auto time = [&](const char* column) {
        return shop_time(row.at(column), settings_.utc_offset);
    };
    const auto money = [&](const char* column) { return minor_units(text(column)); };

    ShopOrder found;
    const bool automatic = text("type") == "1";
    const std::string stage = stage_of(text("status"));
    const bool delivered = stage == "delivered";
    if (delivered && automatic)
        found.key_fingerprints = fingerprints(text("info"), settings_.fingerprint_secret);

    // The shop keeps no time of payment. It lets an unpaid order lapse within minutes, so a paid
    // one was paid soon after it was made. A lapsed one with a payment's number was paid too late.
    const bool paid = stage != "unpaid" && (stage != "expired" || !text("trade_no").empty());
    json approximate = json::array();
    if (paid) approximate.push_back("pay.paid_at");
    if (delivered) approximate.push_back("delivered_at");

    const auto price = money("goods_price"), paid_amount = money("actual_price");
    found.order = {
        {"order_no", text("order_sn")},
        {"shop", settings_.shop},
        {"stage", stage},
        {"raw_status", text("status")},
        {"version", sha256_hex(text("status") + '\n' + text("updated_at") + '\n' +
                               hmac_sha256_hex(settings_.fingerprint_secret, text("info")))
                        .substr(0, 16)},
        {"product", {{"id", text("goods_id")}, {"title", text("title")}}},
        {"qty", std::stoi(text("buy_amount"))},
        {"face_value", price ? json(*price) : json()},
        {"amount_paid", paid_amount ? json(*paid_amount) : json()},
        {"currency", "CNY"},
        {"pay", {{"ref", text("trade_no")}, {"paid_at", paid ? time("created_at") : json()}}},
        {"created_at", time("created_at")},
        {"delivered_at", delivered ? time("updated_at") : json()},
        {"approximate", std::move(approximate)},
        {"delivery",
         {{"kind", automatic ? "auto" : "manual"},
          {"items", found.key_fingerprints.size()},
          {"revealed_at", nullptr},
          {"sealed", false}}},
        {"contact", contact_of(text("email"))},
        {"access", access_of(text("search_pwd"), settings_)},
        {"refund", nullptr}};
    return found;
}

}  // namespace bot::gateway
