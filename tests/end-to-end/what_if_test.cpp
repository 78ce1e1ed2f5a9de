// What another pack would have made of conversations that real visitors had.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

class ReplayOnAnotherPack : public testing::Test {
protected:
    // Two who ask for a refund that is due at once, one who only greets.
    void SetUp() override
    {
        fs::copy("packs/kameng", pack, fs::copy_options::recursive);
        Server server(data.path());
        for (int i = 0; i < 2; ++i) {
            Visitor visitor(server.port());
            visitor.say("m1", "帮我取消订单 624260912113055428");
            visitor.asked("contact");
            visitor.say("m2", "13800001235");
            visitor.hear("取消");
        }
        Visitor visitor(server.port());
        greeter = visitor.conv();
        visitor.say("m1", "在吗");
        visitor.hear("在的");
        EXPECT_EQ(server.stop(), 0);
    }
    void replace(const std::string& file, const std::string& words, const std::string& by)
    {
        std::stringstream content;
        content << std::ifstream(pack / file).rdbuf();
        std::string text = content.str();
        const auto at = text.find(words);
        ASSERT_NE(at, std::string::npos) << file << " has no " << words;
        std::ofstream(pack / file) << text.replace(at, words.size(), by);
    }
    Finished replay(std::vector<std::string> further = {})
    {
        std::vector<std::string> arguments{"replay", "--data", data.path().string(), "--pack",
                                           pack.string()};
        arguments.insert(arguments.end(), further.begin(), further.end());
        return run_kefu(arguments);
    }
    json report(std::vector<std::string> further = {})
    {
        further.push_back("--json");
        const Finished replayed = replay(further);
        EXPECT_EQ(replayed.errors, "");
        return json::parse(replayed.output);
    }

    TemporaryFolder folder, data;
    fs::path pack = folder.path() / "pack";
    std::string greeter;
};

TEST_F(ReplayOnAnotherPack, finds_nothing_where_nothing_has_changed)
{
    const Finished same = replay();
    EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
    EXPECT_EQ(same.output,
              "conversations: 3, as before: 3, different: 0 (only in words: 0), skipped: 0\n");
}

TEST_F(ReplayOnAnotherPack, groups_what_would_differ_by_its_cause)
{
    replace("replies/common.yaml", "在的，您说。", "我在，您说。");
    replace("replies/common.yaml", "在的。是查单", "我在。是查单");
    replace("policy/decision.yaml", "decision: {automatic: AUTO_CANCEL, else: REVIEW}",
            "decision: {automatic: REVIEW, else: REVIEW}");
    replace("policy/decision.yaml", "decision: {automatic: AUTO_CANCEL, else: REVIEW}",
            "decision: {automatic: REVIEW, else: REVIEW}");
    const json all = report();
    EXPECT_EQ(all.at("conversations"), 3);
    EXPECT_EQ(all.at("different"), 3);
    EXPECT_EQ(all.at("only_wording"), 1);
    ASSERT_EQ(all.at("groups").size(), 2U) << all.dump(2);
    const json& decided = all.at("groups").at(0);
    EXPECT_EQ(decided.at("conversations"), 2);
    EXPECT_EQ(decided.at("kind"), "decision");
    EXPECT_EQ(decided.at("cause"), "pack");
    EXPECT_TRUE(decided.at("before").get<std::string>().starts_with("AUTO_CANCEL ")) << decided;
    EXPECT_TRUE(decided.at("after").get<std::string>().starts_with("REVIEW ")) << decided;
    const json& worded = all.at("groups").at(1);
    EXPECT_EQ(worded.at("kind"), "wording");
    EXPECT_EQ(worded.at("before"), "hello");
    EXPECT_EQ(worded.at("example").at("conv"), greeter);
    EXPECT_EQ(worded.at("example").at("input"), "在吗");

    const Finished printed = replay();
    EXPECT_EQ(printed.exit_code, 1);
    for (const char* part : {"2  another decision", "AUTO_CANCEL", "->  REVIEW", "1  other words",
                             "different: 3 (only in words: 1)"})
        EXPECT_NE(printed.output.find(part), std::string::npos) << part << '\n' << printed.output;
    EXPECT_EQ(report({greeter}).at("conversations"), 1);
}

TEST_F(ReplayOnAnotherPack, reads_every_message_anew_where_told_to)
{
    // To this pack "在吗" asks for a human.
    replace("control.yaml", "human: [", "human: [在吗, ");
    const json then = report();
    EXPECT_EQ(then.at("different"), 0) << then;
    EXPECT_EQ(then.at("understood_by_other_intents"), 3);
    EXPECT_NE(replay().output.find("--understand-again"), std::string::npos);
    const json now = report({"--understand-again"});
    ASSERT_EQ(now.at("groups").size(), 1U) << now.dump(2);
    const json& understood = now.at("groups").at(0);
    EXPECT_EQ(understood.at("kind"), "understood");
    EXPECT_EQ(understood.at("before"), "greet_thanks_bye");
    EXPECT_EQ(understood.at("after"), "human");
    EXPECT_EQ(understood.at("example").at("conv"), greeter);
}

TEST_F(ReplayOnAnotherPack, says_what_is_wrong_with_the_pack)
{
    std::ofstream(pack / "pack.yaml", std::ios::app) << "\nmenuu: []\n";
    const Finished refused = replay();
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.errors.find("menuu"), std::string::npos) << refused.errors;
}

}  // namespace
