#include "bot/gateway/shop_system.h"

#include <charconv>

#include "bot/random.h"
#include "intents/secrets.h"
#include "intents/utf8.h"

namespace bot::gateway {

std::optional<std::int64_t> minor_units(std::string_view amount)
{
    const std::size_t point = amount.find('.');
    std::string digits{amount.substr(0, point)};
    if (digits.empty() || digits.size() > 15) return std::nullopt;
    std::string decimals{point == std::string_view::npos ? "" : amount.substr(point + 1)};
    if (decimals.size() > 2) return std::nullopt;
    decimals.resize(2, '0');
    digits += decimals;
    if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    std::int64_t result = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), result);
    return result;
}

nlohmann::json shop_time(const std::optional<std::string>& written, const std::string& utc_offset)
{
    static constexpr std::size_t length = std::string_view("2026-09-12 10:31:10").size();
    // MySQL's way to say "never" where a column may not be NULL.
    if (!written || written->size() < length || written->starts_with("0000-00-00")) return nullptr;
    std::string result = written->substr(0, length);
    result[10] = 'T';
    return result + utc_offset;
}

nlohmann::json contact_of(const std::string& contact)
{
    const nlohmann::json value = contact.empty() ? nlohmann::json() : nlohmann::json(contact);
    if (contact.find('@') != std::string::npos) return {{"phone", nullptr}, {"email", value}};
    return {{"phone", value}, {"email", nullptr}};
}

nlohmann::json access_of(const std::string& password)
{
    if (password.empty()) return nlohmann::json::object();
    return {{"query_password_hash", intents::fingerprint(intents::decode_utf8(password))}};
}

nlohmann::json product_of(const std::string& id, const std::string& title, bool automatic,
                          const ShopSettings& settings)
{
    const auto named = settings.classes.find(id);
    return {{"id", id},
            {"title", title},
            {"class", named != settings.classes.end() ? named->second
                      : automatic                     ? "card_key"
                                                      : "other"}};
}

DeliveredKey delivered_key(const std::string& key, const ShopSettings& settings)
{
    return {hmac_sha256_hex(settings.fingerprint_secret, key),
            intents::fingerprint(intents::decode_utf8(key))};
}

}  // namespace bot::gateway
