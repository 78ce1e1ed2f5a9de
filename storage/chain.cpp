#include "storage/chain.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "storage/secrets.h"

namespace storage {

using nlohmann::json;

namespace {

constexpr std::size_t salt_size = 16;

}  // namespace

std::string new_salt() { return random_hex(salt_size); }

std::string content_of(std::string_view salt, std::string_view payload)
{
    std::string text = from_hex(salt);
    text += payload;
    return sha256_hex(text);
}

std::string link_of(const EventRow& event, std::string_view content, std::string_view previous)
{
    const json canonical{{"at", event.at},
                         {"cmid", event.cmid},
                         {"content", content},
                         {"conversation", event.conversation},
                         {"from", event.from},
                         {"previous", previous},
                         {"seq", event.seq ? json(*event.seq) : json()},
                         {"turn", event.turn},
                         {"type", event.type}};
    return sha256_hex(canonical.dump(-1, ' ', false, json::error_handler_t::replace));
}

ChainCheck check_chain(std::span<const ChainedEvent> events, bool may_withhold)
{
    ChainCheck check;
    const auto broken_at = [&](std::size_t place, ChainCheck::Fault fault) {
        check.broken = place;
        check.fault = fault;
        return check;
    };
    for (std::size_t i = 0; i < events.size(); ++i) {
        const ChainedEvent& one = events[i];
        if (one.link.empty()) {
            if (check.linked > 0) return broken_at(i, ChainCheck::Fault::unlinked);
            ++check.unlinked;
            continue;
        }
        if (may_withhold && one.content.empty()) {
            ++check.without_payload;
            check.last = one.link;
            ++check.linked;
            continue;
        }
        const std::string& payload = one.event.payload;
        if (!one.salt) ++check.without_payload;
        if (one.salt ? content_of(*one.salt, payload) != one.content
                     : !payload.empty() && payload != erased_payload)
            return broken_at(i, ChainCheck::Fault::content);
        if (link_of(one.event, one.content, check.last) != one.link)
            return broken_at(i, ChainCheck::Fault::link);
        check.last = one.link;
        ++check.linked;
    }
    return check;
}

}  // namespace storage
