// A full disk: what was refused is not there, what is there can be read, and once there is room
// again it goes on by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "storage/database.h"
#include "storage/event_log.h"
#include "tests/end-to-end/people.h"
#include "tests/torture/small_disk.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;
using torture::SmallDisk;

// Everything the visitor is shown when he comes without a cursor.
std::vector<json> transcript(std::uint16_t port, const std::string& token)
{
    Visitor visitor(port, token);
    std::vector<json> events;
    while (events.size() < visitor.welcome.at("seq").get<std::size_t>())
        events.push_back(visitor.socket.receive_until("event"));
    return events;
}

std::vector<std::string> cmids(const std::vector<json>& events)
{
    std::vector<std::string> found;
    for (const json& event : events)
        if (event.at("cmid").is_string()) found.push_back(event.at("cmid"));
    return found;
}

// Says it over fresh connections, which the limit of messages does not hold back, until it is
// acknowledged.
void say_until_acknowledged(std::uint16_t port, const std::string& token, const std::string& cmid)
{
    for (int tries = 0; tries < 300; ++tries) {
        if (Visitor(port, token).say(cmid, "你好").at("t") == "ack") return;
        std::this_thread::sleep_for(100ms);
    }
    FAIL() << "the server does not recover";
}

TEST(FullDisk, takes_nothing_it_cannot_store_and_goes_on_once_there_is_room)
{
    const auto disk = SmallDisk::mount(16);
    if (!disk) GTEST_SKIP() << "this system lets nobody mount a disk";
    const auto data = disk->path() / "data";
    std::vector<std::string> acknowledged, refused;
    std::vector<json> seen;
    std::string conversation;
    {
        Server server(data);
        Visitor visitor(server.port());
        const std::string token = visitor.token();
        conversation = visitor.conv();
        const auto say = [&](const std::string& cmid) {
            const json answer = Visitor(server.port(), token).say(cmid, "你好");
            (answer.at("t") == "ack" ? acknowledged : refused).push_back(cmid);
            if (answer.at("t") != "ack") {
                EXPECT_EQ(answer.at("code"), "unavailable") << answer;
            }
        };
        for (int i = 0; i < 5; ++i) say("before" + std::to_string(i));
        disk->fill();
        for (int i = 0; i < 2000 && refused.empty(); ++i) say("full" + std::to_string(i));
        ASSERT_THAT(refused, testing::SizeIs(1));
        // Sent again it is refused again: it is not on disk.
        say(refused.front());
        EXPECT_THAT(refused, testing::SizeIs(2));
        EXPECT_EQ(http(server.port(), "GET", "/healthz").status, 503);
        // Reading goes on.
        seen = transcript(server.port(), token);
        EXPECT_EQ(cmids(seen), acknowledged);

        disk->make_room();
        say_until_acknowledged(server.port(), token, refused.front());
        acknowledged.push_back(refused.front());
        EXPECT_EQ(http(server.port(), "GET", "/healthz").status, 200);
        say("after");
        const auto later = transcript(server.port(), token);
        EXPECT_EQ(cmids(later), acknowledged);
        EXPECT_EQ(std::vector<json>(later.begin(),
                                    later.begin() + static_cast<std::ptrdiff_t>(seen.size())),
                  seen);
        server.kill();
    }
    storage::Database database(data, storage::Access::read);
    std::vector<std::string> stored;
    for (const auto& row : storage::EventLog(database).read_visible(conversation, 0, 100'000))
        if (!row.cmid.empty()) stored.push_back(row.cmid);
    EXPECT_EQ(stored, acknowledged);
    const Finished replayed = run_kefu({"replay", "--data", data.string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
}

}  // namespace
