// Whether a message answers what was asked, and with which value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialogs/flow.h"
#include "intents/understanding.h"

namespace dialogs {

// The slot's value among the entities of the message; nothing where there is none.
std::optional<std::string> value_from_entities(const Slot& slot,
                                               const intents::Understanding& understanding);

// 补给我 and 那就退吧: a wish for what is being talked about, whatever else such words may mean.
bool says_little_but_demand(const intents::Understanding& understanding);

// The slot's value from the words themselves, where the slot is the one that was asked for: an
// option by its label or number, yes or no, a number, a secret, or (free_text) the whole message.
std::optional<std::string> value_from_words(const Slot& slot,
                                            const intents::Understanding& understanding);

// The answer to a confirm of `action`; 取消 says yes to a cancellation (decision 9).
std::optional<bool> yes_or_no(const intents::Understanding& understanding,
                              const std::string& action);

// 退款吧, 那就换一张: a wish for one of `wanted` (cancel, refund, replace, resend) and not a word
// more, for money hangs on it; 原路退 and 退一半 wish for something else.
bool insists_on(const intents::Understanding& understanding,
                const std::vector<std::string>& wanted);

// Whether its intent is more than a guess: a pattern says so, or the model is sure of it.
bool is_plain(const intents::Understanding& understanding);

// Whether two texts are the same but for case and the marks around them.
bool same_words(const std::string& one, const std::string& other);

// "没有", "不会", "找不到": the evidence asked for is not to be had.
bool says_cannot(const intents::Understanding& understanding);
// 没有截图: the same, said of it and not asked.
bool says_has_none(const intents::Understanding& understanding);

}  // namespace dialogs
