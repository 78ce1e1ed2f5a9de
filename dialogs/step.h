// The function everything else serves: what a conversation does next.
#pragma once

#include "dialogs/conversation.h"
#include "dialogs/input.h"
#include "dialogs/pack.h"
#include "dialogs/turn.h"

namespace dialogs {

// Pure: no clock, no I/O, no randomness; the same arguments always give the same turn.
// `before` has its `id` and `pack` set by the caller when it is new.
//
// Effects of the turn are the entries of `after.effects` that are "pending" and were not in
// `before`; run each after the turn is durable and answer with ActionAnswered. Timers are
// `after.timers`: when one is due, answer with TimerDue; a timer that is gone by then is ignored
// (the turn has no events).
Turn step(const Pack& pack, Conversation before, const Input& input);

// The same for who has the input already: the turn's first event comes without it. A replay need
// not write again what it has read.
Turn play(const Pack& pack, Conversation before, const Input& input);

// What understand() should expect of the visitor's next message.
intents::Expectation expectation(const Pack& pack, const Conversation& conversation);

// A message of the visitor as the input it is. `before`: what he wrote last, which may announce a
// secret.
Said said(const Pack& pack, const Conversation& conversation, Time at, std::string cmid,
          const std::string& text, std::string before = {});

}  // namespace dialogs
