// Local dates, working days and working hours of a shop, computed from times that came in with
// events. A fixed offset from UTC stands for the time zone: the shops this is made for live in one
// zone without summer time.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include "dialogs/time.h"

namespace dialogs {

struct Calendar {
    std::chrono::minutes utc_offset{8 * 60};
    std::chrono::minutes opens{9 * 60};  // local minutes of the day
    std::chrono::minutes closes{23 * 60};
    std::set<std::chrono::sys_days> holidays;  // local dates on which banks rest

    bool is_working_day(std::chrono::sys_days local_date) const;
    std::chrono::sys_days local_date(Time time) const;
    // The local date `count` working days after the day of `time`.
    std::chrono::sys_days add_working_days(Time time, int count) const;
    bool is_open(Time time) const;  // within the agents' hours
    // When agents are next at work: `time` itself within the hours.
    Time next_opening(Time time) const;
    // `time` and so many minutes of the agents' hours after it. A day or more is meant by the
    // clock, and ends within the hours.
    Time add_open_time(Time time, std::chrono::minutes length) const;

    std::string write_date(std::chrono::sys_days local_date) const;  // 9月16日
    std::string write_time(Time time) const;                         // 9月12日 10:31
    std::string write_clock(Time time) const;                        // 10:31
};

}  // namespace dialogs
