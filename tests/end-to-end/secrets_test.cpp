// What customers write of secrets: planted through every way in, and looked for in everything that
// comes out; shown to an agent who says why.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "bot/zip_file.h"
#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

class Secrets : public testing::Test {
protected:
    TemporaryFolder folder;
    fs::path data = folder.path() / "data";
    fs::path log = folder.path() / "log";
    // The program's own log goes into a file.
    fs::path program()
    {
        const fs::path script = folder.path() / "logged";
        std::ofstream(script) << "#!/bin/sh\nexec " << KEFU_BINARY << " \"$@\" 2>>" << log << '\n';
        fs::permissions(script, fs::perms::owner_all);
        return script;
    }

    // Whole, and in the middle where the mask would still show the ends.
    std::vector<std::string> canaries;
    void plant(const std::string& secret)
    {
        std::string joined = secret;
        std::erase_if(joined, [](char c) { return c == ' ' || c == '-'; });
        for (const std::string& form : {secret, joined})
            canaries.push_back(form.size() >= 12 ? form.substr(3, form.size() - 5) : form);
    }
    void expect_none_in(const std::string& where, const std::string& text)
    {
        EXPECT_FALSE(text.empty()) << where;
        for (const std::string& canary : canaries)
            EXPECT_EQ(text.find(canary), std::string::npos) << canary << " in " << where;
    }
};

TEST_F(Secrets, are_nowhere_but_behind_the_reveal)
{
    std::string seen_by_visitor, seen_by_agent, conversation;
    const auto output = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data", data.string()});
        const Finished done = run_kefu(arguments);
        expect_none_in(arguments.front(), done.output + done.errors + ' ');
        return done;
    };
    {
        Server server(data, {}, program().string());
        const std::uint16_t port = server.port();
        Visitor visitor(port);
        conversation = visitor.conv();
        int count = 0;
        const auto say = [&](const std::string& text) {
            const json answer = visitor.say("m" + std::to_string(++count), text);
            ASSERT_EQ(answer.at("t"), "ack") << answer;
        };
        const auto give = [&](const std::string& text, const std::string& secret) {
            plant(secret);
            say(text + secret);
        };
        // In one message, in pieces, in the message after.
        give("卡密我发你 ", "KQX7-MZ92-PLW4-TT81");
        give("激活码 ", "ZX81 MMN2 77QP WW03");
        give("查询密码是 ", "hunterzz!9");
        give("付款码 ", "134567890123456789");
        give("身份证 ", "11010519491231002X");
        say("密码我发你");
        give("", "kestrelQ77");
        say("卡密我发你");
        give("", "WERTYQXZBNMK");
        // By HTTP, and where no text is expected.
        plant("POLLKEY-8813-ZZTT");
        const std::string path = "/api/v1/conversations/" + conversation + "/messages";
        const HeaderList bearer{{"Authorization", "Bearer " + visitor.token()},
                                {"Content-Type", "application/json"}};
        const auto post = [&](const json& frame) {
            return http(port, "POST", path, bearer, frame.dump());
        };
        const HttpAnswer posted =
            post({{"t", "send"},
                  {"cmid", "p1"},
                  {"body", {{"type", "text"}, {"text", "兑换码 POLLKEY-8813-ZZTT"}}}});
        EXPECT_EQ(posted.status, 200) << posted.body;
        plant("FORMKEY-7712-QQWW");
        for (const char* field : {"satisfaction", "password"})
            EXPECT_EQ(
                visitor
                    .send("f1", {{"type", "form"}, {"values", {{field, "卡密 FORMKEY-7712-QQWW"}}}})
                    .at("t"),
                "error");

        Agent agent(port, log_in(port, "admin", server.admin_password()));
        visitor.say("m90", "转人工");
        while (agent.socket.receive_until("conversation").at("row").at("owner") != "queue") {
        }
        const json state = agent.open(conversation);
        const json claimed = agent.act(
            {{"t", "claim"}, {"conv", conversation}, {"cmid", "g1"}, {"epoch", state.at("epoch")}});
        ASSERT_EQ(claimed.at("t"), "ack") << claimed;
        // While an agent talks, whatever a choice holds is kept.
        plant("CHOICEKEY-9921-ZX");
        const json chosen = visitor.send(
            "m91", {{"type", "choice"}, {"value", "卡密 CHOICEKEY-9921-ZX"}, {"for", "a_1"}});
        EXPECT_EQ(chosen.at("t"), "ack") << chosen;
        give("卡密 ", "AGENTKEY-5561-PPLL");

        // A new look from the beginning, as both would have it.
        Visitor again(port, visitor.token());
        for (std::uint64_t seq = 1; seq <= again.welcome.at("seq"); ++seq)
            seen_by_visitor += again.socket.receive_until("event").dump();
        Agent other(port, log_in(port, "admin", server.admin_password()));
        seen_by_agent = other.welcome.dump() + other.open(conversation).dump();
        for (const json& event : other.events) seen_by_agent += event.dump();
        expect_none_in("the visitor's events", seen_by_visitor);
        expect_none_in("the agent's events", seen_by_agent);
        expect_none_in("metrics", http(port, "GET", "/metrics").body);

        // Not without a reason, and not what is not there.
        json reveal{{"t", "reveal"}, {"conv", conversation}, {"cmid", "r1"},
                    {"epoch", 1},    {"message", "m1"},      {"place", 6}};
        EXPECT_EQ(agent.act(reveal).at("code"), "bad_request");
        reveal["reason"] = "  ";
        EXPECT_EQ(agent.act(reveal).at("code"), "bad_request");
        reveal["reason"] = "核对客户的卡密";
        reveal["place"] = 5;
        EXPECT_EQ(agent.act(reveal).at("code"), "not_found");
        reveal["place"] = 6;
        EXPECT_EQ(agent.act(reveal).at("t"), "ack");
        const json shown = agent.socket.receive_until("revealed");
        EXPECT_EQ(shown.at("text"), "KQX7-MZ92-PLW4-TT81");
        EXPECT_EQ(shown.at("message"), "m1");
        // Everybody who looks on hears of it, without hearing it.
        const json audited = other.event("revealed");
        EXPECT_EQ(audited.at("body").at("reason"), "核对客户的卡密");
        EXPECT_EQ(audited.at("body").at("name"), "admin");
        EXPECT_TRUE(audited.at("seq").is_null());
        expect_none_in("the audited event", audited.dump());

        output({"backup", (folder.path() / "backup").string()});
        server.stop();
    }
    output({"show", "--all", "--json"});
    output({"show", conversation, "--why"});
    output({"mine"});
    for (const bool customer : {false, true}) {
        const fs::path zip = folder.path() / (customer ? "mine.zip" : "case.zip");
        output(customer ? std::vector<std::string>{"export", conversation, "--out", zip.string(),
                                                   "--customer"}
                        : std::vector<std::string>{"export", conversation, "--out", zip.string()});
        for (const auto& file : bot::read_zip(bytes_of(zip)))
            expect_none_in(zip.filename().string() + " " + file.path, file.bytes);
    }
    EXPECT_EQ(output({"replay"}).exit_code, 0);
    expect_none_in("the program's log", bytes_of(log));
    for (const fs::path& where : {data, folder.path() / "backup"})
        for (const auto& file : fs::recursive_directory_iterator(where))
            if (file.is_regular_file() && file.file_size() > 0)
                expect_none_in(file.path().string(), bytes_of(file.path()));
    EXPECT_TRUE(fs::exists(folder.path() / "backup" / "vault.key"));

    EXPECT_EQ(run_kefu({"erase", "--secrets", "--data", data.string()}).exit_code, 2);
    EXPECT_EQ(run_kefu({"erase", "c_nobody", "--secrets", "--data", data.string()}).exit_code, 1);

    // A restored backup has its secrets still.
    ASSERT_EQ(run_kefu({"restore", (folder.path() / "backup").string(), "--data",
                        (folder.path() / "restored").string()})
                  .exit_code,
              0);
    EXPECT_EQ(bytes_of(folder.path() / "restored" / "vault.key"), bytes_of(data / "vault.key"));
}

TEST_F(Secrets, are_gone_once_erased_while_the_server_runs)
{
    Server server(data);
    Visitor visitor(server.port());
    ASSERT_EQ(visitor.say("m1", "卡密我发你 KQX7-MZ92-PLW4-TT81").at("t"), "ack");
    Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
    json reveal{{"t", "reveal"},   {"conv", visitor.conv()}, {"cmid", "r1"},
                {"epoch", 1},      {"message", "m1"},        {"place", 6},
                {"reason", "核对"}};
    const auto answer_to_reveal = [&](const std::string& cmid) {
        reveal["cmid"] = cmid;
        return agent.act(reveal);
    };
    const auto erase = [&](std::vector<std::string> which) {
        which.insert(which.begin(), "erase");
        which.insert(which.end(), {"--secrets", "--data", data.string()});
        const Finished done = run_kefu(which);
        EXPECT_EQ(done.exit_code, 0) << done.errors;
    };
    erase({"--older-than", "1"});
    EXPECT_EQ(answer_to_reveal("r1").at("t"), "ack");
    erase({visitor.conv()});
    EXPECT_EQ(answer_to_reveal("r2").at("code"), "not_found");
    // The same wish again gets no secret either, though it was granted once.
    EXPECT_EQ(answer_to_reveal("r1").at("code"), "not_found");

    ASSERT_EQ(visitor.say("m2", "卡密我发你 ANOTHER-KEY-2231").at("t"), "ack");
    reveal["message"] = "m2";
    EXPECT_EQ(answer_to_reveal("r3").at("t"), "ack");
    EXPECT_EQ(agent.socket.receive_until("revealed").at("text"), "ANOTHER-KEY-2231");
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.string()}).exit_code, 0);
}

}  // namespace
