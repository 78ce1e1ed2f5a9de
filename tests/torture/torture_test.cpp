// Nothing that was acknowledged is lost and nothing is there twice, whatever happens to the server
// and to the network. Times only bound the runs; nothing is asserted about them.
//
//   KEFU_LONG=1            ten times as long
//   KEFU_TORTURE_SEED=N    the choices of an earlier run, which printed N
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/torture/bad_network.h"
#include "tests/torture/check_log.h"

namespace {

using namespace torture;
using namespace std::chrono_literals;
using end_to_end::Agent;
using end_to_end::Server;
using end_to_end::TemporaryFolder;
using Clock = std::chrono::steady_clock;

// No failure of the server keeps the tests longer than this.
constexpr auto patience = std::chrono::seconds(240);

bool long_run() { return std::getenv("KEFU_LONG") != nullptr; }

std::uint64_t seed()
{
    const char* const given = std::getenv("KEFU_TORTURE_SEED");
    const std::uint64_t value = given ? std::stoull(given) : std::random_device{}();
    std::cout << "KEFU_TORTURE_SEED=" << value << '\n';
    return value;
}

std::uint64_t connections_of(const Crowd& crowd)
{
    std::uint64_t sum = 0;
    for (const auto& customer : crowd.customers()) sum += customer->connections();
    return sum;
}

std::size_t messages_of(const Crowd& crowd)
{
    std::size_t sum = 0;
    for (const auto& customer : crowd.customers()) sum += customer->messages().size();
    return sum;
}

// A server that is killed and started again in the same data folder.
class Victim {
public:
    Victim() { start(); }

    std::uint16_t port() const { return port_; }
    const std::filesystem::path& data() const { return data_.path(); }
    void kill() { server_.reset(); }
    void start()
    {
        server_ = std::make_unique<Server>(data_.path());
        if (password_.empty()) password_ = server_->admin_password();
        port_ = server_->port();
    }
    int stop() { return server_->stop(); }

    // What an agent is shown of each customer is what the customer was shown.
    void check_console(const Crowd& crowd)
    {
        const auto login = end_to_end::log_in(port_, "admin", password_);
        // A new socket now and then: the server closes one that asks for too much at once.
        std::unique_ptr<Agent> agent;
        for (std::size_t i = 0; i < crowd.customers().size(); ++i) {
            if (i % 10 == 0) agent = std::make_unique<Agent>(port_, login);
            const Customer& customer = *crowd.customers()[i];
            check_transcript(customer, transcript_of_agent(*agent, customer.conversation()));
        }
    }

private:
    TemporaryFolder data_;
    std::unique_ptr<Server> server_;
    std::string password_;
    std::atomic<std::uint16_t> port_ = 0;
};

// Kills the server so many times, or fewer where starting it takes long (an unoptimised build).
int kill_again_and_again(Victim& victim, int times, std::chrono::seconds at_most, Random& random)
{
    const auto deadline = Clock::now() + at_most;
    int killed = 0;
    while (killed < times && Clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 900));
        victim.kill();
        ++killed;
        victim.start();
    }
    return killed;
}

TEST(Torture, killed_under_load_it_keeps_every_acknowledged_message_once)
{
    Random random(seed());
    Victim victim;
    Crowd crowd(
        30, [&] { return victim.port(); }, random(), SIZE_MAX, long_run() ? 1200s : patience);
    const int killed =
        kill_again_and_again(victim, long_run() ? 200 : 20, long_run() ? 900s : 35s, random);
    crowd.stop_writing();
    crowd.wait();
    std::cout << "killed " << killed << " times; " << messages_of(crowd) << " messages, "
              << connections_of(crowd) << " connections\n";
    victim.check_console(crowd);
    EXPECT_EQ(victim.stop(), 0);
    check_log(victim.data(), crowd);
}

TEST(Torture, over_a_bad_network_every_message_arrives_once)
{
    Random random(seed());
    Victim victim;
    BadNetwork network([&] { return victim.port(); }, random());
    Crowd crowd(
        20, [&] { return network.port(); }, random(), long_run() ? 300 : 25,
        long_run() ? 1200s : patience);
    std::this_thread::sleep_for(long_run() ? 120s : 12s);
    crowd.stop_writing();
    network.calm();
    crowd.wait();
    std::cout << "broke " << network.broken() << " of " << network.connections() << " connections; "
              << messages_of(crowd) << " messages\n";
    victim.check_console(crowd);
    EXPECT_EQ(victim.stop(), 0);
    check_log(victim.data(), crowd);
}

TEST(Torture, killed_behind_a_bad_network_it_loses_nothing_either)
{
    if (!long_run()) GTEST_SKIP() << "with KEFU_LONG=1 only";
    Random random(seed());
    Victim victim;
    BadNetwork network([&] { return victim.port(); }, random());
    Crowd crowd(
        30, [&] { return network.port(); }, random(), SIZE_MAX, 600s);
    const int killed = kill_again_and_again(victim, 50, 240s, random);
    crowd.stop_writing();
    network.calm();
    crowd.wait();
    std::cout << "killed " << killed << " times, broke " << network.broken() << " of "
              << network.connections() << " connections; " << messages_of(crowd) << " messages\n";
    victim.check_console(crowd);
    EXPECT_EQ(victim.stop(), 0);
    check_log(victim.data(), crowd);
}

}  // namespace
