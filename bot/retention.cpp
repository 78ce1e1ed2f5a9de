// Tested by tests/bot/retention_test.cpp.
#include "bot/retention.h"

#include "bot/log.h"
#include "storage/erasure.h"

namespace bot {

using namespace std::chrono_literals;

namespace {

constexpr auto first_erasure = 1min;  // the start has other things to do
constexpr auto erase_every = 24h;

std::int64_t days_before(std::int64_t now, std::int64_t days)
{
    return now - days * 24 * 60 * 60 * 1000;
}

std::optional<std::int64_t> days_of(const intents::Yaml& value)
{
    if (!value.defined()) return std::nullopt;
    constexpr std::int64_t days_max = 36'500;
    const std::int64_t days = value.integer();
    if (days >= 1 && days <= days_max) return days;
    value.problem({"this is no number of days", "这不是天数"},
                  {"1 to 36500; leave it out to keep it for ever", "1 到 36500;不写就一直保留"});
    return std::nullopt;
}

}  // namespace

RetentionLimits read_retention(const intents::Yaml& retention)
{
    if (!retention.defined()) return {};
    retention.allow_only({"secrets", "uploads", "conversations"});
    return {days_of(retention.field("secrets")), days_of(retention.field("uploads")),
            days_of(retention.field("conversations"))};
}

ErasedByAge erase_by_age(storage::Database& database, const RetentionLimits& limits,
                         std::int64_t now)
{
    ErasedByAge erased;
    if (limits.secrets)
        erased.secrets = storage::erase_secrets_before(database, days_before(now, *limits.secrets));
    if (limits.conversations)
        erased.conversations = storage::erase_conversations_before(
            database, days_before(now, *limits.conversations), now);
    if (limits.uploads)
        erased.uploads =
            storage::erase_uploads_before(database, days_before(now, *limits.uploads), now);
    return erased;
}

Retention::Retention(Parts parts) : parts_(std::move(parts))
{
    const RetentionLimits& limits = parts_.limits;
    if (limits.secrets || limits.uploads || limits.conversations) wait(first_erasure);
}

Retention::~Retention() { parts_.loop.cancel(timer_); }

void Retention::wait(std::chrono::milliseconds delay)
{
    timer_ = parts_.loop.after(delay, [this] {
        parts_.workers.submit([&database = parts_.database, limits = parts_.limits,
                               now = milliseconds(parts_.now())] {
            try {
                const ErasedByAge erased = erase_by_age(database, limits, now);
                log_info("erased by age", {{"secrets", erased.secrets},
                                           {"uploads", erased.uploads},
                                           {"conversations", erased.conversations}});
            } catch (const std::exception& error) {
                log_error("what is too old cannot be erased", {{"error", error.what()}});
            }
        });
        wait(erase_every);
    });
}

}  // namespace bot
