#include "bot/gateway/shop_orders.h"

#include <algorithm>

#include "bot/gateway/mariadb.h"
#include "bot/json_field.h"
#include "dialogs/time.h"
#include "storage/order_ownership.h"

namespace bot::gateway {

using nlohmann::json;
using storage::ActionResult;

namespace {

// What is asked before anything is changed: where the shop does not answer, nothing was done.
template <typename Ask>
auto before_any_change(Ask ask)
{
    try {
        return ask();
    } catch (const MariaDbError& error) {
        throw NotReached(error.what());
    }
}

// A number as people write it: as it is, without the spaces and dashes they put in, and with the
// letters and digits they confuse as digits.
std::vector<std::string> readings(const std::string& number)
{
    std::string plain = number;
    std::erase_if(plain, [](char c) { return c == ' ' || c == '-'; });
    std::vector<std::string> result = {number};
    for (const std::string& other : {plain, storage::canonical_number(number)})
        if (std::find(result.begin(), result.end(), other) == result.end()) result.push_back(other);
    return result;
}

}  // namespace

ShopAbilities ShopOrders::abilities() const
{
    ShopAbilities result;
    result.shop_system = shop_.name();
    result.actions = shop_.actions();
    return result;
}

bool ShopOrders::can(const std::string& action) const
{
    const auto actions = shop_.actions();
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

// Orders that the given number, contact or payment may mean. The contact comes before the payment,
// which the shops keep no index of.
std::vector<json> ShopOrders::candidates(const json& parameters)
{
    const std::string number = text_of(parameters, "order_id");
    const std::string contact = text_of(parameters, "contact");
    if (!number.empty())
        for (const std::string& reading : readings(number))
            if (auto order = shop_.find(reading)) return {std::move(*order)};

    std::vector<json> orders = shop_.of_contact(contact);
    if (orders.empty()) orders = shop_.of_contact(storage::normal_contact(contact));
    if (contact.empty()) {
        const std::string payment = text_of(parameters, "pay_ref");
        orders = shop_.of_payment(payment.empty() ? number : payment);
    }
    if (!number.empty())
        std::erase_if(orders, [&](const json& order) {
            return !storage::is_end_of(number, order) && !storage::is_end_of_payment(number, order);
        });
    return orders;
}

std::vector<json> ShopOrders::lookup(const json& parameters)
{
    if (!storage::offers_enough_proof(parameters, number_is_proof_)) return {};
    auto own = storage::owned(before_any_change([&] { return candidates(parameters); }), parameters,
                              number_is_proof_);
    for (json& order : own) order = storage::masked_order(order);
    return own;
}

ActionResult ShopOrders::perform(const std::string&, const std::string& action,
                                 const json& parameters, std::int64_t now)
{
    if (action == "orders.cancel" && can("cancel")) return cancel(parameters);
    if (action == "keys.check" && can("key_check")) return check_key(parameters, now);
    return {"not_supported", nullptr};
}

// Only what nobody has paid for: the money of a paid order is not ours to give back.
ActionResult ShopOrders::cancel(const json& parameters)
{
    const std::string number = text_of(parameters, "order_id");
    const auto before = before_any_change([&] { return shop_.find(number); });
    if (!before) return {"not_found", nullptr};
    const json changed = {{"order", storage::masked_order(*before)}};
    const std::string wanted = text_of(parameters, "if_version");
    if (!wanted.empty() && wanted != text_of(*before, "version")) return {"state_changed", changed};
    if (text_of(*before, "stage") != "unpaid") return {"not_cancelable", changed};
    bool done = false;
    try {
        done = shop_.cancel_unpaid(number);  // in one statement, if it still is unpaid
    } catch (const MariaDbError& error) {
        if (error.did_nothing()) throw NotReached(error.what());
        throw;
    }

    // It was done or not done: what the order is now must not put that in doubt.
    std::optional<json> after;
    try {
        after = shop_.find(number);
    } catch (const MariaDbError&) {
        after = before;
    }
    const json order = storage::masked_order(after.value_or(*before));
    if (done) return {"ok", {{"order", order}}};
    // A coupon's order stays unpaid: the shop lets it lapse itself.
    const bool still = text_of(order, "stage") == "unpaid";
    return {still ? "not_cancelable" : "state_changed", {{"order", order}}};
}

// The shops know how often they have sold a key, not whether it was used.
ActionResult ShopOrders::check_key(const json& parameters, std::int64_t now)
{
    auto keys = before_any_change([&] { return shop_.keys(text_of(parameters, "order_id")); });
    const std::string wanted = text_of(parameters, "key_fp");
    if (!wanted.empty())
        std::erase_if(keys, [&](const DeliveredKey& key) {
            return key.as_written != wanted && key.fingerprint != wanted;
        });
    if (const json& index = field(parameters, "index"); index.is_number_integer()) {
        const auto at = index.get<std::int64_t>();
        const bool there = at >= 0 && at < static_cast<std::int64_t>(keys.size());
        keys =
            there ? std::vector{keys[static_cast<std::size_t>(at)]} : std::vector<DeliveredKey>();
    }
    if (keys.empty()) return {"not_found", nullptr};
    // Of several keys the one that was sold most often: it is what a complaint is about.
    const auto key = std::max_element(keys.begin(), keys.end(),
                                      [](const DeliveredKey& left, const DeliveredKey& right) {
                                          return left.sold_times < right.sold_times;
                                      });
    const bool loop =
        std::all_of(keys.begin(), keys.end(), [](const DeliveredKey& one) { return one.loop; });
    return {"ok",
            {{"state", "unknown"},
             {"key_fp", key->fingerprint},
             {"checked_at", dialogs::to_rfc3339(dialogs::Time(std::chrono::milliseconds(now)))},
             {"source", shop_.name()},
             {"first_revealed_at", nullptr},
             {"sold_times", key->sold_times},
             {"loop", loop}}};
}

}  // namespace bot::gateway
