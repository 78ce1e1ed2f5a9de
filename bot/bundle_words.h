// Chinese words for the engine's own ids on the page of a bundle; what a pack names comes from the
// pack (bot/vocabulary.h). The console has its own in web/shared/labels.ts. Pure.
#pragma once

#include <string>

namespace bot {

enum class WordKind { decision, stage, refund, action, ticket, checklist, event, channel };

// The id itself where there is no word for it.
std::string bundle_word(WordKind kind, const std::string& id);

}  // namespace bot
