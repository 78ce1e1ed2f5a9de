// The first case there was: a bad card key, from the complaint to the approved refund.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/end-to-end/people.h"
#include "tests/support/pictures.h"

namespace {

using namespace end_to_end;

TEST(Case, of_a_bad_key_goes_from_the_complaint_to_the_refund)
{
    const TemporaryFolder data;
    Server server(data.path());
    const std::uint16_t port = server.port();
    Agent agent(port, log_in(port, "admin", server.admin_password()));
    Visitor visitor(port);
    const auto picture = [&](unsigned char number) -> json {
        return {{"type", "image"},
                {"blob", upload(port, visitor.token(), png(number)).json().at("blob")}};
    };
    visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
    visitor.asked("contact");
    visitor.say("m2", "13800001234");
    visitor.asked("tried");
    visitor.say("m3", "还是不行");
    visitor.asked("key_fault");
    visitor.say("m4", "提示已被使用");
    EXPECT_EQ(visitor.asked("invalid_key").at("awaiting").at("kind"), "evidence");
    visitor.send("m5", picture(1));
    visitor.send("m6", picture(2));
    visitor.asked("demand");
    visitor.say("m7", "退款");
    const json confirm = visitor.asked("review").at("awaiting");
    EXPECT_EQ(confirm.at("kind"), "confirm");
    visitor.send("m8", {{"type", "choice"}, {"value", "yes"}, {"for", confirm.at("id")}});
    visitor.hear("KF");

    const json state = agent.open(visitor.conv());
    ASSERT_EQ(state.at("tickets").size(), 1U) << state;
    const std::string ticket = state.at("tickets").at(0).at("id");
    EXPECT_EQ(state.at("tickets").at(0).at("kind"), "review");
    EXPECT_FALSE(state.at("decisions").empty());
    const json approve{{"t", "approve"},
                       {"conv", visitor.conv()},
                       {"cmid", "g1"},
                       {"epoch", state.at("epoch")},
                       {"ticket", ticket}};
    ASSERT_EQ(agent.act(approve).at("t"), "ack");
    json again = approve;
    again["cmid"] = "g2";
    EXPECT_EQ(agent.act(again).at("code"), "conflict");
    visitor.hear("98");  // the amount, in whatever words
    const Finished shown =
        run_kefu({"show", visitor.conv(), "--json", "--data", data.path().string()});
    EXPECT_NE(shown.output.find(R"("action":"orders.refund","key")"), std::string::npos)
        << shown.output;
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.path().string()}).exit_code, 0);
}

TEST(Case, takes_no_picture_that_proves_nothing_and_says_why)
{
    const TemporaryFolder data;
    Server server(data.path());
    Visitor visitor(server.port());
    int messages = 0;
    const auto send = [&](const std::string& bytes) {
        const json blob = upload(server.port(), visitor.token(), bytes).json().at("blob");
        visitor.send("p" + std::to_string(++messages), {{"type", "image"}, {"blob", blob}});
    };
    visitor.say("m1", "买的点卡用不了 订单号513260912103055427");
    visitor.asked("contact");
    visitor.say("m2", "13800001234");
    visitor.asked("tried");
    visitor.say("m3", "还是不行");
    visitor.asked("key_fault");
    visitor.say("m4", "提示已被使用");
    visitor.asked("invalid_key");
    using test_support::Format;
    const std::string original = test_support::picture(Format::png, {1080, 1920, 5});
    send(test_support::picture(Format::png, {200, 300}));
    visitor.hear("200×300");
    send(test_support::picture(Format::jpeg, {720, 1280, 1, true}));
    visitor.hear("空白");
    send(original);
    visitor.hear("平台查询记录");
    send(test_support::sent_again(original, 0.6, 60));  // as a messenger passes it on
    visitor.hear("同一张图");
    send(test_support::picture(Format::png, {1080, 1920, 6}));
    visitor.asked("demand");
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.path().string()}).exit_code, 0);
}

TEST(Case, shows_only_the_reviewer_where_a_picture_was_sent_before)
{
    const TemporaryFolder data;
    Server server(data.path());
    Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
    using test_support::Format;
    const std::string original = test_support::picture(Format::jpeg, {1080, 1920, 9});
    Visitor first(server.port()), second(server.port());
    const auto send = [&](Visitor& visitor, const std::string& cmid, const std::string& bytes) {
        const json blob = upload(server.port(), visitor.token(), bytes).json().at("blob");
        return visitor.send(cmid, {{"type", "image"}, {"blob", blob}});
    };
    send(first, "m1", original);
    send(second, "m1", test_support::picture(Format::jpeg, {1080, 1920, 10}));
    send(second, "m2",
         test_support::with_exif(test_support::sent_again(original, 0.7, 70), 1, "GIMP 2.10"));

    agent.open(second.conv());
    std::vector<json> notes;
    for (const json& event : agent.events) {
        if (event.value("type", "") == "evidence_noted") notes.push_back(event);
        if (event.value("type", "") == "message") {
            EXPECT_EQ(event.dump().find(first.conv()), std::string::npos);
        }
    }
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].at("body").at("seen_in"), first.conv());
    EXPECT_EQ(notes[0].at("body").at("editor"), "GIMP 2.10");
    EXPECT_TRUE(notes[0].value("seq", json()).is_null());  // not for the visitor
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.path().string()}).exit_code, 0);
}

TEST(Case, that_the_bot_cannot_work_on_goes_to_a_human_with_the_message_kept)
{
    const TemporaryFolder data;
    Server server(data.path());
    // An amount that no policy takes: the step that decides breaks off.
    const std::filesystem::path file = data.path() / "impossible.json";
    std::ofstream(file)
        << R"([{"order_no":"A1234567890","stage":"paid_undelivered","created_at":"-1h",)"
           R"("amount_paid":2000000000000,"product":{"title":"点卡","class":"card_key"},)"
           R"("pay":{"paid_at":"-1h"},"contact":{"phone":"13800001234"}}])";
    const Finished imported =
        run_kefu({"orders", "import", file.string(), "--data", data.path().string()});
    ASSERT_EQ(imported.exit_code, 0) << imported.errors;
    Visitor visitor(server.port());
    visitor.say("m1", "取消订单 A1234567890 13800001234");
    visitor.hear("同事接着办");
    Agent agent(server.port(), log_in(server.port(), "admin", server.admin_password()));
    const json state = agent.open(visitor.conv());
    EXPECT_EQ(state.at("owner"), "queue") << state;
    EXPECT_EQ(state.at("tickets").size(), 1U) << state;
    server.stop();
    EXPECT_EQ(run_kefu({"replay", "--data", data.path().string()}).exit_code, 0);
}

}  // namespace
