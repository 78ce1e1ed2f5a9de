// What the order gateway asks of a shop's own system, whichever it is.
//
// The systems' states do not mean what they say everywhere; each adapter says where and reads what
// can be relied on instead. One thread at a time; a look-up blocks.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot::gateway {

struct ShopSettings {
    std::string shop = "main";          // the order's `shop`
    std::string utc_offset = "+08:00";  // of the times that the shop writes
    // What keys and query passwords are fingerprinted with; they themselves go no further.
    std::string fingerprint_secret;
};

struct ShopOrder {
    // An order as the embedded order store holds it, unmasked: storage::masked_order() comes before
    // any answer. `approximate` names the times that the shop does not keep and that stand for one
    // it does keep; `version` changes whenever the shop changes the order.
    nlohmann::json order;
    std::vector<std::string> key_fingerprints;  // of the keys delivered
};

class ShopSystem {
public:
    virtual ~ShopSystem() = default;

    virtual std::string name() const = 0;
    // The actions of the contract that the system supports safely.
    virtual std::vector<std::string> actions() const = 0;
    // The order of exactly this number. Throws MariaDbError where the shop does not answer.
    virtual std::optional<ShopOrder> find(const std::string& number) = 0;
};

// "98.00" as 9800; nothing where it is no amount with at most two decimals, or too large.
std::optional<std::int64_t> minor_units(std::string_view amount);

// "2026-09-12 10:31:10", as MySQL writes it, as RFC 3339; null where there is none.
nlohmann::json shop_time(const std::optional<std::string>& written, const std::string& utc_offset);

// A shop that takes any contact: with an @ it is the e-mail, else it stands as the phone, which is
// masked and compared just as a QQ or WeChat number has to be.
nlohmann::json contact_of(const std::string& contact);

// The order's `access`: the query password's fingerprint where one was set.
nlohmann::json access_of(const std::string& password, const ShopSettings& settings);

}  // namespace bot::gateway
