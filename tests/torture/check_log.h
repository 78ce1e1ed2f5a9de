// Holds what customers were told against what the log has.
#pragma once

#include <filesystem>

#include "tests/torture/crowd.h"

namespace torture {

// The server has ended. Adds a failure to the running test for everything that is not as promised:
// each acknowledged message once, events without a gap and as they were seen, each effect once,
// and a replay that comes to the same.
void check_log(const std::filesystem::path& data, const Crowd& crowd);

// The events that visitors may see, as an agent's console is shown them.
std::vector<json> transcript_of_agent(end_to_end::Agent& agent, const std::string& conversation);
// The same as the customer was shown.
void check_transcript(const Customer& customer, const std::vector<json>& of_agent);

}  // namespace torture
