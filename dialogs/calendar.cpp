#include "dialogs/calendar.h"

#include <cstdio>

namespace dialogs {

using namespace std::chrono;

sys_days Calendar::local_date(Time time) const { return floor<days>(time + utc_offset); }

bool Calendar::is_working_day(sys_days local_date) const
{
    const weekday day{local_date};
    return day != Saturday && day != Sunday && !holidays.contains(local_date);
}

sys_days Calendar::add_working_days(Time time, int count) const
{
    sys_days date = local_date(time);
    while (count > 0) {
        date += days(1);
        if (is_working_day(date)) --count;
    }
    return date;
}

bool Calendar::is_open(Time time) const
{
    const auto local = time + utc_offset;
    const auto clock = local - floor<days>(local);
    return clock >= opens && clock < closes;
}

Time Calendar::next_opening(Time time) const
{
    if (is_open(time)) return time;
    const auto local = time + utc_offset;
    const auto day = floor<days>(local);
    const auto today = day + opens;
    return (local < today ? today : today + days(1)) - utc_offset;
}

Time Calendar::add_open_time(Time time, minutes length) const
{
    const Time start = next_opening(time);
    if (length >= days(1) || closes <= opens) return next_opening(start + length);
    const auto local = start + utc_offset;
    const auto left = floor<days>(local) + closes - local;
    if (length <= left) return start + length;
    return next_opening(start + left) + (length - left);
}

std::string Calendar::write_date(sys_days local_date) const
{
    const year_month_day date{local_date};
    return std::to_string(static_cast<unsigned>(date.month())) + "月" +
           std::to_string(static_cast<unsigned>(date.day())) + "日";
}

std::string Calendar::write_clock(Time time) const
{
    const auto local = time + utc_offset;
    const hh_mm_ss clock{floor<minutes>(local - floor<days>(local))};
    char text[8];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()));
    return text;
}

std::string Calendar::write_time(Time time) const
{
    return write_date(local_date(time)) + " " + write_clock(time);
}

}  // namespace dialogs
