#include "storage/orders_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "dialogs/time.h"

using namespace storage;
using testing::HasSubstr;

namespace {

const std::int64_t now =
    dialogs::parse_rfc3339("2026-09-12T12:00:00+08:00")->time_since_epoch().count();

std::string file(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::string good =
    R"({"order_no":"1","stage":"delivered","product":{"title":"卡","class":"card_key"},"amount_paid":100,"created_at":"-2h"})";

TEST(KnownOrder, leaves_out_what_no_order_has_and_refuses_wrong_kinds)
{
    using nlohmann::json;
    const json good{{"order_no", "A1"},
                    {"stage", "delivered"},
                    {"product", {{"title", "卡"}, {"class", "card_key"}, {"colour", "red"}}},
                    {"amount_paid", 9800},
                    {"created_at", "2026-09-12T10:30:55+08:00"},
                    {"secret", "ABCD-EFGH"}};
    const auto known = known_order(good, now);
    ASSERT_TRUE(known);
    EXPECT_FALSE(known->contains("secret"));
    EXPECT_FALSE(known->at("product").contains("colour"));
    EXPECT_EQ(known->at("product").at("title"), "卡");
    for (const auto& [field, wrong] :
         std::vector<std::pair<const char*, json>>{{"order_no", 7},
                                                   {"stage", "somewhere"},
                                                   {"product", "卡"},
                                                   {"amount_paid", "98.00"},
                                                   {"amount_paid", -1},
                                                   {"amount_paid", 98.5},
                                                   {"created_at", "yesterday"},
                                                   {"refund", "RF1"},
                                                   {"order_no", std::string(65, '1')}}) {
        json order = good;
        order[field] = wrong;
        EXPECT_FALSE(known_order(order, now)) << field << ' ' << wrong;
    }
    EXPECT_FALSE(known_order(json::array(), now));
    EXPECT_FALSE(known_order(nullptr, now));
}

}  // namespace

TEST(OrdersImport, takes_the_demo_orders_which_cover_every_stage_and_class)
{
    const ImportedOrders result =
        read_orders("orders.json", file("packs/kameng/demo/orders.json"), now);
    EXPECT_EQ(result.problems.to_text(false), "");
    EXPECT_GE(result.orders.size(), 25u);
    std::set<std::string> stages, classes, numbers;
    for (const auto& order : result.orders) {
        stages.insert(order["stage"]);
        classes.insert(order["product"]["class"]);
        numbers.insert(order["order_no"]);
    }
    EXPECT_EQ(stages.size(), 13u);
    EXPECT_EQ(classes.size(), 4u);
    EXPECT_EQ(numbers.size(), result.orders.size());
}

TEST(OrdersImport, makes_relative_times_absolute)
{
    const ImportedOrders result = read_orders("o", "[" + good + "]", now);
    ASSERT_EQ(result.orders.size(), 1u);
    EXPECT_EQ(result.orders[0]["created_at"], "2026-09-12T02:00:00.000Z");
}

TEST(OrdersImport, names_a_bad_row_by_its_line_and_takes_the_others)
{
    const std::string text = "[\n  " + good +
                             ",\n  {\"order_no\":\"2\",\"stage\":\"deliverd\",\"prodct\":{}},\n  "
                             "{\"order_no\":\"3\"}\n]";
    const ImportedOrders result = read_orders("orders.json", text, now);
    EXPECT_EQ(result.orders.size(), 1u);
    EXPECT_EQ(result.rejected, 2);
    const std::string problems = result.problems.to_text(false);
    EXPECT_THAT(
        problems,
        HasSubstr(
            "orders.json:3:1: order 2: 'stage' cannot be 'deliverd' — did you mean 'delivered'?"));
    EXPECT_THAT(problems, HasSubstr("unknown field 'prodct' — did you mean 'product'?"));
    EXPECT_THAT(problems, HasSubstr("orders.json:4:1: order 3: 'stage' is missing"));
    EXPECT_THAT(result.problems.to_text(true), HasSubstr("缺少 'stage'"));
}

TEST(OrdersImport, says_where_json_is_broken)
{
    EXPECT_THAT(read_orders("o.json", "[\n  {\"order_no\": 1,}\n]", now).problems.to_text(false),
                HasSubstr("o.json:2:"));
    EXPECT_THAT(read_orders("o.json", "{}", now).problems.to_text(false),
                HasSubstr("expected an array"));
    EXPECT_THAT(read_orders("o.json", "", now).problems.to_text(false), HasSubstr("empty"));
}

TEST(OrdersImport, refuses_wrong_types_and_times)
{
    std::string text = "[" + good + "]";
    text.replace(text.find("100"), 3, "\"1\"");
    EXPECT_THAT(read_orders("o", text, now).problems.to_text(false),
                HasSubstr("'amount_paid' should be a whole number"));
    text = "[" + good + "]";
    text.replace(text.find("-2h"), 3, "two hours ago");
    EXPECT_THAT(read_orders("o", text, now).problems.to_text(false),
                HasSubstr("'created_at' is no time"));
}

TEST(OrdersImport, reads_csv_with_quotes_and_windows_line_ends)
{
    const ImportedOrders result =
        read_orders("orders.csv", file("packs/kameng/demo/orders.csv"), now);
    EXPECT_EQ(result.problems.to_text(false), "");
    ASSERT_EQ(result.orders.size(), 2u);
    EXPECT_EQ(result.orders[0]["product"]["title"], "Steam 充值卡, 20 元");
    EXPECT_EQ(result.orders[0]["amount_paid"], 1980);
    const ImportedOrders windows =
        read_orders("o.csv",
                    "\xEF\xBB\xBForder_no,stage,product.title,product.class,amount_paid,created_"
                    "at\r\n1,paid,卡,card_key,5,-1h\r\n",
                    now);
    EXPECT_THAT(windows.problems.to_text(false),
                HasSubstr("o.csv:2:1: order 1: 'stage' cannot be 'paid'"));
}

TEST(OrdersImport, names_columns_and_rows_of_csv_that_do_not_fit)
{
    EXPECT_THAT(read_orders("o.csv", "order_no,stgae\n1,x\n", now).problems.to_text(false),
                HasSubstr("unknown column 'stgae' — did you mean 'stage'?"));
    EXPECT_THAT(read_orders("o.csv", "order_no,stage\n1\n", now).problems.to_text(false),
                HasSubstr("o.csv:2:1: the row has 1 fields, the header 2"));
}

TEST(Csv, what_is_written_is_read_again)
{
    std::mt19937 random(7);
    const std::string alphabet = "ab,\"\n\r 卡";
    for (int round = 0; round < 500; ++round) {
        std::vector<std::vector<std::string>> table(1 + random() % 4,
                                                    std::vector<std::string>(1 + random() % 4));
        std::string text;
        for (auto& row : table) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                for (std::size_t n = random() % 6; n > 0; --n)
                    row[i] += alphabet[random() % alphabet.size()];
                text += i ? ",\"" : "\"";
                for (const char c : row[i])
                    text += c == '"' ? std::string("\"\"") : std::string(1, c);
                text += '"';
            }
            text += "\r\n";
        }
        const auto rows = read_csv(text);
        ASSERT_EQ(rows.size(), table.size());
        for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].fields, table[i]);
    }
}

TEST(Csv, any_bytes_are_read_without_a_crash)
{
    std::mt19937 random(8);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (std::size_t n = random() % 80; n > 0; --n) text += static_cast<char>(random());
        read_orders("o.csv", text, now);
    }
}
