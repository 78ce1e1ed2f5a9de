// The program's own log, for operators, on stderr: a line an event, as "time level event name=value
// …". Conversations are named by id, and nothing that a customer wrote goes in. From any thread.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bot {

struct LogField {
    LogField(std::string_view name, std::string_view value) : name(name), value(value) {}
    template <std::integral Number>
    LogField(std::string_view name, Number value) : name(name), value(std::to_string(value))
    {
    }

    std::string_view name;
    std::string value;
};

using LogFields = std::initializer_list<LogField>;

// Before the first line.
void start_log();
// From here on only what needs somebody's attention is written.
void log_warnings_only();

void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

// The line's text without time and level. A value with anything but letters, digits and plain marks
// is quoted, so that it cannot pass for another field or line.
std::string log_line(std::string_view event, LogFields fields);

}  // namespace bot
