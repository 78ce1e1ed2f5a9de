// A backup taken while visitors write holds everything that was acknowledged before it began.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Talker {
    std::string token;
    std::vector<std::string> acknowledged;  // texts, in order
};

TEST(Backup, under_load_restores_to_every_acknowledged_message)
{
    const TemporaryFolder data, kept;
    const fs::path copy = kept.path() / "copy", restored = kept.path() / "restored";
    constexpr int talkers = 4;
    std::vector<Talker> before(talkers);
    std::string blob;
    {
        Server server(data.path());
        Visitor photographer(server.port());
        const std::string picture = png(7);
        blob = upload(server.port(), photographer.token(), picture).json().at("blob");
        EXPECT_EQ(photographer.send("m1", {{"type", "image"}, {"blob", blob}}).at("t"), "ack");
        before.push_back({photographer.token(), {}});

        std::atomic<bool> stop = false;
        std::atomic<int> ready = 0, acknowledged = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < talkers; ++i)
            threads.emplace_back([&, i] {
                Visitor visitor(server.port());
                before[static_cast<std::size_t>(i)].token = visitor.token();
                for (int n = 0; !stop; ++n) {
                    const std::string text = "你好 " + std::to_string(n);
                    if (visitor.say("m" + std::to_string(n), text).at("t") == "ack") {
                        ++acknowledged;
                        // Until the backup begins; what comes during it may or may not be in it.
                        if (n < 10)
                            before[static_cast<std::size_t>(i)].acknowledged.push_back(text);
                    }
                    if (n == 9) ++ready;
                    // Within what one visitor may send.
                    if (n >= 9) std::this_thread::sleep_for(50ms);
                }
            });
        while (ready < talkers) std::this_thread::yield();
        const Finished made = run_kefu({"backup", copy.string(), "--data", data.path().string()});
        EXPECT_EQ(made.exit_code, 0) << made.errors;
        EXPECT_NE(made.output.find("conversations: 5"), std::string::npos) << made.output;
        stop = true;
        for (auto& thread : threads) thread.join();
        EXPECT_GT(acknowledged, talkers * 10);  // it did go on meanwhile
        EXPECT_TRUE(server.running());
    }
    const Finished put_back = run_kefu({"restore", copy.string(), "--data", restored.string()});
    ASSERT_EQ(put_back.exit_code, 0) << put_back.errors;
    {
        Server server(restored);
        EXPECT_EQ(server.admin_password(), "");  // the agents are there
        for (const Talker& talker : before) {
            Visitor visitor(server.port(), talker.token);
            std::vector<std::string> texts;
            const auto last = visitor.welcome.at("seq").get<std::uint64_t>();
            for (std::uint64_t seq = 1; seq <= last; ++seq) {
                const json event = visitor.event(seq);
                if (event.at("from") == "visitor" && event.at("body").at("type") == "text")
                    texts.push_back(event.at("body").at("text"));
            }
            ASSERT_GE(texts.size(), talker.acknowledged.size());
            texts.resize(talker.acknowledged.size());
            EXPECT_EQ(texts, talker.acknowledged);
            if (!texts.empty()) {
                EXPECT_EQ(visitor.say("m0", texts[0]).at("t"), "ack");
                EXPECT_EQ(visitor.say("m0", "不同").at("code"), "conflict");
            }
        }
        const HttpAnswer shown =
            http(server.port(), "GET", "/api/v1/blobs/" + blob + "?as=original",
                 {{"Authorization", "Bearer " + before.back().token}});
        EXPECT_EQ(shown.status, 200);
        EXPECT_EQ(shown.body, png(7));
        EXPECT_EQ(server.stop(), 0);
    }
    const Finished replayed = run_kefu({"replay", "--data", restored.string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
    EXPECT_NE(replayed.output.find("identical: 5"), std::string::npos) << replayed.output;
}

class SmallBackup : public testing::Test {
protected:
    void SetUp() override
    {
        Server server(data_.path());
        Visitor visitor(server.port());
        visitor.say("m1", "你好");
        ASSERT_EQ(server.stop(), 0);
        ASSERT_EQ(backup(copy_).exit_code, 0);
    }
    Finished backup(const fs::path& to)
    {
        return run_kefu({"backup", to.string(), "--data", data_.path().string()});
    }
    Finished restore(const fs::path& to)
    {
        return run_kefu({"restore", copy_.string(), "--data", to.string()});
    }
    TemporaryFolder data_, kept_;
    fs::path copy_ = kept_.path() / "copy";
};

TEST_F(SmallBackup, never_writes_into_a_folder_that_holds_something)
{
    const Finished again = backup(copy_);
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_NE(again.errors.find("not empty"), std::string::npos) << again.errors;
    const Finished over = restore(data_.path());
    EXPECT_EQ(over.exit_code, 1);
    EXPECT_NE(over.errors.find("not empty"), std::string::npos) << over.errors;
}

TEST_F(SmallBackup, keeps_the_secrets_for_its_owner)
{
    const auto others = fs::perms::group_all | fs::perms::others_all;
    for (const fs::path& path : {copy_, copy_ / "secrets.yaml", copy_ / "kefu.db"})
        EXPECT_EQ(fs::status(path).permissions() & others, fs::perms::none) << path;
}

TEST_F(SmallBackup, that_was_changed_or_cut_short_is_not_restored)
{
    const fs::path target = kept_.path() / "new";
    std::ofstream(copy_ / "kefu.db", std::ios::app) << "x";
    const Finished changed = restore(target);
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_NE(changed.errors.find("kefu.db is damaged"), std::string::npos) << changed.errors;
    EXPECT_FALSE(fs::exists(target));
    fs::remove(copy_ / "SHA256SUMS");
    const Finished incomplete = restore(target);
    EXPECT_EQ(incomplete.exit_code, 1);
    EXPECT_NE(incomplete.errors.find("not a complete backup"), std::string::npos)
        << incomplete.errors;
}

}  // namespace
