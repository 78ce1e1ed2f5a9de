#include "bot/visitor_limits.h"

#include <gtest/gtest.h>

#include "bot/net/server.h"

namespace {

using namespace bot;
using namespace std::chrono_literals;

const dialogs::Time start{1'800'000'000'000ms};

TEST(VisitorLimits, count_a_conversation_over_all_its_connections)
{
    VisitorLimits limits(Pace{});
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(limits.message("c_1", "", start));
    EXPECT_EQ(limits.message("c_1", "", start), 1s);
    EXPECT_FALSE(limits.message("c_2", "", start));
}

TEST(VisitorLimits, count_an_address_over_all_its_visitors)
{
    VisitorLimits limits(Pace{});
    int refused = 0;
    for (int i = 0; i < 700; ++i)
        refused += limits.message("c_" + std::to_string(i), "192.0.2.1", start).has_value();
    EXPECT_EQ(refused, 100);
    EXPECT_FALSE(limits.message("c_other", "192.0.2.2", start));
    EXPECT_FALSE(limits.message("c_proxy", "", start));
}

TEST(VisitorLimits, let_a_conversation_have_so_many_sockets)
{
    VisitorLimits limits(Pace{});
    for (std::size_t i = 0; i < VisitorLimits::sockets_max; ++i) EXPECT_TRUE(limits.join("c_1"));
    EXPECT_FALSE(limits.join("c_1"));
    EXPECT_TRUE(limits.join("c_2"));
    limits.leave("c_1");
    EXPECT_TRUE(limits.join("c_1"));
}

TEST(Network, is_the_address_and_of_ipv6_what_a_customer_of_a_provider_has)
{
    EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(network_of("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:2:ffff::1"));
    EXPECT_NE(network_of("2001:db8:1:2::7"), network_of("2001:db8:1:3::7"));
    EXPECT_EQ(limited_network("127.0.0.1"), "");
    EXPECT_EQ(limited_network("::1"), "");
    EXPECT_EQ(limited_network("192.0.2.1"), "192.0.2.1");
}

}  // namespace
