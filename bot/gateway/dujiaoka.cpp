#include "bot/gateway/dujiaoka.h"

#include <algorithm>
#include <utility>

#include "bot/random.h"

namespace bot::gateway {

namespace {

using nlohmann::json;

// Left out where the shop's owner has deleted the order: the shop shows it no more either.
const std::string select_orders =
    "SELECT order_sn, goods_id, title, type, goods_price, buy_amount, actual_price, search_pwd,"
    " email, info, trade_no, status, created_at, updated_at"
    " FROM orders WHERE deleted_at IS NULL AND ";

// As bytes: the column's collation takes keys for the same that differ in case.
const std::string select_sold =
    "SELECT COALESCE(SUM(status = 2), 0) AS sold, COALESCE(MAX(is_loop), 0) AS looped"
    " FROM carmis WHERE goods_id = ? AND BINARY carmi = ?";

// What the shop itself does with an order that is not paid in time. One with a coupon is left to
// it, since it gives the coupon back.
const std::string lapse =
    "UPDATE orders SET status = -1, updated_at = NOW() WHERE order_sn = ? AND status = 1"
    " AND deleted_at IS NULL AND COALESCE(coupon_id, 0) = 0";

// 2 (待处理) and 3 (处理中) are orders that a person fills by hand: paid and not delivered. What
// has failed (5), and a status that we do not know, is for a person to look at.
std::string stage_of(const std::string& status)
{
    if (status == "-1") return "expired";
    if (status == "1") return "unpaid";
    if (status == "2" || status == "3") return "paid_undelivered";
    if (status == "4") return "delivered";
    return "abnormal";
}

// The keys of an automatic order stand one a line in its text. (An order of another stage has a
// notice there, such as that the goods have run out.)
std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> result;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string line = text.substr(start, end - start);
        if (line.ends_with('\r')) line.pop_back();
        if (!line.empty()) result.push_back(std::move(line));
        start = end + 1;
    }
    return result;
}

bool has_keys(const MariaDb::Row& row)
{
    return row.at("type") == "1" && stage_of(row.at("status").value_or("")) == "delivered";
}

}  // namespace

Dujiaoka::Dujiaoka(MariaDb& database, ShopSettings settings, MariaDb* changing)
    : database_(database), settings_(std::move(settings)), changing_(changing)
{
}

std::vector<std::string> Dujiaoka::actions() const
{
    std::vector<std::string> result = {"lookup", "key_check"};
    if (changing_ != nullptr) result.emplace_back("cancel");
    return result;
}

std::vector<json> Dujiaoka::select(const std::string& condition,
                                   const std::vector<std::string>& arguments)
{
    std::vector<json> result;
    for (const MariaDb::Row& row :
         database_.query(select_orders + condition + " ORDER BY id DESC LIMIT " +
                             std::to_string(candidates_max),
                         arguments))
        result.push_back(order(row));
    return result;
}

std::optional<json> Dujiaoka::find(const std::string& number)
{
    auto found = select("order_sn = ?", {number});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<json> Dujiaoka::of_payment(const std::string& reference)
{
    return reference.empty() ? std::vector<json>() : select("trade_no = ?", {reference});
}

std::vector<json> Dujiaoka::of_contact(const std::string& contact)
{
    return contact.empty() ? std::vector<json>() : select("email = ?", {contact});
}

std::vector<DeliveredKey> Dujiaoka::keys(const std::string& number)
{
    std::vector<DeliveredKey> result;
    const auto rows = database_.query(select_orders + "order_sn = ?", {number});
    if (rows.empty() || !has_keys(rows.front())) return result;
    for (const std::string& line : lines_of(rows.front().at("info").value_or(""))) {
        DeliveredKey key = delivered_key(line, settings_);
        const auto sold =
            database_.query(select_sold, {rows.front().at("goods_id").value_or(""), line});
        key.sold_times = std::max(1, std::stoi(sold.at(0).at("sold").value_or("0")));
        key.loop = sold.at(0).at("looped").value_or("0") == "1";
        result.push_back(std::move(key));
    }
    return result;
}

bool Dujiaoka::cancel_unpaid(const std::string& number)
{
    return changing_ != nullptr && changing_->change(lapse, {number}) == 1;
}

json Dujiaoka::order(const MariaDb::Row& row) const
{
    const auto text = [&](const char* column) { return row.at(column).value_or(""); };
    const auto time = [&](const char* column) {
        return shop_time(row.at(column), settings_.utc_offset);
    };
    const auto money = [&](const char* column) { return minor_units(text(column)); };

    const bool automatic = text("type") == "1";
    const std::string stage = stage_of(text("status"));
    const bool delivered = stage == "delivered";
    const std::size_t items = has_keys(row) ? lines_of(text("info")).size() : 0;

    // The shop keeps no time of payment. It lets an unpaid order lapse within minutes, so a paid
    // one was paid soon after it was made. A lapsed one with a payment's number was paid too late.
    const bool paid = stage != "unpaid" && (stage != "expired" || !text("trade_no").empty());
    json approximate = json::array();
    if (paid) approximate.push_back("pay.paid_at");
    if (delivered) approximate.push_back("delivered_at");

    const auto price = money("goods_price"), paid_amount = money("actual_price");
    return {{"order_no", text("order_sn")},
            {"shop", settings_.shop},
            {"stage", stage},
            {"raw_status", text("status")},
            {"version", sha256_hex(text("status") + '\n' + text("updated_at") + '\n' +
                                   hmac_sha256_hex(settings_.fingerprint_secret, text("info")))
                            .substr(0, 16)},
            {"product", product_of(text("goods_id"), text("title"), automatic, settings_)},
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
              {"items", items},
              {"revealed_at", nullptr},
              {"sealed", false}}},
            {"contact", contact_of(text("email"))},
            {"access", access_of(text("search_pwd"))},
            {"refund", nullptr}};
}

}  // namespace bot::gateway
