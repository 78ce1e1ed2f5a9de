#include "bot/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace bot {

namespace {

bool is_plain(char byte)
{
    return static_cast<unsigned char>(byte) > ' ' && byte != '"' && byte != '=' && byte != '\\' &&
           byte != 0x7f;
}

void append_quoted(std::string& line, std::string_view value)
{
    line += '"';
    for (const char byte : value) {
        if (byte == '\n') {
            line += "\\n";
        } else if (static_cast<unsigned char>(byte) < ' ' || byte == 0x7f) {
            line += '?';
        } else {
            if (byte == '"' || byte == '\\') line += '\\';
            line += byte;
        }
    }
    line += '"';
}

void write(spdlog::level::level_enum level, std::string_view event, LogFields fields)
{
    if (spdlog::should_log(level)) spdlog::log(level, log_line(event, fields));
}

}  // namespace

void start_log()
{
    spdlog::set_default_logger(spdlog::stderr_logger_mt("kefu"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
}

void log_warnings_only() { spdlog::set_level(spdlog::level::warn); }

void log_info(std::string_view event, LogFields fields)
{
    write(spdlog::level::info, event, fields);
}

void log_warning(std::string_view event, LogFields fields)
{
    write(spdlog::level::warn, event, fields);
}

void log_error(std::string_view event, LogFields fields)
{
    write(spdlog::level::err, event, fields);
}

std::string log_line(std::string_view event, LogFields fields)
{
    std::string line{event};
    for (const LogField& field : fields) {
        line.append(" ").append(field.name).append("=");
        if (!field.value.empty() && std::all_of(field.value.begin(), field.value.end(), is_plain))
            line += field.value;
        else
            append_quoted(line, field.value);
    }
    return line;
}

}  // namespace bot
