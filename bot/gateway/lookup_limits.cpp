#include "bot/gateway/lookup_limits.h"

#include <algorithm>

#include "bot/json_field.h"
#include "storage/order_ownership.h"

namespace bot::gateway {

namespace {

// What is looked for, as it is compared.
std::vector<std::string> subjects(const nlohmann::json& parameters)
{
    std::vector<std::string> result;
    const auto add = [&](const char* kind, const std::string& value) {
        if (!value.empty()) result.push_back(kind + value);
    };
    add("n", storage::canonical_number(text_of(parameters, "order_id")));
    add("c", storage::normal_contact(text_of(parameters, "contact")));
    add("p", text_of(parameters, "pay_ref"));
    return result;
}

}  // namespace

std::optional<std::chrono::seconds> LookupLimits::blocked(const nlohmann::json& parameters,
                                                          dialogs::Time now)
{
    std::lock_guard lock(mutex_);
    auto longest = all_.blocked("", now);
    for (const std::string& subject : subjects(parameters))
        longest = std::max(longest, each_.blocked(subject, now));
    return longest;
}

void LookupLimits::failed(const nlohmann::json& parameters, dialogs::Time now)
{
    std::lock_guard lock(mutex_);
    all_.count("", now);
    for (const std::string& subject : subjects(parameters)) each_.count(subject, now);
}

}  // namespace bot::gateway
