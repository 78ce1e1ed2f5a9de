// The program's commands, and what they say when something is wrong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "storage/database.h"
#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

void expect_says(const std::string& text, const std::vector<std::string>& parts)
{
    for (const std::string& part : parts)
        EXPECT_NE(text.find(part), std::string::npos) << "no '" << part << "' in: " << text;
}

TEST(CommandLine, explains_itself_with_examples)
{
    EXPECT_EQ(run_kefu({"--version"}).exit_code, 0);
    for (const char* command : {"serve", "chat", "parse", "decide", "check", "test", "train",
                                "eval", "lint", "mine", "replay", "show"}) {
        const Finished help = run_kefu({command, "--help"});
        EXPECT_EQ(help.exit_code, 0) << command;
        expect_says(help.output, {"Example:", std::string("kefu ") + command});
    }
    expect_says(run_kefu({"eval", "--help"}).output,
                {"kefu eval messages.tsv --html", "kefu eval --cross-validate"});
    expect_says(run_kefu({"orders", "import", "--help"}).output,
                {"Example:", "kefu orders import"});
    expect_says(run_kefu({"agent", "add", "--help"}).output, {"Example:", "kefu agent add"});
    EXPECT_EQ(run_kefu({}).exit_code, 2);
    const Finished unknown = run_kefu({"agent", "dance"});
    EXPECT_EQ(unknown.exit_code, 2);
    expect_says(unknown.errors, {"unknown argument: dance", "kefu agent --help"});
    EXPECT_EQ(run_kefu({"serve", "--listen", "nonsense"}).exit_code, 2);
    EXPECT_EQ(run_kefu({"show"}).exit_code, 2);
}

TEST(CommandLine, parse_masks_secrets_unless_told_to_reveal)
{
    const std::string line = "卡号 ABCD-EFGH-1234-9K2L 用不了\n";
    const Finished masked = run_kefu({"parse"}, line);
    EXPECT_EQ(masked.exit_code, 0) << masked.errors;
    EXPECT_EQ(json::parse(masked.output).at("intent"), "invalid_key");
    EXPECT_EQ(masked.output.find("EFGH-1234"), std::string::npos) << masked.output;
    expect_says(run_kefu({"parse", "--reveal"}, line).output, {"EFGH-1234"});
    EXPECT_TRUE(json::parse(run_kefu({"parse", "--why"}, line).output).contains("reasons"));
}

TEST(CommandLine, decide_answers_the_good_lines_and_names_the_bad_one)
{
    const std::string facts =
        R"({"id":"C1","facts":{"platform":"third_party","product_class":"card_key",)"
        R"("stage":"paid_undelivered","amount":9800,"hours_since_paid":1}})";
    const Finished decided = run_kefu(
        {"decide"}, facts + "\nnot json\n" + R"({"facts":{"stage":7}})" + "\n" + facts + "\n");
    EXPECT_EQ(decided.exit_code, 1);
    EXPECT_EQ(std::count(decided.output.begin(), decided.output.end(), '\n'), 2);
    EXPECT_EQ(json::parse(decided.output.substr(0, decided.output.find('\n'))).at("id"), "C1");
    expect_says(decided.errors,
                {"line 2: not JSON from column 2 on", "line 3: fact 'stage' must be"});
}

TEST(CommandLine, decide_says_why_and_what_would_change_it)
{
    const std::string facts =
        R"({"facts":{"platform":"third_party","stage":"paid_undelivered","amount":9800}})";
    const json answer = json::parse(run_kefu({"decide", "--why"}, facts).output);
    EXPECT_EQ(answer.at("decision"), "AUTO_CANCEL");
    const json& why = answer.at("why");
    EXPECT_EQ(why.at("row"), "undelivered");
    EXPECT_EQ(why.at("rows").at(0).at("failed"), "flags has scam");
    const auto& changes = why.at("changes");
    EXPECT_TRUE(std::any_of(changes.begin(), changes.end(), [](const json& change) {
        return change.at("facts") == json({{"amount", 100000}}) &&
               change.at("decision") == "REVIEW";
    })) << changes;
}

TEST(CommandLine, check_finds_a_typing_error_with_its_place)
{
    const TemporaryFolder folder;
    const fs::path pack = folder.path() / "pack";
    fs::copy("packs/kameng", pack, fs::copy_options::recursive);
    const Finished right = run_kefu({"check", pack.string(), "--rules", "--flows"});
    EXPECT_EQ(right.exit_code, 0);
    expect_says(right.output, {"R7   flow cancel_order", "D12  flow invalid_key",
                               "settle  at most ", "judge ≤ 6", "Every flow ends: after at most "});
    std::ofstream(pack / "pack.yaml", std::ios::app) << "\nmenuu: [human_agent]\n";
    const Finished checked = run_kefu({"check", pack.string()});
    EXPECT_EQ(checked.exit_code, 1);
    expect_says(checked.output, {"pack.yaml:", "menuu", "menu", "1 problem in "});
    EXPECT_EQ(run_kefu({"check", (folder.path() / "missing").string()}).exit_code, 1);
}

// What `command` prints, run by the shell in `folder`; its errors too.
std::string printed_in(const fs::path& folder, const std::string& command)
{
    std::string printed;
    FILE* pipe = ::popen(("cd '" + folder.string() + "' && " + command + " 2>&1").c_str(), "r");
    char part[4096];
    while (std::size_t read = std::fread(part, 1, sizeof part, pipe)) printed.append(part, read);
    ::pclose(pipe);
    return printed;
}

TEST(CommandLine, script_kefu_works_from_any_folder)
{
    const TemporaryFolder folder;
    const fs::path checkout = folder.path() / "checkout", shop = folder.path() / "a shop";
    for (const char* part : {"script", "packs/kameng"})
        fs::copy(part, (fs::create_directories(checkout / part), checkout / part),
                 fs::copy_options::recursive);
    fs::create_directories(checkout / "build/release");
    fs::create_symlink(KEFU_BINARY, checkout / "build/release/kefu");
    fs::create_directories(shop);
    fs::copy(checkout / "packs/kameng", shop / "my pack", fs::copy_options::recursive);
    fs::create_symlink(checkout / "script/kefu", shop / "kefu");
    const std::string script = "LC_ALL=C.UTF-8 ../checkout/script/kefu ";
    expect_says(printed_in(shop, script + "check 'my pack'"), {"in order: my pack"});
    expect_says(printed_in(shop, script + "check"), {"in order: ", "/checkout/packs/kameng"});
    expect_says(printed_in(shop, "LC_ALL=C.UTF-8 ./kefu check 'my pack'"), {"in order: my pack"});
    expect_says(printed_in(checkout, "LC_ALL=C.UTF-8 script/kefu check"),
                {"in order: packs/kameng"});
}

TEST(CommandLine, plays_the_conversations_of_the_pack)
{
    const Finished tested = run_kefu({"test"});
    EXPECT_EQ(tested.exit_code, 0) << tested.output << tested.errors;
    expect_says(tested.output, {"failed: 0"});
}

TEST(CommandLine, chat_talks_like_the_widget)
{
    const Finished talk =
        run_kefu({"chat"}, "买的点卡用不了 订单号513260912103055427\n13800001234\n");
    EXPECT_EQ(talk.exit_code, 0) << talk.errors;
    expect_says(talk.output, {"网易一卡通"});
}

TEST(CommandLine, imports_good_orders_and_names_bad_rows)
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "orders.json";
    std::ofstream(file)
        << "[\n"
           R"({"order_no":"A1234567","stage":"delivered","amount_paid":100,"created_at":"-2h"},)"
           "\n"
           R"({"order_no":"A1234568","stage":"deliverd"})"
           "\n]\n";
    const std::string data = (folder.path() / "data").string();
    const Finished imported = run_kefu({"orders", "import", file.string(), "--data", data});
    EXPECT_EQ(imported.exit_code, 1);
    expect_says(imported.errors, {"orders.json:3", "delivered"});
    expect_says(imported.output, {"orders added: "});
    EXPECT_EQ(
        run_kefu({"orders", "import", "packs/kameng/demo/orders.json", "--data", data}).exit_code,
        0);
}

TEST(Serve, says_which_port_is_in_use_and_what_to_do)
{
    const TemporaryFolder first, second;
    const Server server(first.path());
    const std::string address = "127.0.0.1:" + std::to_string(server.port());
    const Finished refused =
        run_kefu({"serve", "--data", second.path().string(), "--listen", address});
    EXPECT_EQ(refused.exit_code, 1);
    expect_says(refused.errors, {address, "in use", "--listen 127.0.0.1:"});
}

TEST(Serve, refuses_other_addresses_until_it_is_told_to)
{
    const TemporaryFolder data;
    const Finished refused =
        run_kefu({"serve", "--data", data.path().string(), "--listen", "0.0.0.0:0"});
    EXPECT_EQ(refused.exit_code, 1);
    expect_says(refused.errors, {"allow_remote", "127.0.0.1"});
}

TEST(Serve, names_a_data_folder_that_it_cannot_write)
{
    const TemporaryFolder folder;
    // A file where the folder should be: nobody can write there, not even root.
    const fs::path file = folder.path() / "file";
    std::ofstream(file) << "x";
    const Finished refused =
        run_kefu({"serve", "--data", (file / "data").string(), "--listen", "127.0.0.1:0"});
    EXPECT_EQ(refused.exit_code, 1);
    expect_says(refused.errors, {(file / "data").string(), "--data"});
}

TEST(Serve, does_not_share_its_data_folder)
{
    const TemporaryFolder data;
    const Server server(data.path());
    const Finished refused =
        run_kefu({"serve", "--data", data.path().string(), "--listen", "127.0.0.1:0"});
    EXPECT_EQ(refused.exit_code, 1);
    expect_says(refused.errors, {data.path().string()});
}

TEST(Serve, does_not_open_a_database_of_a_newer_program)
{
    const TemporaryFolder data;
    {
        Server server(data.path());
        ASSERT_EQ(server.stop(), 0);
    }
    // SQLite keeps the schema's version (user_version) at byte 60 of the file, big-endian.
    std::fstream file(data.path() / "kefu.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(60);
    file.write("\0\0\x03\xe7", 4);
    file.close();
    const Finished refused =
        run_kefu({"serve", "--data", data.path().string(), "--listen", "127.0.0.1:0"});
    EXPECT_EQ(refused.exit_code, 1);
    expect_says(refused.errors, {"999", "newer"});
    fs::remove(data.path() / "kefu.db");  // nothing can replay it
}

TEST(Serve, stops_cleanly_within_five_seconds)
{
    const TemporaryFolder data;
    Server server(data.path());
    Visitor visitor(server.port());
    visitor.say("m1", "你好");
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(server.stop(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(visitor.socket.wait_for_close(), 1001);
}

TEST(Serve, sends_its_pages_with_headers_that_keep_them_safe)
{
    const TemporaryFolder data;
    const Server server(data.path());
    const HttpAnswer console = http(server.port(), "GET", "/console");
    if (console.status == 503) {  // built without web/dist
        expect_says(console.body, {"web"});
        return;
    }
    EXPECT_EQ(console.status, 200);
    expect_says(console.headers.at("content-security-policy"),
                {"default-src 'self'", "frame-ancestors 'none'"});
    const HttpAnswer widget = http(server.port(), "GET", "/widget.js");
    EXPECT_EQ(widget.headers.at("access-control-allow-origin"), "*");
    expect_says(widget.headers.at("content-type"), {"javascript"});
    EXPECT_EQ(
        http(server.port(), "GET", "/widget.js", {{"If-None-Match", widget.headers.at("etag")}})
            .status,
        304);
    EXPECT_EQ(http(server.port(), "GET", "/../../etc/passwd").status, 404);
    EXPECT_EQ(http(server.port(), "GET", "/%2e%2e/etc/passwd").status, 404);
    EXPECT_EQ(http(server.port(), "DELETE", "/").status, 405);
    EXPECT_EQ(http(server.port(), "GET", "/healthz").json().at("status"), "ok");
    const json orders = http(server.port(), "GET", "/demo/orders.json").json();
    EXPECT_GE(orders.size(), 20U);
    for (const char* field :
         {"order_no", "phone", "title", "stage", "stage_label", "amount", "product_class"})
        EXPECT_TRUE(orders.at(0).contains(field)) << field;
}

TEST(Serve, does_not_say_in_a_failed_handshake_what_it_is_made_of)
{
    const TemporaryFolder data;
    const Server server(data.path());
    Tcp tcp(server.port());
    tcp.write(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    const std::string answer = tcp.read(std::chrono::seconds(20));
    expect_says(answer, {"HTTP/1.1 426", "Server: Kefu\r\n"});
    EXPECT_EQ(answer.find("Beast"), std::string::npos) << answer;
}

TEST(Serve, hangs_up_on_what_is_not_http)
{
    const TemporaryFolder data;
    const Server server(data.path());
    for (const std::string& nonsense :
         {std::string("\x16\x03\x01\x02\x00\x01", 6), std::string("GET / HTTP/9.9\r\n\r\n"),
          std::string("GET /") + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n"}) {
        Tcp tcp(server.port());
        tcp.write(nonsense + "\r\n\r\n");
        std::string answer, more;
        do answer += more = tcp.read(std::chrono::seconds(20));
        while (!more.empty());
        EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4")) << answer;
    }
    EXPECT_EQ(http(server.port(), "GET", "/healthz").status, 200);
}

}  // namespace
