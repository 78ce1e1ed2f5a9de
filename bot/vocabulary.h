// What a pack calls its ids, for people: the console shows these words and never an id.
#pragma once

#include <string>

#include "dialogs/pack.h"

namespace bot {

// {"flow":{id:title},"intent":{…},"evidence":{…},"checklist":{…},"slot":{name:label},
// "value":{slot:{value:label}}} as JSON.
std::string vocabulary(const dialogs::Pack& pack);

}  // namespace bot
