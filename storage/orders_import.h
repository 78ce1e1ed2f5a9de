// Orders from a file that a shop exported or wrote: a JSON array, or CSV with a header row of
// dotted paths (order_no, product.title, pay.paid_at …). A row with a mistake is named by its line
// and left out; the others are taken.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "intents/problem.h"

namespace storage {

struct ImportedOrders {
    std::vector<nlohmann::json> orders;  // as vocabulary.md writes them, times absolute
    intents::Problems problems;          // line of the row, field, remedy
    int rejected = 0;
};

// `file` is the name for messages. Times may be relative to `now` (ms since 1970): "-2h", "+30m",
// "-3d", "-45s".
ImportedOrders read_orders(const std::string& file, const std::string& text, std::int64_t now);

// An order that another system tells of, with the fields that an order can have; others are left
// out. Nothing where one that is needed is not there, or is not of its kind.
std::optional<nlohmann::json> known_order(nlohmann::json order, std::int64_t now);

// RFC 4180: rows of fields, with the line each row begins on.
struct CsvRow {
    int line = 0;
    std::vector<std::string> fields;
};
std::vector<CsvRow> read_csv(const std::string& text);

}  // namespace storage
