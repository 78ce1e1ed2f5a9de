#include "storage/orders_import.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "dialogs/time.h"

namespace storage {

using intents::Message;
using nlohmann::json;

namespace {

enum class Kind { text, integer, number, boolean, time, object, list };

struct Field {
    Kind kind;
    std::vector<std::string> values;  // where only these are allowed
};

// Every field an order may have, by its dotted path (vocabulary.md, "Order").
const std::map<std::string, Field>& fields()
{
    static const std::map<std::string, Field> all = {
        {"order_no", {Kind::text, {}}},
        {"shop", {Kind::text, {}}},
        {"stage",
         {Kind::text,
          {"unpaid", "expired", "canceled", "paid_undelivered", "abnormal", "delivered",
           "service_not_started", "service_started", "service_done", "refund_pending",
           "refund_rejected", "refunded", "frozen"}}},
        {"raw_status", {Kind::text, {}}},
        {"version", {Kind::text, {}}},
        {"product", {Kind::object, {}}},
        {"product.id", {Kind::text, {}}},
        {"product.title", {Kind::text, {}}},
        {"product.class",
         {Kind::text, {"card_key", "topup", "custom_service", "account", "other"}}},
        {"product.loop", {Kind::boolean, {}}},
        {"product.promised_hours", {Kind::number, {}}},
        {"product.service", {Kind::object, {}}},
        {"product.service.accepted_at", {Kind::time, {}}},
        {"product.service.started_at", {Kind::time, {}}},
        {"product.service.ends_at", {Kind::time, {}}},
        {"qty", {Kind::integer, {}}},
        {"face_value", {Kind::integer, {}}},
        {"amount_paid", {Kind::integer, {}}},
        {"fee", {Kind::integer, {}}},
        {"currency", {Kind::text, {"CNY"}}},
        {"pay", {Kind::object, {}}},
        {"pay.channel", {Kind::text, {}}},
        {"pay.ref", {Kind::text, {}}},
        {"pay.paid_at", {Kind::time, {}}},
        {"created_at", {Kind::time, {}}},
        {"delivered_at", {Kind::time, {}}},
        {"expires_at", {Kind::time, {}}},
        {"fee_consent_at", {Kind::time, {}}},
        {"replaced_at", {Kind::time, {}}},
        {"target_account", {Kind::text, {}}},
        {"spec", {Kind::text, {}}},
        {"page_snapshot", {Kind::text, {}}},
        {"delivery", {Kind::object, {}}},
        {"delivery.kind", {Kind::text, {"auto", "manual"}}},
        {"delivery.items", {Kind::integer, {}}},
        {"delivery.revealed_at", {Kind::time, {}}},
        {"delivery.sealed", {Kind::boolean, {}}},
        {"facts", {Kind::object, {}}},
        {"facts.key_check", {Kind::text, {"unused", "used", "expired", "not_exist", "unknown"}}},
        {"facts.used_before_reveal", {Kind::boolean, {}}},
        {"facts.duplicate_keys", {Kind::integer, {}}},
        {"facts.sku_mismatch", {Kind::object, {}}},
        {"facts.sku_mismatch.ordered", {Kind::text, {}}},
        {"facts.sku_mismatch.delivered", {Kind::text, {}}},
        {"facts.upstream_receipt", {Kind::text, {"success", "failed", "unknown"}}},
        {"contact", {Kind::object, {}}},
        {"contact.phone", {Kind::text, {}}},
        {"contact.email", {Kind::text, {}}},
        {"policy", {Kind::object, {}}},
        {"policy.refund_window_h", {Kind::integer, {}}},
        {"policy.service_fee_percent", {Kind::number, {}}},
        {"policy.max_auto_refund", {Kind::integer, {}}},
        {"policy.no_return_consent", {Kind::object, {}}},
        {"policy.no_return_consent.shown", {Kind::boolean, {}}},
        {"policy.no_return_consent.confirmed", {Kind::boolean, {}}},
        {"policy.no_return_consent.default_checked", {Kind::boolean, {}}},
        {"upstream", {Kind::object, {}}},
        {"upstream.placed", {Kind::boolean, {}}},
        {"upstream.cancelable", {Kind::boolean, {}}},
        {"access", {Kind::object, {}}},
        {"access.visitor", {Kind::text, {}}},
        {"access.query_password_hash", {Kind::text, {}}},
        {"refund", {Kind::object, {}}},
        {"refund.id", {Kind::text, {}}},
        {"refund.state",
         {Kind::text,
          {"pending_review", "processing", "succeeded", "failed", "rejected", "unknown"}}},
        {"refund.amount", {Kind::integer, {}}},
        {"refund.channel", {Kind::text, {"balance", "original", "bank"}}},
        {"refund.requested_at", {Kind::time, {}}},
        {"refund.finished_at", {Kind::time, {}}},
        {"refund.reject_reason", {Kind::text, {}}},
        {"refund.missing", {Kind::list, {}}},
        {"refund.withdraw", {Kind::text, {"none", "submitted", "not_submitted", "done"}}},
        {"refund.channel_ref", {Kind::text, {}}},
    };
    return all;
}

std::vector<std::string> field_names()
{
    std::vector<std::string> names;
    for (const auto& [name, field] : fields()) names.push_back(name);
    return names;
}

std::optional<std::string> absolute_time(const std::string& text, std::int64_t now)
{
    if (const auto time = dialogs::parse_rfc3339(text)) return text;
    if (text.size() < 3 || (text[0] != '-' && text[0] != '+')) return std::nullopt;
    static const std::map<char, std::int64_t> units = {
        {'s', 1000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}};
    const auto unit = units.find(text.back());
    std::int64_t amount = 0;
    const char* const end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data() + 1, end, amount);
    if (unit == units.end() || error != std::errc() || stop != end || amount > 1'000'000)
        return std::nullopt;
    const std::int64_t shift = amount * unit->second * (text[0] == '-' ? -1 : 1);
    return dialogs::to_rfc3339(dialogs::Time(std::chrono::milliseconds(now + shift)));
}

// Checks one order and makes its times absolute; false where it has a mistake.
class Checker {
public:
    Checker(const std::string& file, std::int64_t now, intents::Problems& problems)
        : file_(file), now_(now), problems_(problems)
    {
    }

    bool check(json& order, int line)
    {
        line_ = line;
        good_ = true;
        name_ = order.is_object() && order.contains("order_no") && order["order_no"].is_string()
                    ? order["order_no"].get<std::string>()
                    : "?";
        if (!order.is_object()) {
            note({"an order is an object {…}", "订单应当是一个对象 {…}"}, {});
            return false;
        }
        walk(order, "");
        for (const char* needed :
             {"order_no", "stage", "product.title", "product.class", "amount_paid", "created_at"})
            if (!has(order, needed))
                note({std::string("'") + needed + "' is missing",
                      std::string("缺少 '") + needed + "'"},
                     {});
        for (const char* amount : {"amount_paid", "face_value", "fee", "qty"})
            if (order.contains(amount) && order[amount].is_number_integer() &&
                order[amount].get<std::int64_t>() < 0)
                note({std::string("'") + amount + "' is negative",
                      std::string("'") + amount + "' 是负数"},
                     {});
        if (name_.empty() || name_.size() > 64)
            note({"'order_no' has 1 to 64 characters", "'order_no' 应有 1 到 64 个字符"}, {});
        return good_;
    }

private:
    static bool has(const json& order, const std::string& path)
    {
        const std::size_t dot = path.find('.');
        const std::string head = path.substr(0, dot);
        if (!order.is_object() || !order.contains(head) || order[head].is_null()) return false;
        return dot == std::string::npos || has(order[head], path.substr(dot + 1));
    }

    void walk(json& object, const std::string& prefix)
    {
        for (auto& [key, value] : object.items()) {
            const std::string path = prefix + key;
            const auto field = fields().find(path);
            if (field == fields().end()) {
                note({"unknown field '" + path + "'", "不认识的字段 '" + path + "'"},
                     intents::suggest(path, field_names()));
                continue;
            }
            if (!value.is_null()) check_value(path, field->second, value);
        }
    }

    void check_value(const std::string& path, const Field& field, json& value)
    {
        const auto expect = [&](bool right, const char* english, const char* chinese) {
            if (right) return true;
            note({"'" + path + "' should be " + english + ", not " +
                      value.dump(-1, ' ', false, json::error_handler_t::replace),
                  "'" + path + "' 应当是" + chinese + ",不是 " +
                      value.dump(-1, ' ', false, json::error_handler_t::replace)},
                 {});
            return false;
        };
        switch (field.kind) {
            case Kind::object:
                if (expect(value.is_object(), "an object", "对象")) walk(value, path + ".");
                return;
            case Kind::list:
                expect(value.is_array(), "a list", "列表");
                return;
            case Kind::integer:
                expect(value.is_number_integer(), "a whole number", "整数");
                return;
            case Kind::number:
                expect(value.is_number(), "a number", "数字");
                return;
            case Kind::boolean:
                expect(value.is_boolean(), "true or false", " true 或 false");
                return;
            case Kind::time: {
                if (!expect(value.is_string(), "a time", "时间")) return;
                const auto time = absolute_time(value.get<std::string>(), now_);
                if (!time)
                    note({"'" + path + "' is no time: " + value.dump(),
                          "'" + path + "' 不是时间:" + value.dump()},
                         {"write 2026-09-12T10:31:10+08:00, or relative to now \"-2h\"",
                          "写成 2026-09-12T10:31:10+08:00,或相对现在的 \"-2h\""});
                else
                    value = *time;
                return;
            }
            case Kind::text:
                if (!expect(value.is_string(), "a text", "文字") || field.values.empty()) return;
                const std::string text = value.get<std::string>();
                if (std::find(field.values.begin(), field.values.end(), text) == field.values.end())
                    note({"'" + path + "' cannot be '" + text + "'",
                          "'" + path + "' 不能是 '" + text + "'"},
                         intents::suggest(text, field.values));
                return;
        }
    }

    void note(const Message& cause, Message remedy)
    {
        good_ = false;
        problems_.add(
            {file_,
             line_,
             1,
             {"order " + name_ + ": " + cause.english, "订单 " + name_ + ":" + cause.chinese},
             std::move(remedy)});
    }

    const std::string& file_;
    std::int64_t now_;
    intents::Problems& problems_;
    int line_ = 0;
    bool good_ = true;
    std::string name_;
};

void leave_out_unknown(json& object, const std::string& prefix)
{
    for (auto entry = object.begin(); entry != object.end();) {
        const std::string path = prefix + entry.key();
        if (!fields().contains(path)) {
            entry = object.erase(entry);
            continue;
        }
        if (entry->is_object()) leave_out_unknown(*entry, path + ".");
        ++entry;
    }
}

int line_at(const std::string& text, std::size_t offset)
{
    return 1 +
           static_cast<int>(std::count(
               text.begin(),
               text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n'));
}

int column_at(const std::string& text, std::size_t offset)
{
    offset = std::min(offset, text.size());
    const std::size_t line = text.rfind('\n', offset == 0 ? 0 : offset - 1);
    return static_cast<int>(offset - (line == std::string::npos || line >= offset ? 0 : line + 1)) +
           1;
}

// The line on which each item of the outermost array begins. The text is known to be valid JSON.
std::vector<int> lines_of_items(const std::string& text)
{
    std::vector<int> lines;
    int depth = 0, line = 1;
    bool in_text = false, item_expected = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (in_text) {
            if (c == '\\') ++i;
            if (c == '"') in_text = false;
            continue;
        }
        const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (depth == 1 && item_expected && !space && c != ']') {
            lines.push_back(line);
            item_expected = false;
        }
        if (c == '"') in_text = true;
        if (c == '[' || c == '{') {
            if (++depth == 1) item_expected = true;
        }
        if (c == ']' || c == '}') --depth;
        if (c == ',' && depth == 1) item_expected = true;
    }
    return lines;
}

json parsed_cell(const std::string& path, const std::string& cell)
{
    const auto field = fields().find(path);
    if (field == fields().end()) return cell;
    switch (field->second.kind) {
        case Kind::text:
        case Kind::time:
            return cell;
        default: {
            json value = json::parse(cell, nullptr, false);
            return value.is_discarded() ? json(cell) : value;
        }
    }
}

void set_path(json& object, const std::string& path, json value)
{
    const std::size_t dot = path.find('.');
    if (dot == std::string::npos) {
        object[path] = std::move(value);
        return;
    }
    json& inner = object[path.substr(0, dot)];
    if (inner.is_null()) inner = json::object();
    if (inner.is_object()) set_path(inner, path.substr(dot + 1), std::move(value));
}

void read_json(const std::string& file, const std::string& text, Checker& checker,
               ImportedOrders& result)
{
    json document;
    try {
        document = json::parse(text);
    } catch (const json::parse_error& error) {
        const std::size_t at = error.byte > 0 ? error.byte - 1 : 0;
        result.problems.add({file,
                             line_at(text, at),
                             column_at(text, at),
                             {"not valid JSON", "不是有效的 JSON"},
                             {"check commas, quotes and brackets near this place",
                              "请检查附近的逗号、引号和括号"}});
        return;
    }
    if (!document.is_array()) {
        result.problems.add(
            {file, 1, 1, {"expected an array of orders [ … ]", "应当是订单的数组 [ … ]"}, {}});
        return;
    }
    const std::vector<int> lines = lines_of_items(text);
    for (std::size_t i = 0; i < document.size(); ++i) {
        if (checker.check(document[i], i < lines.size() ? lines[i] : 0))
            result.orders.push_back(std::move(document[i]));
        else
            ++result.rejected;
    }
}

void read_table(const std::string& file, const std::string& text, Checker& checker,
                ImportedOrders& result)
{
    const std::vector<CsvRow> rows = read_csv(text);
    if (rows.empty()) return;
    const std::vector<std::string>& header = rows.front().fields;
    for (const std::string& path : header)
        if (!fields().contains(path))
            result.problems.add({file,
                                 rows.front().line,
                                 1,
                                 {"unknown column '" + path + "'", "不认识的列 '" + path + "'"},
                                 intents::suggest(path, field_names())});
    if (!result.problems.empty()) return;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].fields.size() == 1 && rows[i].fields[0].empty()) continue;
        if (rows[i].fields.size() != header.size()) {
            const std::string found = std::to_string(rows[i].fields.size()),
                              wanted = std::to_string(header.size());
            result.problems.add(
                {file,
                 rows[i].line,
                 1,
                 {"the row has " + found + " fields, the header " + wanted,
                  "这一行有 " + found + " 列,表头有 " + wanted + " 列"},
                 {"put fields that contain a comma in quotes", "含逗号的内容请加英文双引号"}});
            ++result.rejected;
            continue;
        }
        json order = json::object();
        for (std::size_t column = 0; column < header.size(); ++column)
            if (!rows[i].fields[column].empty())
                set_path(order, header[column],
                         parsed_cell(header[column], rows[i].fields[column]));
        if (checker.check(order, rows[i].line))
            result.orders.push_back(std::move(order));
        else
            ++result.rejected;
    }
}

}  // namespace

std::vector<CsvRow> read_csv(const std::string& text)
{
    std::vector<CsvRow> rows;
    CsvRow row;
    std::string field;
    int line = 1;
    bool quoted = false, row_begun = false;
    row.line = 1;
    const auto end_row = [&] {
        row.fields.push_back(std::move(field));
        field.clear();
        rows.push_back(std::move(row));
        row = {};
        row_begun = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!row_begun) {
            row.line = line;
            row_begun = true;
        }
        if (c == '\n') ++line;
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                field += '"';
                ++i;
            } else if (c == '"') {
                quoted = false;
            } else {
                field += c;
            }
        } else if (c == '"' && field.empty()) {
            quoted = true;
        } else if (c == ',') {
            row.fields.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            end_row();
        } else if (c != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') {
            field += c;
        }
    }
    if (row_begun) end_row();
    return rows;
}

ImportedOrders read_orders(const std::string& file, const std::string& text, std::int64_t now)
{
    ImportedOrders result;
    std::string body = text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
    Checker checker(file, now, result.problems);
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    if (first == std::string::npos)
        result.problems.add({file,
                             0,
                             0,
                             {"the file is empty", "文件是空的"},
                             {"expected a JSON array or CSV", "应当是 JSON 数组或 CSV"}});
    else if (body[first] == '[' || body[first] == '{')
        read_json(file, body, checker, result);
    else
        read_table(file, body, checker, result);
    return result;
}

std::optional<json> known_order(json order, std::int64_t now)
{
    if (!order.is_object()) return std::nullopt;
    leave_out_unknown(order, "");
    intents::Problems problems;
    const std::string nowhere;
    if (!Checker(nowhere, now, problems).check(order, 0)) return std::nullopt;
    return order;
}

}  // namespace storage
