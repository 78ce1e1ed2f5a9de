// Between the dialogs' events, the log's rows and the frames that clients read. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dialogs/turn.h"
#include "storage/event_log.h"

namespace bot {

// A message's place in the log: its row without a position. Agents share the sender "agent" there,
// so an agent's cmid is stored behind the agent's id and a slash.
std::string stored_cmid(const dialogs::Event& event);
// The cmid as its sender wrote it.
std::string sent_cmid(const storage::EventRow& row);

// The events of one turn as rows. `digest` identifies the body of the message that the turn answers
// and is kept with it (a reused cmid is compared with it); empty where there is none.
struct TurnRows {
    std::vector<storage::EventRow> rows;
    std::vector<nlohmann::json> payloads;  // of each row
};
TurnRows rows_of(const dialogs::Turn& turn, dialogs::Time at, const std::string& digest);

// The digest stored with a row's message; empty where there is none.
std::string digest_of(const storage::EventRow& row);

// {"t":"event",…} as the visitor and as agents see it. `payload` is the row's, parsed.
std::string write_visitor_event(const storage::EventRow& row, const nlohmann::json& payload);
std::string write_agent_event(const storage::EventRow& row, const nlohmann::json& payload);

// One row of the agents' list. `last` is what the list shows of it (desk.h); null where there is
// nothing.
nlohmann::json row_of_list(const dialogs::Conversation& conversation, dialogs::Time updated_at,
                           std::int64_t position, const nlohmann::json& last);
// {"from","text"}: what the list shows of a message.
nlohmann::json summary_of(const std::string& from, const nlohmann::json& body);

nlohmann::json parse_stored(const std::string& text);
std::string write(const nlohmann::json& value);  // never throws over a text's encoding
dialogs::Time time_of(std::int64_t milliseconds);

}  // namespace bot
