// Answers the requests of the order gateway's contract (docs/gateway.md), whose signature was
// checked before. Each thread has one, with an order source of its own; all share the journal and
// the limits. Blocks.
#pragma once

#include "bot/clock.h"
#include "bot/gateway/journal.h"
#include "bot/gateway/lookup_limits.h"
#include "bot/gateway/order_source.h"
#include "bot/net/http.h"

namespace bot::gateway {

class Service {
public:
    // The parts outlive this. `number_is_proof`: the shop's numbers cannot be guessed (D5).
    Service(OrderSource& source, Journal& journal, LookupLimits& limits, bool number_is_proof,
            Now now)
        : source_(source),
          journal_(journal),
          limits_(limits),
          number_is_proof_(number_is_proof),
          now_(std::move(now))
    {
    }

    struct Answer {
        Response response;
        // A look-up that found nothing: how long it took must not say what it came upon.
        bool found_nothing = false;
    };
    Answer answer(const Request& request);

private:
    struct Change;

    Answer look_up(const Request& request);
    Response change(const Request& request, const std::string& action, const std::string& order_no);
    Response carry_out(const Change& change);
    Response check_key(const Request& request);
    Response refund(const std::string& id);

    OrderSource& source_;
    Journal& journal_;
    LookupLimits& limits_;
    bool number_is_proof_;
    Now now_;
};

// {"error":{"code":…,"message":…}} with the status that goes with the code; `order` as it is now,
// where that is why.
Response refused(const std::string& code, const std::string& message = {},
                 const nlohmann::json& order = nullptr);

}  // namespace bot::gateway
