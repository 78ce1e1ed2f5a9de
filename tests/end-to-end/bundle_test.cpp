// kefu export and kefu verify: a case as evidence, and every way to change it is noticed.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "bot/zip_file.h"
#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

using Files = std::vector<bot::ZipEntry>;

Files unpacked(const fs::path& zip)
{
    std::ifstream file(zip, std::ios::binary);
    return bot::read_zip(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string& entry(Files& files, const std::string& path)
{
    for (auto& one : files)
        if (one.path == path) return one.bytes;
    throw std::runtime_error("no " + path);
}

void replace(std::string& text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
}

class BundleOfACase : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder = new TemporaryFolder;
        Server server(data());
        Visitor visitor(server.port());
        conversation = visitor.conv();
        visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
        visitor.asked("contact");
        visitor.say("m2", "13800001234");
        visitor.asked("tried");
        visitor.say("m3", "<b>还是不行</b>");
        visitor.asked("key_fault");
        visitor.say("m4", "提示已被使用");
        visitor.asked("invalid_key");
        picture = png(1);
        visitor.send("m5",
                     {{"type", "image"},
                      {"blob", upload(server.port(), visitor.token(), picture).json().at("blob")}});
        visitor.say("m6", "卡密我发你 KQX7-MZ92-PLW4-TT81");
        Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
        const json state = agent.open(conversation);
        agent.act({{"t", "note"},
                   {"conv", conversation},
                   {"cmid", "g1"},
                   {"epoch", state.at("epoch")},
                   {"text", "老客户,从未报障"}});
        const auto download = [&](const std::string& token, const std::string& of) {
            return http(server.port(), "GET", "/api/v1/conversations/" + of + "/bundle",
                        {{"Authorization", "Bearer " + token}});
        };
        const HttpAnswer mine = download(visitor.token(), conversation);
        ASSERT_EQ(mine.status, 200) << mine.body;
        EXPECT_EQ(mine.headers.at("content-type"), "application/zip");
        EXPECT_EQ(mine.headers.at("cache-control"), "no-store");
        std::ofstream(downloaded_bundle(), std::ios::binary) << mine.body;
        Visitor other(server.port());
        EXPECT_EQ(download(other.token(), conversation).status, 404);
        EXPECT_EQ(download("", conversation).status, 401);
        EXPECT_EQ(download(other.token(), other.conv()).status, 200);
        download(visitor.token(), conversation);
        download(visitor.token(), conversation);
        EXPECT_EQ(download(visitor.token(), conversation).status, 429);
        // Beside the running server.
        ASSERT_EQ(export_to(shop_bundle()).exit_code, 0);
        ASSERT_EQ(export_to(customer_bundle(), {"--customer"}).exit_code, 0);
        server.stop();
    }
    static void TearDownTestSuite() { delete folder; }

    static fs::path data() { return folder->path() / "data"; }
    static fs::path shop_bundle() { return folder->path() / "case.zip"; }
    static fs::path customer_bundle() { return folder->path() / "mine.zip"; }
    static fs::path downloaded_bundle() { return folder->path() / "downloaded.zip"; }
    static Finished export_to(const fs::path& file, const std::vector<std::string>& further = {})
    {
        std::vector<std::string> arguments{"export",      conversation, "--out",
                                           file.string(), "--data",     data().string()};
        arguments.insert(arguments.end(), further.begin(), further.end());
        return run_kefu(arguments);
    }
    static Finished verify(const fs::path& file, const std::vector<std::string>& further = {})
    {
        std::vector<std::string> arguments{"verify", file.string()};
        arguments.insert(arguments.end(), further.begin(), further.end());
        return run_kefu(arguments);
    }
    // What kefu verify says of the bundle after that change.
    static Finished changed(const std::function<void(Files&)>& change,
                            const fs::path& original = shop_bundle())
    {
        Files files = unpacked(original);
        change(files);
        const fs::path file = folder->path() / "changed.zip";
        std::ofstream(file, std::ios::binary) << bot::write_zip(files, {});
        return verify(file);
    }

    static TemporaryFolder* folder;
    static std::string conversation, picture;
};
TemporaryFolder* BundleOfACase::folder = nullptr;
std::string BundleOfACase::conversation, BundleOfACase::picture;

TEST_F(BundleOfACase, holds_what_happened_and_is_sound)
{
    const Finished sound = verify(shop_bundle());
    EXPECT_EQ(sound.exit_code, 0) << sound.output << sound.errors;
    EXPECT_EQ(verify(shop_bundle(), {"--data", data().string()}).exit_code, 0);
    Files files = unpacked(shop_bundle());
    const json facts = json::parse(entry(files, "case.json"));
    EXPECT_EQ(facts.at("order").at("order_no"), "513260912103055427");
    EXPECT_FALSE(
        json::parse(entry(files, "decisions.json")).at(0).at("decision").at("rules").empty());
    EXPECT_NE(entry(files, "timeline.json").find("老客户,从未报障"), std::string::npos);
    EXPECT_NE(entry(files, "transcript.json").find("提示已被使用"), std::string::npos);
    std::size_t pictures = 0;
    for (const auto& file : files)
        if (file.path.starts_with("files/")) {
            EXPECT_EQ(file.bytes, picture);
            ++pictures;
        }
    EXPECT_EQ(pictures, 1u);
    const std::string& page = entry(files, "index.html");
    EXPECT_NE(page.find("&lt;b&gt;还是不行"), std::string::npos);
    EXPECT_EQ(page.find("<b>还是不行"), std::string::npos);
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("http:"), std::string::npos);
    for (const auto& file : files)
        EXPECT_EQ(file.bytes.find("7-MZ92-PLW4-TT"), std::string::npos) << file.path;
}

TEST_F(BundleOfACase, shows_the_customer_only_what_he_saw)
{
    for (const fs::path& bundle : {customer_bundle(), downloaded_bundle()}) {
        const Finished sound = verify(bundle);
        EXPECT_EQ(sound.exit_code, 0) << sound.output;
        EXPECT_EQ(verify(bundle, {"--data", data().string()}).exit_code, 0);
        Files files = unpacked(bundle);
        EXPECT_NE(entry(files, "transcript.json").find("提示已被使用"), std::string::npos);
        for (const auto& file : files)
            for (const char* hidden : {"老客户", "breach", "decided", "confidence", "\"salt\""})
                EXPECT_EQ(file.bytes.find(hidden), std::string::npos)
                    << hidden << " in " << file.path;
    }
}

TEST_F(BundleOfACase, that_was_changed_is_told_where)
{
    const auto expect = [](const Finished& found, const std::string& text) {
        EXPECT_EQ(found.exit_code, 1) << found.output << found.errors;
        EXPECT_NE(found.output.find(text), std::string::npos) << text << " not in\n"
                                                              << found.output;
    };
    // A word of the customer.
    const Finished word = changed(
        [](Files& files) { replace(entry(files, "chain.jsonl"), "提示已被使用", "提示余额不足"); });
    expect(word, "the chain breaks at event ");
    expect(word, "what it holds was changed");
    // The first problem is the first broken link.
    EXPECT_TRUE(word.output.starts_with("the chain breaks at event ")) << word.output;
    expect(changed([](Files& files) {
               std::string& chain = entry(files, "chain.jsonl");
               const auto third = chain.find('\n', chain.find('\n') + 1) + 1;
               chain.erase(third, chain.find('\n', third) + 1 - third);
           }),
           "the chain breaks at event 3 ");
    expect(changed([](Files& files) {
               std::string& chain = entry(files, "chain.jsonl");
               chain.erase(chain.rfind('\n', chain.size() - 2) + 1);
           }),
           "the chain ends before");
    expect(changed([](Files& files) {
               replace(entry(files, "transcript.json"), "提示已被使用", "提示余额不足");
           }),
           "transcript.json does not say what the chain says");
    expect(changed([](Files& files) { entry(files, "index.html") += " "; }),
           "index.html was changed");
    expect(changed([](Files& files) {
               files.push_back({"files/more.png", "x"});
           }),
           "files/more.png was put in");
    expect(changed([](Files& files) {
               std::erase_if(files, [](const auto& file) { return file.path == "case.json"; });
           }),
           "case.json is missing");
    expect(changed([](Files& files) {
               replace(entry(files, "manifest.json"), "\"shop\"", "\"customer\"");
           }),
           "does not fit its signature");
    expect(
        changed([](Files& files) { replace(entry(files, "chain.jsonl"), "\"at\":1", "\"at\":2"); },
                customer_bundle()),
        "the chain breaks at event ");
    // A payload cannot pass for an erased one.
    expect(changed([](Files& files) {
               std::string& chain = entry(files, "chain.jsonl");
               replace(chain, "提示已被使用", "提示余额不足");
               const auto line = chain.rfind('\n', chain.find("提示余额不足"));
               const auto salt = chain.find("\"salt\":\"", line) + 8;
               chain.erase(salt, chain.find('"', salt) - salt);
           }),
           "what it holds was changed");
    EXPECT_EQ(verify(shop_bundle(), {"--key", std::string(64, 'a')}).exit_code, 1);
}

TEST_F(BundleOfACase, is_told_from_what_is_none)
{
    EXPECT_EQ(verify(folder->path() / "nothing.zip").exit_code, 2);
    const fs::path file = folder->path() / "other.zip";
    std::ofstream(file) << "PK no zip";
    EXPECT_EQ(verify(file).exit_code, 2);
    EXPECT_EQ(changed([](Files& files) { files = {{"a.txt", "a"}}; }).exit_code, 2);
    EXPECT_EQ(run_kefu({"export", "c_nobody", "--out", file.string(), "--data", data().string()})
                  .exit_code,
              1);
    EXPECT_EQ(run_kefu({"export", "c_nobody", "--out", (folder->path() / "new.zip").string(),
                        "--data", data().string()})
                  .exit_code,
              1);
}

}  // namespace
