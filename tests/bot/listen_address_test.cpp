#include "bot/listen_address.h"

#include <gtest/gtest.h>

namespace {

using namespace bot;

TEST(ListenAddress, reads_addresses_with_a_port)
{
    EXPECT_EQ(parse_listen_address("127.0.0.1:8080")->port, 8080);
    EXPECT_TRUE(parse_listen_address("127.0.0.1:8080")->loopback);
    EXPECT_EQ(parse_listen_address("localhost:1")->address, "127.0.0.1");
    EXPECT_EQ(parse_listen_address(":0")->address, "127.0.0.1");
    EXPECT_EQ(parse_listen_address("[::1]:80")->address, "::1");
    EXPECT_TRUE(parse_listen_address("[::1]:80")->loopback);
    EXPECT_FALSE(parse_listen_address("0.0.0.0:80")->loopback);
    EXPECT_FALSE(parse_listen_address("192.168.0.7:80")->loopback);
}

TEST(ListenAddress, refuses_what_is_none)
{
    for (const char* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x",
                             "127.0.0.1:70000", "127.0.0.1:80x", "shop.example:80", "127.0.0.1:-1"})
        EXPECT_FALSE(parse_listen_address(text)) << text;
}

}  // namespace
