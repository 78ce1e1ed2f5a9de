// Runs every example of docs/protocol.md against the server. In the page's order, with one visitor
// and one agent; `…` matches anything, `a|b` one of several, and in what is sent `…` is filled in
// from what was received before.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;

constexpr const char* anything = "…";

struct Line {
    int number;
    bool sent;
    std::string text;  // without the arrow
};
struct Example {
    std::string chapter;  // the "## " heading it stands under
    std::vector<Line> lines;
};

std::vector<Example> examples_of_page()
{
    std::ifstream page("docs/protocol.md");
    std::vector<Example> examples;
    std::string line, chapter;
    bool fenced = false;
    for (int number = 1; std::getline(page, line); ++number) {
        if (line.starts_with("## ")) chapter = line.substr(3);
        if (line.starts_with("```")) {
            fenced = !fenced;
            if (fenced) examples.push_back({chapter, {}});
        } else if (fenced && (line.starts_with("-> ") || line.starts_with("<- "))) {
            examples.back().lines.push_back({number, line[0] == '-', line.substr(3)});
        }
    }
    return examples;
}

// The JSON of an example: `…`, `{…}` and `[…]` as values become the string "…".
json readable(std::string text)
{
    for (const char* whole : {"{…}", "[…]"})
        for (auto at = text.find(whole); at != std::string::npos; at = text.find(whole))
            text.replace(at, 5, "\"…\"");
    text = std::regex_replace(text, std::regex("([:,\\[])…"), "$1\"…\"");
    return json::parse(text);
}

bool matches_text(const std::string& pattern, const std::string& text)
{
    if (pattern.find('|') != std::string::npos) {
        std::stringstream alternatives(pattern);
        for (std::string one; std::getline(alternatives, one, '|');)
            if (one == text) return true;
        return false;
    }
    const auto gap = pattern.find(anything);
    return gap == std::string::npos ? pattern == text : text.starts_with(pattern.substr(0, gap));
}

// Where `actual` is not what the page says; empty where it is.
std::string difference(const json& expected, const json& actual, const std::string& where = "")
{
    if (expected == anything) return "";
    if (expected.is_string() && actual.is_string())
        return matches_text(expected, actual)
                   ? ""
                   : where + ": " + actual.dump() + " is not " + expected.dump();
    if (expected.is_object() && actual.is_object()) {
        for (const auto& [name, value] : expected.items()) {
            if (!actual.contains(name)) return where + "." + name + " is missing";
            if (const auto inner = difference(value, actual.at(name), where + "." + name);
                !inner.empty())
                return inner;
        }
        for (const auto& [name, value] : actual.items())
            if (!expected.contains(name))
                return where + "." + name + " is not on the page: " + value.dump();
        return "";
    }
    if (expected.is_array() && actual.is_array() && expected.size() == actual.size()) {
        for (std::size_t i = 0; i < expected.size(); ++i)
            if (const auto inner =
                    difference(expected[i], actual[i], where + "[" + std::to_string(i) + "]");
                !inner.empty())
                return inner;
        return "";
    }
    return expected == actual ? "" : where + ": " + actual.dump() + " is not " + expected.dump();
}

class ProtocolPage : public testing::Test {
protected:
    void SetUp() override
    {
        const Finished added = run_kefu({"agent", "add", "小王", "--role", "admin", "--data",
                                         data_.path().string(), "--password-stdin"},
                                        password_ + "\n");
        ASSERT_EQ(added.exit_code, 0) << added.errors;
        server_ = std::make_unique<Server>(data_.path());
        port_ = server_->port();
    }

    void run(const Example& example)
    {
        for (const Line& line : example.lines) {
            SCOPED_TRACE("docs/protocol.md:" + std::to_string(line.number) + " " + line.text);
            try {
                play(line, example.chapter == "Agent");
            } catch (const std::exception& error) {
                FAIL() << error.what() << "\nlast frame: " << last_;
            }
            if (HasFatalFailure()) return;
        }
    }

private:
    void play(const Line& line, bool agent)
    {
        if (line.text.starts_with("POST ") || line.text.starts_with("GET "))
            ask(line.text);
        else if (line.text.starts_with("200 "))
            EXPECT_EQ(difference(readable(line.text.substr(4)), answer_.json()), "");
        else if (line.sent)
            send(readable(line.text), agent);
        else
            expect(readable(line.text));
    }

    void ask(const std::string& request)
    {
        const auto space = request.find(' ');
        const auto end = std::min(request.find(' ', space + 1), request.size());
        std::string path = request.substr(space + 1, end - space - 1);
        if (const auto gap = path.find("c_…"); gap != std::string::npos)
            path.replace(gap, std::string("c_…").size(), known_.at("conv"));
        HeaderList headers{{"Cookie", login_.cookie}};
        std::string body;
        if (path == "/api/v1/blobs") {
            headers = {{"Authorization", "Bearer " + known_["token"]}};
            body = png();
        } else if (path.starts_with("/api/v1/conversations")) {
            headers = {{"Authorization", "Bearer " + known_["token"]}};
            if (end < request.size()) body = readable(request.substr(end + 1)).dump();
        } else if (end < request.size()) {
            json fields = readable(request.substr(end + 1));
            fields["password"] = password_;
            body = fields.dump();
        }
        answer_ = http(port_, request.substr(0, space), path, headers, body);
        ASSERT_EQ(answer_.status, 200) << answer_.body;
        if (path == "/api/v1/login") {
            const std::string cookie = answer_.headers.at("set-cookie");
            login_ = {cookie.substr(0, cookie.find(';')), answer_.json().at("token"),
                      answer_.json().at("agent")};
        }
        if (path == "/api/v1/conversations")
            for (const char* name : {"conv", "token"}) known_[name] = answer_.json().at(name);
        if (path == "/api/v1/blobs") known_["blob"] = answer_.json().at("blob");
    }

    void send(json frame, bool agent)
    {
        fill_in(frame);
        if (frame.at("t") == "hello") {
            if (agent) {
                frame["token"] = login_.token;
                socket_ = std::make_unique<WebSocket>(
                    port_, "/console/ws",
                    HeaderList{{"Cookie", login_.cookie}, {"Origin", origin(port_)}});
            } else {
                socket_ = std::make_unique<WebSocket>(port_, "/ws");
            }
        }
        socket_->send(frame);
    }

    void fill_in(json& value)
    {
        for (auto& [name, field] : value.items()) {
            if (field.is_structured()) fill_in(field);
            if (field.is_string() && field.get<std::string>().find(anything) != std::string::npos)
                field = known_.at(name);
        }
    }

    // Reads on until the frame that the example means; others may come in between.
    void expect(const json& expected)
    {
        prepare(expected);
        for (;;) {
            const json frame = socket_->receive();
            last_ = frame.dump();
            if (!is_meant(expected, frame)) continue;
            EXPECT_EQ(difference(expected, frame), "");
            for (const char* name : {"conv", "visitor"})
                if (frame.contains(name)) known_[name] = frame.at(name);
            if (frame.at("t") == "conversation") known_["conv"] = frame.at("row").at("conv");
            if (frame.at("t") == "welcome" && frame.contains("token"))
                known_["token"] = frame.at("token");
            return;
        }
    }

    static bool is_meant(const json& expected, const json& frame)
    {
        if (frame.at("t") != expected.at("t")) return false;
        const bool same_cmid = !expected.contains("cmid") || expected.at("cmid") == anything ||
                               (frame.contains("cmid") && frame.at("cmid") == expected.at("cmid"));
        if (expected.at("t") == "event")
            return frame.at("seq") == expected.at("seq") &&
                   (!expected.contains("type") || expected.at("type") == frame.at("type"));
        if (expected.at("t") == "presence") return frame.at("state") == expected.at("state");
        if (expected.at("t") == "conversation")
            return frame.at("row").at("owner") == "queue" &&
                   frame.at("row").at("last").at("from") == "visitor";
        return same_cmid;
    }

    // What somebody else has to do so that the frame comes.
    void prepare(const json& expected)
    {
        if (expected.at("t") == "presence" && expected.contains("owner")) {
            other_agent_ = std::make_unique<Agent>(port_, log_in(port_, "小王", password_));
            const std::uint64_t epoch = other_agent_->open(known_.at("conv")).at("epoch");
            other_agent_->act(
                {{"t", "claim"}, {"conv", known_.at("conv")}, {"cmid", "o1"}, {"epoch", epoch}});
            other_agent_->socket.send({{"t", "typing"}, {"conv", known_.at("conv")}});
        }
        if (expected.at("t") == "conversation") {
            other_visitor_ = std::make_unique<Visitor>(port_);
            other_visitor_->say("m1", "转人工");
        }
    }

    TemporaryFolder data_;
    std::string password_ = "long enough 1";
    std::unique_ptr<Server> server_;
    std::uint16_t port_ = 0;
    std::unique_ptr<WebSocket> socket_;
    std::unique_ptr<Agent> other_agent_;
    std::unique_ptr<Visitor> other_visitor_;
    Login login_;
    HttpAnswer answer_;
    std::string last_;
    std::map<std::string, std::string> known_;
};

TEST_F(ProtocolPage, tells_the_truth_in_every_example)
{
    const auto examples = examples_of_page();
    int run_examples = 0;
    for (const Example& example : examples) {
        if (example.lines.empty()) continue;
        run(example);
        ++run_examples;
        if (HasFatalFailure()) return;
    }
    EXPECT_GE(run_examples, 10);
}

}  // namespace
