// kefu orders import: orders from a file into the shop's own order store.
#include <iostream>

#include "bot/clock.h"
#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "storage/database.h"
#include "storage/order_store.h"
#include "storage/orders_import.h"

namespace bot {

namespace {

struct OrdersOptions {
    std::string data = default_data;
    std::string file;
};

int import_orders(const OrdersOptions& options)
{
    const std::string text = read_file(options.file);
    const auto now = system_now().time_since_epoch().count();
    const auto imported = storage::read_orders(options.file, text, now);
    storage::Database database(options.data, storage::Access::beside);
    storage::OrderStore store(database, {});
    std::size_t replaced = 0;
    for (const auto& order : imported.orders) replaced += store.put(order, now);
    std::cerr << imported.problems.to_text(speaks_chinese());
    std::cout << in_language({"orders added: ", "新增订单:"}) << imported.orders.size() - replaced
              << in_language({", replaced: ", ",更新:"}) << replaced
              << in_language({", left out: ", ",未导入:"}) << imported.rejected << '\n';
    return imported.rejected == 0 && imported.problems.empty() ? 0 : 1;
}

}  // namespace

void add_orders(Command& program)
{
    auto orders = program.add("orders", {"The shop's own order store", "内置订单库"});
    orders.example("kefu orders import packs/kameng/demo/orders.json");
    auto command = orders.add("import", {"Add or replace orders from a JSON array or a CSV file",
                                         "从 JSON 数组或 CSV 文件导入订单"});
    auto options = std::make_shared<OrdersOptions>();
    command.required("file", options->file, {"JSON or CSV", "JSON 或 CSV 文件"});
    add_data_option(command, options->data);
    command.example("kefu orders import packs/kameng/demo/orders.json --data var");
    command.action([=] { return import_orders(*options); });
}

}  // namespace bot
