// Whether a bundle (bot/bundle.h) is as it was exported. Needs nothing but the bundle; pure.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "intents/problem.h"
#include "storage/chain.h"

namespace bot {

struct BundleCheck {
    std::string conversation, view, exported_at;
    std::string key;  // the public key of the signature; whose it is, the shop has to say
    storage::ChainCheck chain;
    std::size_t files = 0;
    std::vector<storage::ChainedEvent> events;
    std::vector<intents::Message> problems;  // the first broken link first; empty: it is sound
};

// It cannot be read as a bundle: why, for the operator.
struct NoBundle : std::runtime_error {
    explicit NoBundle(intents::Message text)
        : std::runtime_error(text.english), message(std::move(text))
    {
    }
    intents::Message message;
};

// Throws NoBundle.
BundleCheck check_bundle(std::string_view zip);

// Whether the log still says the same: `log` is the chain of that conversation as it is there now,
// which may have gone on since. The problem; nothing where there is none.
std::optional<intents::Message> differs_from(const BundleCheck& bundle,
                                             const std::vector<storage::ChainedEvent>& log);

}  // namespace bot
