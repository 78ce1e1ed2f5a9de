#include "bot/gateway/gateway_site.h"

#include "bot/log.h"

namespace bot::gateway {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

// A look-up that finds nothing is answered at a full step since it came: whether there is such an
// order, of somebody else, takes another time to find out.
constexpr auto step = 100ms;

std::chrono::milliseconds until_full_step(SteadyClock::duration passed)
{
    const auto waited = std::chrono::ceil<std::chrono::milliseconds>(passed);
    return step - waited % step;
}

}  // namespace

GatewaySite::GatewaySite(EventLoop& loop, std::vector<SigningKey> keys,
                         std::vector<Service> services, Now now)
    : loop_(loop),
      signatures_(std::move(keys)),
      now_(std::move(now)),
      services_(std::move(services)),
      workers_(services_.size())
{
    for (Service& service : services_) idle_.push_back(&service);
}

Response GatewaySite::too_large(const Request&)
{
    return refused("too_large", "a request has at most 64 KiB");
}

std::variant<Response, Site::Connect> GatewaySite::upgrade(const Request&)
{
    return refused("not_found");
}

Service::Answer GatewaySite::answer(const Request& request)
{
    Service* service = nullptr;
    {
        // There are as many services as threads, so that one is idle.
        std::lock_guard lock(mutex_);
        service = idle_.back();
        idle_.pop_back();
    }
    Service::Answer answer;
    try {
        answer = service->answer(request);
    } catch (const std::exception& error) {
        log_error("a request failed", {{"error", error.what()}});
        answer = {refused("unavailable")};
    }
    std::lock_guard lock(mutex_);
    idle_.push_back(service);
    return answer;
}

void GatewaySite::handle(Request request, Reply reply)
{
    const auto verdict = signatures_.check(request, now_());
    if (verdict != SignatureVerdict::good) {
        log_warning("a request was not signed well",
                    {{"address", request.address}, {"signature", to_string(verdict)}});
        return reply(refused("unauthorized", "the signature is not good"));
    }
    const auto arrived = SteadyClock::now();
    const bool taken = workers_.submit([this, arrived, request = std::move(request), reply]() {
        Service::Answer found = answer(request);
        loop_.post([this, arrived, reply, found = std::move(found)]() mutable {
            if (!found.found_nothing) return reply(std::move(found.response));
            loop_.after(until_full_step(SteadyClock::now() - arrived),
                        [reply, response = std::move(found.response)]() mutable {
                            reply(std::move(response));
                        });
        });
    });
    if (!taken) reply(refused("unavailable", "too much waits already; nothing was done"));
}

}  // namespace bot::gateway
