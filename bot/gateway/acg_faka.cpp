#include "bot/gateway/acg_faka.h"

#include <stdexcept>
#include <utility>

#include "bot/random.h"

namespace bot::gateway {

namespace {

using nlohmann::json;

// Orders, their products and the numbers of their cards as they were at one moment.
std::string orders_statement(const std::string& prefix)
{
    const std::string cards = "`" + prefix + "card` k WHERE k.order_id = o.id";
    return "SELECT o.id, o.trade_no, o.amount, o.commodity_id, o.card_num, o.create_time,"
           " o.pay_time, o.status, o.delivery_status, o.secret, o.password, o.contact,"
           " c.name, c.delivery_way, c.delivery_message, c.shared_id,"
           " (SELECT COUNT(*) FROM " +
           cards +
           ") AS cards,"
           " (SELECT MAX(k.purchase_time) FROM " +
           cards +
           ") AS purchased_at"
           " FROM `" +
           prefix + "order` o LEFT JOIN `" + prefix +
           "commodity` c"
           " ON c.id = o.commodity_id WHERE ";
}

// The texts that stand where the goods should: "being delivered", which an order that a person
// fills has from its payment on, and the apology for a card that somebody else paid for first.
bool is_notice(const std::string& secret, const std::string& product_message)
{
    return secret.empty() || secret == product_message || secret.starts_with("正在发货中") ||
           secret.starts_with("很抱歉，有人在你付款之前抢走了商品");
}

}  // namespace

AcgFaka::AcgFaka(MariaDb& database, ShopSettings settings, const std::string& prefix)
    : database_(database), settings_(std::move(settings))
{
    static constexpr const char* allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    if (prefix.find_first_not_of(allowed) != std::string::npos)
        throw std::invalid_argument(
            "a table prefix has letters, digits and _ only / 表前缀只能有字母、数字和下划线");
    select_orders_ = orders_statement(prefix);
    const std::string cards = "`" + prefix + "card`", orders = "`" + prefix + "order`";
    // As bytes: the column's collation takes keys for the same that differ in case.
    select_keys_ = "SELECT k.secret, (SELECT COUNT(*) FROM " + cards +
                   " d WHERE d.secret = k.secret AND BINARY d.secret = k.secret"
                   " AND d.order_id IS NOT NULL) AS sold FROM " +
                   cards + " k JOIN " + orders +
                   " o ON o.id = k.order_id WHERE o.trade_no = ? AND o.status = 1 ORDER BY k.id";
}

std::vector<json> AcgFaka::select(const std::string& condition, const std::string& argument)
{
    std::vector<json> result;
    for (const MariaDb::Row& row :
         database_.query(select_orders_ + condition + " ORDER BY o.id DESC LIMIT " +
                             std::to_string(candidates_max),
                         {argument}))
        result.push_back(order(row));
    return result;
}

std::optional<json> AcgFaka::find(const std::string& number)
{
    auto found = select("o.trade_no = ?", number);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<json> AcgFaka::of_contact(const std::string& contact)
{
    return contact.empty() ? std::vector<json>() : select("o.contact = ?", contact);
}

std::vector<DeliveredKey> AcgFaka::keys(const std::string& number)
{
    std::vector<DeliveredKey> result;
    for (const MariaDb::Row& row : database_.query(select_keys_, {number})) {
        DeliveredKey key = delivered_key(row.at("secret").value_or(""), settings_);
        key.sold_times = std::stoi(row.at("sold").value_or("1"));
        result.push_back(std::move(key));
    }
    return result;
}

json AcgFaka::order(const MariaDb::Row& row) const
{
    const auto text = [&](const char* column) { return row.at(column).value_or(""); };
    const auto time = [&](const char* column) {
        return shop_time(row.at(column), settings_.utc_offset);
    };

    // Goods of another shop come from there as text and leave no card here.
    const bool from_upstream = !text("shared_id").empty() && text("shared_id") != "0";
    const bool automatic = !from_upstream && text("delivery_way") == "0";
    const bool paid = text("status") == "1";
    const int wanted = std::stoi(text("card_num")), cards = std::stoi(text("cards"));
    // The shop marks an order as delivered even where it ran out of cards: only they can tell.
    const bool has_goods =
        automatic ? cards >= wanted : !is_notice(text("secret"), text("delivery_message"));
    const std::string stage = !paid                            ? "unpaid"
                              : text("delivery_status") != "1" ? "paid_undelivered"
                              : has_goods                      ? "delivered"
                                                               : "abnormal";
    const bool delivered = stage == "delivered";
    // A card's purchase is its delivery; of other goods the shop keeps no time but the payment's.
    const char* handed_over = automatic ? "purchased_at" : "pay_time";
    const auto amount = minor_units(text("amount"));

    return {{"order_no", text("trade_no")},
            {"shop", settings_.shop},
            {"stage", stage},
            {"raw_status", text("status") + "," + text("delivery_status")},
            {"version", sha256_hex(text("status") + '\n' + text("delivery_status") + '\n' +
                                   text("pay_time") + '\n' + text("cards") + '\n' +
                                   hmac_sha256_hex(settings_.fingerprint_secret, text("secret")))
                            .substr(0, 16)},
            {"product", product_of(text("commodity_id"), text("name"), automatic, settings_)},
            {"qty", wanted},
            {"amount_paid", amount ? json(*amount) : json()},
            {"currency", "CNY"},
            {"pay", {{"ref", ""}, {"paid_at", paid ? time("pay_time") : json()}}},
            {"created_at", time("create_time")},
            {"delivered_at", delivered ? time(handed_over) : json()},
            {"approximate", delivered ? json::array({"delivered_at"}) : json::array()},
            {"delivery",
             {{"kind", automatic || from_upstream ? "auto" : "manual"},
              {"items", cards},
              {"revealed_at", nullptr},
              {"sealed", false}}},
            {"contact", contact_of(text("contact"))},
            {"access", access_of(text("password"))},
            {"refund", nullptr}};
}

}  // namespace bot::gateway
