#include "dialogs/generosity.h"

#include <nlohmann/json.hpp>

namespace dialogs {

Generosity generosity_of(const std::string& decision, std::optional<RefundTerms::Kind> kind)
{
    using Kind = RefundTerms::Kind;
    if (decision == "DENY_DEFAULT" || decision == "CLOSE_UNPAID" || kind == Kind::none)
        return Generosity::refused;
    if (!kind) return Generosity::open;
    if (kind == Kind::full) return Generosity::full;
    return kind == Kind::negotiate ? Generosity::negotiate : Generosity::part;
}

Generosity generosity_of(const nlohmann::json& decision)
{
    std::optional<RefundTerms::Kind> kind;
    const nlohmann::json& refund = decision.at("refund");
    if (refund.is_object()) kind = refund_kind_of(refund.at("kind"));
    return generosity_of(decision.at("decision"), kind);
}

}  // namespace dialogs
