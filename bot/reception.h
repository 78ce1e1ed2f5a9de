// Receives visitors: who is it, and which conversation goes on? Loop's thread only.
//
// A visitor is known by a token (kept by his browser for 30 days) or by the shop's proof of his
// identity. His open conversation is found again, and a closed one for 24 hours; else a new one is
// opened that names the former.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "bot/clock.h"
#include "bot/rate_limiter.h"
#include "bot/shard.h"
#include "bot/visitor_wire.h"
#include "bot/worker_pool.h"
#include "storage/event_log.h"
#include "storage/visitors.h"

namespace bot {

class Reception {
public:
    struct Parts {
        EventLoop& loop;
        Shard& shard;
        storage::EventLog& log;
        storage::Visitors& visitors;
        WorkerPool& workers;
        Now now;
        std::string
            identity_secret;  // the shop's, for the proof of an identity; empty: none is accepted
    };
    explicit Reception(Parts parts);
    ~Reception();

    struct Admitted {
        std::string visitor, token, conversation;
    };
    using Done = std::function<void(std::variant<Admitted, WireError>)>;
    // `done` once the visitor and the conversation's greeting are on disk; on the loop's thread.
    void admit(const visitor::Hello& hello, const std::string& address, Done done);

    // The visitor of a token that is valid.
    std::optional<storage::Visitor> visitor_of(const std::string& token);
    // The conversation he would be let into; nothing where a new one would be opened.
    std::optional<std::string> conversation_of(const storage::Visitor& visitor);
    static bool owns(const storage::Visitor& visitor, const dialogs::Conversation& conversation);

    // Every conversation is shown to it once, so that those of the shop's own users are found again
    // whatever device they come from.
    void remember(const dialogs::Conversation& conversation);

private:
    std::optional<WireError> check_identity(const visitor::Identity& identity);
    std::optional<std::string> latest_of(const storage::Visitor& visitor) const;
    void let_in(const storage::Visitor& visitor, const std::string& token, const Done& done);

    Parts parts_;
    TokenBuckets new_visitors_;  // by address
    TokenBuckets hellos_;        // by address
    // Conversations being opened, by visitor or user: several tabs that say hello at once share
    // one.
    std::map<std::string, std::vector<std::function<void(const Outcome&, const std::string&)>>>
        opening_;
    std::map<std::string, std::string>
        of_user_;  // the newest conversation of each user of the shop
    std::shared_ptr<Reception*> self_ = std::make_shared<Reception*>(this);
};

}  // namespace bot
