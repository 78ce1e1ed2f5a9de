// What `kefu mine` finds in the conversations of a real server.
#include <gtest/gtest.h>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;

const json* message_of(const json& groups, const std::string& text, const json** group = nullptr)
{
    for (const json& one : groups)
        for (const json& message : one.at("messages"))
            if (message.at("text").get<std::string>().find(text) != std::string::npos) {
                if (group) *group = &one;
                return &message;
            }
    return nullptr;
}

// Says something that no pack knows, and presses the first button that it is then offered. Returns
// the button's intent.
std::string say_and_correct(std::uint16_t port, const std::string& text)
{
    Visitor visitor(port);
    const json said = visitor.say("m1", text);
    json offered = visitor.asked("menu");  // the greeting's, which comes before the message
    while (offered.at("seq") < said.at("seq")) offered = visitor.asked("menu");
    const json awaiting = offered.at("awaiting");
    const std::string value = awaiting.at("options").at(0).at("value");
    EXPECT_EQ(visitor.send("m2", {{"type", "choice"}, {"value", value}, {"for", awaiting.at("id")}})
                  .at("t"),
              "ack");
    return value.substr(std::string("intent:").size());
}

TEST(Mine, lists_what_was_not_understood_where_it_belongs)
{
    const TemporaryFolder data;
    Server server(data.path());
    const std::string meant = say_and_correct(server.port(), "呜噜呜噜橘子在树上");
    EXPECT_EQ(say_and_correct(server.port(), "呜噜呜噜橘子在树上"), meant);
    {
        Visitor impatient(server.port());
        impatient.say("m1", "貔貅饕餮魑魅 ABCD-EFGH-1234-9K2L");
        impatient.hear();
        impatient.say("m2", "转人工");
        impatient.hear(R"("type":"queue")");
    }
    {
        Visitor understood(server.port());
        understood.say("m1", "帮我取消订单 624260912113055428");
        understood.asked("contact");
        understood.say("m2", "13800001235");
        understood.hear();
    }
    // While the server runs.
    const Finished mined = run_kefu({"mine", data.path().string(), "--json"});
    ASSERT_EQ(mined.exit_code, 0) << mined.errors;
    const json groups = json::parse(mined.output);
    const json* group = nullptr;
    const json* message = message_of(groups, "橘子在树上", &group);
    ASSERT_NE(message, nullptr) << mined.output;
    EXPECT_EQ(message->at("reason"), "corrected");
    EXPECT_EQ(group->at("intent"), meant);
    EXPECT_EQ(group->at("file"), "packs/kameng/intents/" + meant + ".yaml");
    EXPECT_EQ(group->at("messages").size(), 2U) << mined.output;
    ASSERT_NE(message = message_of(groups, "貔貅饕餮"), nullptr) << mined.output;
    EXPECT_EQ(message->at("reason"), "handed_over");
    EXPECT_EQ(mined.output.find("EFGH-1234"), std::string::npos) << mined.output;
    EXPECT_EQ(message_of(groups, "取消订单"), nullptr) << mined.output;
    EXPECT_EQ(message_of(groups, "1380"), nullptr) << mined.output;

    const Finished table = run_kefu({"mine", "--data", data.path().string()});
    EXPECT_EQ(table.exit_code, 0) << table.errors;
    for (const std::string& part : {meant + "  ->  packs/kameng/intents/" + meant + ".yaml",
                                    std::string("  - \"呜噜呜噜橘子在树上\"  # corrected"),
                                    std::string("messages to learn from: ")})
        EXPECT_NE(table.output.find(part), std::string::npos) << table.output;
}

TEST(Mine, says_what_is_missing)
{
    const TemporaryFolder folder;
    const Finished no_data = run_kefu({"mine", (folder.path() / "none").string()});
    EXPECT_EQ(no_data.exit_code, 1);
    EXPECT_NE(no_data.errors.find("none"), std::string::npos) << no_data.errors;
    const Finished no_pack =
        run_kefu({"mine", folder.path().string(), "--pack", (folder.path() / "gone").string()});
    EXPECT_EQ(no_pack.exit_code, 1);
    EXPECT_NE(no_pack.errors.find("gone"), std::string::npos) << no_pack.errors;
}

}  // namespace
