#include "bot/stored_input.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "dialogs/rehearsal.h"
#include "tests/support/pack_files.h"

namespace {

using bot::read_stored_input;
using nlohmann::json;

void expect_comes_back(const dialogs::Input& input)
{
    const std::string text = dialogs::to_json(input).dump();
    EXPECT_EQ(dialogs::to_json(read_stored_input(text)).dump(), text);
}

const dialogs::Time noon = *dialogs::parse_rfc3339("2026-09-12T12:00:00+08:00");

TEST(StoredInput, comes_back_whatever_was_understood)
{
    intents::Problems problems;
    const auto pack = dialogs::Pack::load(read_pack_files("packs/kameng"), problems);
    ASSERT_TRUE(pack) << problems.to_text(false);
    for (const char* text :
         {"", "买的点卡用不了 订单号513260912103055427",
          "卡密 ABCD-EFGH-1234-9K2L 无法激活，全额退款", "转人工", "卡密用不了 另外退款要几天",
          "他说\"没问题\"\\ \n 换行", "asdf", "12315 投诉你们", "🙂"})
        for (const int waiting : {0, 3})
            expect_comes_back(
                {noon, dialogs::Said{"m1", pack->detector().understand(text)}, waiting});
    expect_comes_back({noon, dialogs::Said{"quote\"", pack->detector().understand("在吗")}, 0});
}

TEST(StoredInput, comes_back_whatever_it_is)
{
    expect_comes_back({noon, dialogs::Opened{"v_1", "web", "", "", "c_0"}, 0});
    expect_comes_back({noon, dialogs::Chose{"m1", "\"type\":\"said\"", "a_1"}, 0});
    expect_comes_back({noon, dialogs::ActionAnswered{"c_1/1/a#1", "ok", {{"x", 1.5}}}, 1});
    expect_comes_back({noon, dialogs::TimerDue{"close"}, 0});
}

TEST(StoredInput, of_an_older_program_is_read_as_well)
{
    // Without "secondary", and in another order.
    const std::string text =
        R"({"type":"said","at":1,"cmid":"m1","understanding":{"text":"在吗","intent":null,)"
        R"("confidence_permille":0,"abstained":true,"ranking":[],"flags":[],"demand":[],)"
        R"("entities":[],"control":"none"}})";
    const auto input = read_stored_input(text);
    EXPECT_EQ(std::get<dialogs::Said>(input.what).understanding.text, "在吗");
    for (const std::string& damaged :
         std::vector<std::string>{"", "{}", "[]", R"({"type":"said"})", text.substr(0, 60)})
        EXPECT_THROW(read_stored_input(damaged), std::exception) << damaged;
}

}  // namespace
