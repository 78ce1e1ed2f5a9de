#include "bot/stored_payload.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

using bot::is_written_as;
using bot::members_of;
using nlohmann::json;

namespace {

TEST(StoredPayload, is_cut_into_its_members)
{
    const std::string text =
        R"({"awaiting":{"id":"a_1","options":[{"label":"a}\"]"}]},"body":{"text":"x,y\\"},)"
        R"("digest":"00","input":{"at":-1.5e3,"list":[],"null":null},"name":"小王"})";
    const auto members = members_of(text);
    EXPECT_EQ(members.awaiting, R"({"id":"a_1","options":[{"label":"a}\"]"}]})");
    EXPECT_EQ(members.body, R"({"text":"x,y\\"})");
    EXPECT_EQ(members.input, R"({"at":-1.5e3,"list":[],"null":null})");
    EXPECT_EQ(members.name, R"("小王")");
    EXPECT_EQ(members.why, "");
    EXPECT_EQ(members_of("{}").body, "");
}

TEST(StoredPayload, that_is_damaged_is_refused)
{
    for (const std::string text :
         {"", "null", "[1]", "{", R"({"body)", R"({"body":)", R"({"body":"x)", R"({"body":{}x)",
          R"({"body" 1})", R"({"body":1,})", R"({"body":"\)"})
        EXPECT_THROW(members_of(text), std::invalid_argument) << text;
}

TEST(StoredPayload, says_the_same_as_what_it_was_written_from)
{
    const json values = {nullptr,
                         true,
                         false,
                         0,
                         -7,
                         18446744073709551615u,
                         0.1,
                         1e300,
                         -0.0,
                         5.0,
                         "",
                         "中文，emoji 🙂",
                         "quote \" slash \\ line \n tab \t \x01",
                         json::array(),
                         json::object(),
                         {1, {2, {3}}},
                         {{"b", 1}, {"a", {{"x\"y", nullptr}}}}};
    for (std::size_t i = 0; i < values.size(); ++i)
        for (std::size_t j = 0; j < values.size(); ++j)
            EXPECT_EQ(is_written_as(values[i].dump(), values[j]), i == j)
                << values[i] << " and " << values[j];
    EXPECT_TRUE(is_written_as(values.dump(), values));
    EXPECT_TRUE(is_written_as("", nullptr));
    EXPECT_FALSE(is_written_as("1 ", 1));
    EXPECT_FALSE(is_written_as("12", 1));
    EXPECT_FALSE(is_written_as(R"({"a":1})", json{{"a", 1}, {"b", 2}}));
}

}  // namespace
