// What the order gateway asks of a shop's own system, whichever it is.
//
// The systems' states do not mean what they say everywhere; each adapter says where and reads what
// can be relied on instead. One thread at a time; a look-up blocks.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::gateway {

struct ShopSettings {
    std::string shop = "main";          // the order's `shop`
    std::string utc_offset = "+08:00";  // of the times that the shop writes
    // What keys are fingerprinted with; they themselves go no further.
    std::string fingerprint_secret;
    // What kind of goods a product is (product.class of an order), by the product's id.
    std::map<std::string, std::string> classes;
};

// A key that was handed over with an order. The key itself goes no further than its adapter.
struct DeliveredKey {
    std::string fingerprint;  // HMAC-SHA256 with the settings' secret
    std::string as_written;   // intents::fingerprint(), which the bot makes of what customers write
    int sold_times = 1;       // how often the shop has sold it
    bool loop = false;        // sold to many on purpose
};

class ShopSystem {
public:
    virtual ~ShopSystem() = default;

    virtual std::string name() const = 0;
    // The actions of the contract that the system supports safely.
    virtual std::vector<std::string> actions() const = 0;

    // Orders as the embedded order store holds them, unmasked: storage::masked_order() comes before
    // any answer. `approximate` names the times that the shop does not keep and that stand for one
    // it does keep; `version` changes whenever the shop changes the order.
    // All of these throw MariaDbError where the shop does not answer.

    // The order of exactly this number.
    virtual std::optional<nlohmann::json> find(const std::string& number) = 0;
    // The newest orders, at most `candidates_max`, that were paid under this number or made with
    // this contact.
    virtual std::vector<nlohmann::json> of_payment(const std::string& reference) = 0;
    virtual std::vector<nlohmann::json> of_contact(const std::string& contact) = 0;
    // The keys of an order that was delivered automatically, in the order they stand in.
    virtual std::vector<DeliveredKey> keys(const std::string& number) = 0;

    // Takes back an order that nobody has paid for, as the shop does itself when it lapses: false
    // where it is not unpaid any more. Only where `actions` has it; a MariaDbError leaves open
    // whether it was done.
    virtual bool cancel_unpaid(const std::string& number) = 0;
};

inline constexpr int candidates_max = 20;

// "98.00" as 9800; nothing where it is no amount with at most two decimals, or too large.
std::optional<std::int64_t> minor_units(std::string_view amount);

// "2026-09-12 10:31:10", as MySQL writes it, as RFC 3339; null where there is none.
nlohmann::json shop_time(const std::optional<std::string>& written, const std::string& utc_offset);

// A shop that takes any contact: with an @ it is the e-mail, else it stands as the phone, which is
// masked and compared just as a QQ or WeChat number has to be.
nlohmann::json contact_of(const std::string& contact);

// The order's `access`: the query password's fingerprint, as the bot makes it of what the customer
// writes, where one was set.
nlohmann::json access_of(const std::string& password);

// The order's `product`. The shops do not say what kind of goods it is: one that is handed over by
// itself is a card key where the settings say nothing else, and any other one may be anything.
nlohmann::json product_of(const std::string& id, const std::string& title, bool automatic,
                          const ShopSettings& settings);

DeliveredKey delivered_key(const std::string& key, const ShopSettings& settings);

}  // namespace bot::gateway
