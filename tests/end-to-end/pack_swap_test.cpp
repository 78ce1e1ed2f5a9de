// A new pack while customers write: new conversations get it, running ones do not notice.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string content(const fs::path& file)
{
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// A folder with a pack whose wording can be changed.
class PackSwap : public testing::Test {
protected:
    PackSwap()
    {
        fs::copy("packs/kameng", pack, fs::copy_options::recursive);
        original = content(wording());
        start();
    }
    void start()
    {
        server = std::make_unique<Server>(data.path(),
                                          std::vector<std::string>{"--pack", pack.string()});
        if (!server->admin_password().empty()) password = server->admin_password();
    }
    fs::path wording() const { return pack / "replies/common.yaml"; }

    // Every greeting and every "在的" begins with `mark` from the next loading on.
    void change_wording(const std::string& mark)
    {
        std::string text = original;
        for (const std::string words : {"- 您好", "- 在的"})
            for (auto at = text.find(words); at != std::string::npos;
                 at = text.find(words, at + words.size() + mark.size()))
                text.insert(at + 2, mark);
        std::ofstream(wording()) << text;
    }
    void break_pack() { std::ofstream(wording(), std::ios::app) << "\nhello: [\n"; }

    // What somebody who comes now is greeted with.
    std::string greeting() const
    {
        Visitor visitor(server->port());
        return visitor.hear().at("body").at("text");
    }
    bool greets_with(const std::string& mark) const
    {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        while (std::chrono::steady_clock::now() < deadline) {
            if (greeting().starts_with(mark)) return true;
            std::this_thread::sleep_for(100ms);
        }
        return false;
    }

    TemporaryFolder folder, data;
    fs::path pack = folder.path() / "pack";
    std::string original, password;
    std::unique_ptr<Server> server;
};

// Greets and is greeted until told to stop; every answer is of the pack it began with.
struct Talker {
    std::uint16_t port;
    const std::atomic<bool>& stop;
    int sent = 0, answered = 0;
    std::string trouble;

    void run()
    try {
        Visitor visitor(port);
        std::uint64_t seq = 0;
        std::string mark;
        const auto check = [&](const json& event) {
            if (event.at("seq") != ++seq) trouble = "not the next: " + event.dump();
            if (event.at("from") != "bot") return;
            const std::string text = event.at("body").value("text", "");
            const std::string its = text.substr(0, text.find("】") + 1);
            if (seq == 1) mark = its;
            if (its != mark) trouble = "began as " + mark + ", answered as " + text;
            ++answered;
        };
        while (!stop && trouble.empty()) {
            // Not faster than a visitor may write.
            std::this_thread::sleep_for(520ms);
            const json ack = visitor.say("m" + std::to_string(++sent), "在吗");
            if (ack.at("t") != "ack") trouble = "not acknowledged: " + ack.dump();
            for (const json& frame : std::exchange(visitor.socket.passed, {}))
                if (frame.at("t") == "event") check(frame);
            while (seq < ack.value("seq", seq)) check(visitor.socket.receive_until("event"));
        }
        // What came after the last ack.
        while (answered <= sent) check(visitor.socket.receive_until("event"));
    } catch (const std::exception& error) {
        trouble = error.what();
    }
};

TEST_F(PackSwap, under_load_disturbs_no_conversation)
{
    std::atomic<bool> stop = false;
    std::vector<std::unique_ptr<Talker>> talkers;
    std::vector<std::thread> threads;
    const auto more_talkers = [&] {
        for (int i = 0; i < 6; ++i) {
            talkers.push_back(std::make_unique<Talker>(Talker{server->port(), stop, 0, 0, ""}));
            threads.emplace_back([talker = talkers.back().get()] { talker->run(); });
        }
    };
    more_talkers();
    for (const std::string mark : {"【新】", "【更新】"}) {
        change_wording(mark);
        server->hang_up();
        EXPECT_TRUE(greets_with(mark)) << mark;
        more_talkers();
    }
    std::this_thread::sleep_for(2s);
    stop = true;
    for (std::thread& thread : threads) thread.join();
    for (const auto& talker : talkers) {
        EXPECT_EQ(talker->trouble, "");
        EXPECT_GE(talker->sent, 2);
        EXPECT_EQ(talker->answered, talker->sent + 1);  // and the greeting
    }
    EXPECT_EQ(server->stop(), 0);
    const Finished replayed = run_kefu({"replay", "--data", data.path().string()});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
}

TEST_F(PackSwap, of_a_broken_pack_changes_nothing)
{
    break_pack();
    Agent agent(server->port(), log_in(server->port(), "admin", password));
    agent.socket.send({{"t", "load_pack"}, {"cmid", "p1"}});
    const json refused = agent.socket.receive_until("pack_loaded");
    EXPECT_EQ(refused.at("cmid"), "p1");
    EXPECT_EQ(refused.at("pack"), agent.welcome.at("pack"));
    EXPECT_EQ(refused.at("changed"), false);
    EXPECT_NE(refused.at("problems").get<std::string>().find("replies/common.yaml:"),
              std::string::npos)
        << refused;
    server->hang_up();
    EXPECT_TRUE(greeting().starts_with("您好"));
    // Once it is mended it is taken.
    change_wording("【好】");
    agent.socket.send({{"t", "load_pack"}, {"cmid", "p2"}});
    const json told = agent.socket.receive_until("pack");
    const json taken = agent.socket.receive_until("pack_loaded");
    EXPECT_EQ(told.at("by"), "admin");
    EXPECT_EQ(told.at("pack"), taken.at("pack"));
    EXPECT_TRUE(told.at("vocabulary").at("flow").contains("cancel_order"));
    EXPECT_EQ(taken.at("changed"), true);
    EXPECT_EQ(taken.at("problems"), "");
    EXPECT_NE(taken.at("pack"), refused.at("pack"));
    EXPECT_TRUE(greeting().starts_with("【好】"));
    agent.socket.send({{"t", "load_pack"}, {"cmid", "p3"}});
    EXPECT_EQ(agent.socket.receive_until("pack_loaded").at("changed"), false);
    EXPECT_EQ(Agent(server->port(), log_in(server->port(), "admin", password)).welcome.at("pack"),
              taken.at("pack"));
}

TEST_F(PackSwap, outlives_a_restart)
{
    std::string old_token, new_token;
    {
        Visitor before(server->port());
        old_token = before.token();
        before.say("m1", "在吗");
        change_wording("【新】");
        server->hang_up();
        ASSERT_TRUE(greets_with("【新】"));
        Visitor after(server->port());
        new_token = after.token();
    }
    server->kill();
    start();
    Visitor before(server->port(), old_token), after(server->port(), new_token);
    for (Visitor* visitor : {&before, &after}) visitor->event(visitor->welcome.at("seq"));
    before.say("m2", "在吗");
    after.say("m2", "在吗");
    EXPECT_TRUE(before.hear().at("body").at("text").get<std::string>().starts_with("在的"));
    EXPECT_TRUE(after.hear().at("body").at("text").get<std::string>().starts_with("【新】在的"));
}

TEST_F(PackSwap, takes_the_changed_settings_of_the_shop_along)
{
    std::string shop = content(data.path() / "shop.yaml");
    const auto name = shop.find("name:");
    shop.replace(name, shop.find('\n', name) - name, "name: 新名字小店");
    std::ofstream(data.path() / "shop.yaml") << shop;
    Agent agent(server->port(), log_in(server->port(), "admin", password));
    agent.socket.send({{"t", "load_pack"}, {"cmid", "p1"}});
    EXPECT_EQ(agent.socket.receive_until("pack_loaded").at("changed"), true);
    Visitor visitor(server->port());
    EXPECT_EQ(visitor.welcome.at("shop"), "新名字小店");
    EXPECT_NE(visitor.hear().at("body").at("text").get<std::string>().find("新名字小店"),
              std::string::npos);
}

TEST_F(PackSwap, is_for_administrators)
{
    server->stop();
    run_kefu({"agent", "add", "小王", "--data", data.path().string(), "--password-stdin"},
             "long enough 1\n");
    start();
    Agent agent(server->port(), log_in(server->port(), "小王", "long enough 1"));
    agent.socket.send({{"t", "load_pack"}, {"cmid", "p1"}});
    const json answer = agent.socket.receive_until("error");
    EXPECT_EQ(answer.at("code"), "forbidden");
    EXPECT_EQ(answer.at("cmid"), "p1");
}

}  // namespace
