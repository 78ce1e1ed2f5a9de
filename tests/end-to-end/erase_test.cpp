// kefu erase beside a running server: nothing personal is left anywhere, and what happened still
// stands, provably.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "bot/zip_file.h"
#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

std::string content_of_file(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class Erase : public testing::Test {
protected:
    TemporaryFolder folder;
    fs::path data = folder.path() / "data";

    Finished erase(std::vector<std::string> which)
    {
        which.insert(which.begin(), "erase");
        which.insert(which.end(), {"--data", data.string()});
        return run_kefu(which);
    }
    // Where in the data folder these bytes stand.
    std::vector<std::string> places_of(const std::string& bytes)
    {
        std::vector<std::string> places;
        for (const auto& file : fs::recursive_directory_iterator(data))
            if (file.is_regular_file() &&
                content_of_file(file.path()).find(bytes) != std::string::npos)
                places.push_back(file.path().string());
        return places;
    }
    std::size_t files_in(const std::string& name)
    {
        std::size_t count = 0;
        for (const auto& file : fs::recursive_directory_iterator(data / name))
            count += file.is_regular_file();
        return count;
    }
    static void send_picture(Visitor& visitor, std::uint16_t port, const std::string& cmid,
                             const std::string& bytes)
    {
        const json blob = upload(port, visitor.token(), bytes).json().at("blob");
        ASSERT_EQ(visitor.send(cmid, {{"type", "image"}, {"blob", blob}}).at("t"), "ack");
    }
    // Hands the conversation to the agent, who settles it.
    static void settle(Visitor& visitor, Agent& agent)
    {
        visitor.say("m90", "转人工");
        while (agent.socket.receive_until("conversation").at("row").at("owner") != "queue") {
        }
        const auto act = [&](const char* what, const char* cmid) {
            const json state = agent.open(visitor.conv());
            const json answer = agent.act({{"t", what},
                                           {"conv", visitor.conv()},
                                           {"cmid", cmid},
                                           {"epoch", state.at("epoch")}});
            ASSERT_EQ(answer.at("t"), "ack") << answer;
        };
        act("claim", "g1");
        act("resolve", "g2");
    }
};

TEST_F(Erase, leaves_what_happened_and_nothing_of_whom)
{
    Server server(data);
    const std::uint16_t port = server.port();
    Agent agent(port, log_in(port, "admin", server.admin_password()));
    Visitor visitor(port), other(port);
    const std::string conversation = visitor.conv();
    visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
    visitor.asked("contact");
    visitor.say("m2", "13800001234");
    visitor.asked("tried");
    visitor.say("m3", "还是不行,我是住在幸福路的欧阳赤霄");
    visitor.asked("key_fault");
    visitor.say("m4", "提示已被使用");
    visitor.asked("invalid_key");
    send_picture(visitor, port, "m5", png(1));
    send_picture(visitor, port, "m6", png(2));
    send_picture(other, port, "m1", png(2));
    visitor.say("m7", "卡密我发你 KQX7-MZ92-PLW4-TT81");
    ASSERT_FALSE(places_of("欧阳赤霄").empty());
    ASSERT_EQ(files_in("blobs"), 2u);

    // While it is still needed it stays.
    const Finished refused = erase({conversation});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_FALSE(places_of("欧阳赤霄").empty());

    settle(visitor, agent);
    EXPECT_EQ(erase({"--older-than", "1"}).exit_code, 0);
    EXPECT_FALSE(places_of("欧阳赤霄").empty());
    const Finished done = erase({conversation});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    EXPECT_EQ(places_of("欧阳赤霄"), std::vector<std::string>());
    // What another one has still stays there.
    EXPECT_EQ(files_in("blobs"), 1u);
    EXPECT_EQ(erase({conversation}).exit_code, 0);

    // The shop's order keeps its phone number; the conversation does not.
    const fs::path zip = folder.path() / "case.zip";
    ASSERT_EQ(run_kefu({"export", conversation, "--out", zip.string(), "--data", data.string()})
                  .exit_code,
              0);
    const Finished sound = run_kefu({"verify", zip.string(), "--data", data.string()});
    EXPECT_EQ(sound.exit_code, 0) << sound.output;
    std::string all;
    for (const auto& file : bot::read_zip(content_of_file(zip))) all += file.bytes;
    for (const char* personal : {"13800001234", "513260912103055427", "欧阳赤霄", "KQX"})
        EXPECT_EQ(all.find(personal), std::string::npos) << personal;
    for (const char* stays : {"\"type\": \"decided\"", "\"type\": \"erased\"", "R58", "operator"})
        EXPECT_NE(all.find(stays), std::string::npos) << stays;

    // He comes back to a server that goes on, and finds nothing of it.
    Visitor again(port, visitor.token());
    EXPECT_NE(again.conv(), conversation);
    again.say("m1", "在吗");
    other.say("m2", "你好");
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.string()}).exit_code, 0);
    EXPECT_EQ(run_kefu({"replay", conversation, "--data", data.string()}).exit_code, 1);
    EXPECT_EQ(run_kefu({"show", conversation, "--data", data.string()}).exit_code, 0);
    EXPECT_EQ(run_kefu({"backup", (folder.path() / "backup").string(), "--data", data.string()})
                  .exit_code,
              0);
    Server next(data);
    EXPECT_EQ(next.stop(), 0);
}

TEST_F(Erase, of_uploads_takes_the_files_and_leaves_the_talk)
{
    Server server(data);
    const std::uint16_t port = server.port();
    Agent agent(port, log_in(port, "admin", server.admin_password()));
    Visitor visitor(port);
    visitor.say("m1", "买的点卡用不了");
    send_picture(visitor, port, "m5", png(1));
    EXPECT_EQ(erase({visitor.conv(), "--uploads"}).exit_code, 1);
    EXPECT_EQ(files_in("blobs"), 1u);
    settle(visitor, agent);
    const Finished done = erase({visitor.conv(), "--uploads"});
    EXPECT_EQ(done.exit_code, 0) << done.errors;
    EXPECT_EQ(files_in("blobs"), 0u);
    EXPECT_EQ(files_in("shown"), 0u);
    EXPECT_FALSE(places_of("点卡用不了").empty());
    // The same picture can be sent again.
    Visitor other(port);
    send_picture(other, port, "m1", png(1));
    EXPECT_EQ(files_in("blobs"), 1u);
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.string()}).exit_code, 0);
    EXPECT_EQ(run_kefu({"backup", (folder.path() / "backup").string(), "--data", data.string()})
                  .exit_code,
              0);
}

TEST_F(Erase, wants_to_know_exactly_what)
{
    {
        Server server(data);
        server.stop();
    }
    EXPECT_EQ(erase({}).exit_code, 2);
    EXPECT_EQ(erase({"--secrets"}).exit_code, 2);
    EXPECT_EQ(erase({"c_1", "--older-than", "3"}).exit_code, 2);
    EXPECT_EQ(erase({"--older-than", "3", "--secrets", "--uploads"}).exit_code, 2);
    EXPECT_EQ(erase({"c_nobody"}).exit_code, 1);
    EXPECT_EQ(erase({"--older-than", "3"}).exit_code, 0);
}

}  // namespace
