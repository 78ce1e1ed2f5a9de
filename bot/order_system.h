// Where the bot asks for orders and has things done to them: the embedded order store, or the order
// gateway of a shop.
#pragma once

#include <string>

#include "dialogs/conversation.h"
#include "storage/action_result.h"

namespace bot {

class OrderSystem {
public:
    virtual ~OrderSystem() = default;

    // Does what `effect` asks for, with the outcomes of dialogs/actions.h. An effect whose key was
    // tried before, by this process or one that ended, is not done a second time. Blocks; called
    // from several threads at once.
    virtual storage::ActionResult perform(const dialogs::Effect& effect) = 0;

    // Whether it is asked at all: not while it has failed too often. Any thread.
    virtual bool is_asked() const { return true; }
};

}  // namespace bot
