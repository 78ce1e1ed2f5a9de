// What a pack calls its ids, for people: the console shows these words and never an id.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dialogs/pack.h"

namespace bot {

// {"flow":{id:title},"intent":{…},"evidence":{…},"checklist":{…},"slot":{name:label},
// "value":{slot:{value:label}}}.
nlohmann::json vocabulary(const dialogs::Pack& pack);

}  // namespace bot
