// The payload of a stored event (dialogs::to_json(Event)) without parsing what is not needed: its
// members as pieces of the text, and whether a piece says the same as a value. A replay reads
// millions of them. Tested by tests/bot/stored_payload_test.cpp; measured by
// bench/replay_benchmark.cpp.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace bot {

// Empty where there is no such member.
struct StoredPayload {
    std::string_view awaiting, body, input, name, why;
};
// Throws std::invalid_argument where the text is not one object.
StoredPayload members_of(std::string_view payload);

// Whether `text` is that value, as this program writes it: without spaces, members in the order of
// their names. False as well where the same is written in another way. Empty text is null.
bool is_written_as(std::string_view text, const nlohmann::json& value);

}  // namespace bot
