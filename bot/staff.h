// The agents: logging in and out, and who a session's cookie belongs to. Loop's thread only;
// passwords are checked by the workers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "bot/clock.h"
#include "bot/net/event_loop.h"
#include "bot/rate_limiter.h"
#include "bot/wire.h"
#include "bot/worker_pool.h"
#include "storage/accounts.h"

namespace bot {

class Staff {
public:
    struct Parts {
        EventLoop& loop;
        storage::Accounts& accounts;
        WorkerPool& workers;
        Now now;
    };
    explicit Staff(Parts parts);
    ~Staff();

    struct Member {
        std::string id, name, role;
    };
    struct Login {
        Member member;
        std::string cookie, token;
    };
    static constexpr int login_seconds = 12 * 60 * 60;

    // At most 5 failures by name and 20 by address in 10 minutes; then nobody's password is looked
    // at.
    using Done = std::function<void(std::variant<Login, WireError>)>;
    void log_in(const std::string& name, const std::string& password, const std::string& address,
                Done done);
    void log_out(const std::string& cookie);

    // Whose session it is; nothing where it has ended.
    std::optional<Member> member(const std::string& cookie);
    std::string token_of(const std::string& cookie);
    bool right_token(const std::string& cookie, std::string_view token);

    std::optional<std::string> name_of(const std::string& agent);
    // [{"id","name"}] of all agents.
    std::string colleagues();

private:
    const storage::Session* session(const std::string& cookie);

    Parts parts_;
    Attempts by_name_;
    Attempts by_address_;
    std::unordered_map<std::string, storage::Session> sessions_;  // by cookie: seen and valid
    std::shared_ptr<Staff*> self_ = std::make_shared<Staff*>(this);
};

}  // namespace bot
