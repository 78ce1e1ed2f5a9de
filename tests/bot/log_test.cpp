#include "bot/log.h"

#include <gtest/gtest.h>

namespace bot {

TEST(Log, writes_fields_after_the_event)
{
    EXPECT_EQ(log_line("upload", {{"conv", "c_1"}, {"bytes", 512}}), "upload conv=c_1 bytes=512");
    EXPECT_EQ(log_line("stopped", {}), "stopped");
}

TEST(Log, quotes_what_could_pass_for_another_field_or_line)
{
    EXPECT_EQ(log_line("x", {{"error", "no room"}}), R"(x error="no room")");
    EXPECT_EQ(log_line("x", {{"error", "a\nserving port=1"}}), R"(x error="a\nserving port=1")");
    EXPECT_EQ(log_line("x", {{"error", R"(say "\")"}}), R"(x error="say \"\\\"")");
    EXPECT_EQ(log_line("x", {{"error", ""}}), R"(x error="")");
    EXPECT_EQ(log_line("x", {{"error", "\x1b[31m"}}), R"(x error="?[31m")");
    EXPECT_EQ(log_line("x", {{"error", "满了"}}), "x error=满了");
}

}  // namespace bot
