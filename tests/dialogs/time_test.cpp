#include "dialogs/time.h"

#include <gtest/gtest.h>

#include "dialogs/calendar.h"
#include "dialogs/variables.h"

using namespace dialogs;
using namespace std::chrono_literals;

namespace {

Time at(const char* text)
{
    const auto time = parse_rfc3339(text);
    EXPECT_TRUE(time) << text;
    return time.value_or(Time{});
}

}  // namespace

TEST(Rfc3339, reads_offsets_and_fractions)
{
    EXPECT_EQ(to_rfc3339(at("2026-09-12T10:31:10+08:00")), "2026-09-12T02:31:10.000Z");
    EXPECT_EQ(to_rfc3339(at("2026-09-12T02:31:10.250Z")), "2026-09-12T02:31:10.250Z");
    EXPECT_EQ(at("2024-02-29T00:00:00Z") - at("2024-02-28T00:00:00Z"), 24h);
}

TEST(Rfc3339, refuses_what_is_no_time)
{
    for (const char* text :
         {"", "2026-09-12", "2026-13-12T00:00:00Z", "2026-02-30T00:00:00Z", "2026-09-12T25:00:00Z",
          "2026-09-12T10:31:10", "2026-09-12T10:31:10+8", "昨天下午三点,就是发货的那个时候"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Calendar, counts_working_days_over_weekends_and_holidays)
{
    Calendar calendar;
    const Time friday = at("2026-09-11T12:00:00+08:00");
    EXPECT_EQ(calendar.write_date(calendar.add_working_days(friday, 1)), "9月14日");
    EXPECT_EQ(calendar.write_date(calendar.add_working_days(friday, 3)), "9月16日");
    const Time before_holiday = at("2026-09-30T12:00:00+08:00");
    for (int day = 1; day <= 7; ++day)
        calendar.holidays.insert(std::chrono::sys_days(std::chrono::year(2026) / 10 / day));
    EXPECT_EQ(calendar.write_date(calendar.add_working_days(before_holiday, 1)), "10月8日");
}

TEST(Calendar, promises_only_times_at_which_agents_are_there)
{
    const Calendar calendar;  // 09:00 to 23:00
    const auto at = [](const char* text) { return *parse_rfc3339(text); };
    using std::chrono::minutes;
    EXPECT_EQ(calendar.add_open_time(at("2026-09-12T12:00:00+08:00"), minutes(10)),
              at("2026-09-12T12:10:00+08:00"));
    EXPECT_EQ(calendar.add_open_time(at("2026-09-12T22:55:00+08:00"), minutes(10)),
              at("2026-09-13T09:05:00+08:00"));
    EXPECT_EQ(calendar.add_open_time(at("2026-09-12T03:00:00+08:00"), minutes(10)),
              at("2026-09-12T09:10:00+08:00"));
    EXPECT_EQ(calendar.add_open_time(at("2026-09-12T12:00:00+08:00"), minutes(24 * 60)),
              at("2026-09-13T12:00:00+08:00"));
    Calendar always = calendar;
    always.opens = minutes(0);
    always.closes = minutes(24 * 60);
    EXPECT_EQ(always.add_open_time(at("2026-09-12T23:55:00+08:00"), minutes(10)),
              at("2026-09-13T00:05:00+08:00"));
}

TEST(Calendar, knows_when_agents_are_at_work)
{
    const Calendar calendar;
    EXPECT_TRUE(calendar.is_open(at("2026-09-12T09:00:00+08:00")));
    EXPECT_FALSE(calendar.is_open(at("2026-09-12T23:00:00+08:00")));
    EXPECT_EQ(calendar.write_time(calendar.next_opening(at("2026-09-12T23:30:00+08:00"))),
              "9月13日 09:00");
    EXPECT_EQ(calendar.write_time(calendar.next_opening(at("2026-09-12T03:30:00+08:00"))),
              "9月12日 09:00");
}

TEST(Wording, writes_money_and_durations_as_people_do)
{
    EXPECT_EQ(write_money(9800), "¥98.00");
    EXPECT_EQ(write_money(5), "¥0.05");
    EXPECT_EQ(write_hours(500), "30 分钟");
    EXPECT_EQ(write_hours(5200), "5 小时");
    EXPECT_EQ(write_hours(80000), "3 天");
}
