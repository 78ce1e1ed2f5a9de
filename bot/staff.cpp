#include "bot/staff.h"

#include <nlohmann/json.hpp>

#include "bot/clock.h"
#include "bot/event_frames.h"
#include "bot/log.h"
#include "bot/net/server.h"
#include "bot/random.h"

namespace bot {

namespace {

using namespace std::chrono_literals;
constexpr std::size_t failures_by_name_max = 5;
constexpr std::size_t failures_by_address_max = 20;
constexpr auto failures_window = 10min;
constexpr std::size_t cookie_bytes_max = 128;

}  // namespace

Staff::Staff(Parts parts)
    : parts_(std::move(parts)),
      by_name_(failures_by_name_max, failures_window),
      by_address_(failures_by_address_max, failures_window)
{
}

Staff::~Staff() { *self_ = nullptr; }

void Staff::log_in(const std::string& name, const std::string& password, const std::string& address,
                   Done done)
{
    const auto now = parts_.now();
    auto wait = by_name_.blocked(name, now);
    const std::string network = network_of(address);
    if (!wait) wait = by_address_.blocked(network, now);
    if (wait) {
        log_warning("too many failed logins", {{"address", address}});
        return done(
            WireError{"rate_limited", "尝试次数太多,请稍后再试", {}, wait->count(), {}, {}});
    }
    // Counted before the answer is known: many attempts at once do not get around it.
    by_name_.count(name, now);
    by_address_.count(network, now);
    const bool taken = parts_.workers.submit(
        [this, name, password, address, now, done, weak = std::weak_ptr(self_)] {
            std::optional<storage::Session> session;
            bool failed = false;
            try {
                if (const auto agent = parts_.accounts.verify(name, password))
                    session = parts_.accounts.open_session(*agent, milliseconds(now));
            } catch (const std::exception& error) {
                log_error("login failed", {{"error", error.what()}});
                failed = true;
            }
            parts_.loop.post([=] {
                const auto self = weak.lock();
                if (!self || !*self) return;
                if (failed)
                    return done(WireError{"internal", "系统出了点问题,请稍后再试", {}, {}, {}, {}});
                if (!session) {
                    log_warning("login refused", {{"address", address}});
                    return done(WireError{"unauthorized", "名字或密码不对", {}, {}, {}, {}});
                }
                (*self)->by_name_.forget(name);
                (*self)->sessions_[session->token] = *session;
                log_info("login", {{"agent", session->agent.id}});
                done(Login{{session->agent.id, session->agent.name, session->agent.role},
                           session->token,
                           session->csrf});
            });
        });
    if (!taken) done(WireError{"unavailable", "服务繁忙,请稍后再试", {}, {}, {}, {}});
}

void Staff::log_out(const std::string& cookie)
{
    sessions_.erase(cookie);
    parts_.accounts.close_session(cookie);
}

const storage::Session* Staff::session(const std::string& cookie)
{
    if (cookie.empty() || cookie.size() > cookie_bytes_max) return nullptr;
    const auto now = milliseconds(parts_.now());
    auto found = sessions_.find(cookie);
    if (found == sessions_.end()) {
        auto stored = parts_.accounts.find_session(cookie, now);
        if (!stored) return nullptr;
        found = sessions_.emplace(cookie, std::move(*stored)).first;
    }
    if (found->second.expires_at > now) return &found->second;
    sessions_.erase(found);
    return nullptr;
}

std::optional<Staff::Member> Staff::member(const std::string& cookie)
{
    const auto* found = session(cookie);
    if (!found) return std::nullopt;
    return Member{found->agent.id, found->agent.name, found->agent.role};
}

std::string Staff::token_of(const std::string& cookie)
{
    const auto* found = session(cookie);
    return found ? found->csrf : std::string();
}

bool Staff::right_token(const std::string& cookie, std::string_view token)
{
    const auto* found = session(cookie);
    return found && !token.empty() && equal_in_constant_time(found->csrf, token);
}

std::optional<std::string> Staff::name_of(const std::string& agent)
{
    const auto found = parts_.accounts.find(agent);
    if (!found) return std::nullopt;
    return found->name;
}

std::string Staff::colleagues()
{
    nlohmann::json list = nlohmann::json::array();
    for (const auto& agent : parts_.accounts.all())
        list.push_back({{"id", agent.id}, {"name", agent.name}});
    return write(list);
}

}  // namespace bot
