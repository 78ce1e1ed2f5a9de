#include "intents/lexicon.h"

#include <gtest/gtest.h>

#include "intents/utf8.h"

namespace intents {
namespace {

const char* const lexicon_yaml = R"(
replacements:
  - {to: 卡密, from: [km, 卡蜜]}
  - {to: 退款, from: [tk], unless: [tiktok]}
  - {to: 取消, from: [取肖]}
words:
  platform: {ecommerce: [淘宝]}
)";

std::string read_as(std::string_view text)
{
    Problems problems;
    const Lexicon lexicon = Lexicon::read("lexicon.yaml", lexicon_yaml, problems);
    EXPECT_EQ(problems.to_text(false), "");
    return encode_utf8(normalise(decode_utf8(text), lexicon).words.text);
}

TEST(Lexicon, replaces_variants_by_the_standard_word)
{
    EXPECT_EQ(read_as("KM没激活 tk"), "卡密没激活 退款");
    EXPECT_EQ(read_as("取肖，卡蜜"), "取消,卡密");
}

TEST(Lexicon, leaves_latin_variants_inside_other_tokens)
{
    EXPECT_EQ(read_as("TK260912103055AB12CD34"), "tk260912103055ab12cd34");
    EXPECT_EQ(read_as("okm"), "okm");
}

TEST(Lexicon, leaves_kilometres) { EXPECT_EQ(read_as("跑了5km 5 km"), "跑了5km 5 km"); }

TEST(Lexicon, leaves_a_variant_beside_a_word_that_gives_it_another_meaning)
{
    EXPECT_EQ(read_as("tiktok的tk"), "tiktok的tk");
}

TEST(Lexicon, keeps_the_way_back_to_the_original)
{
    Problems problems;
    const Lexicon lexicon = Lexicon::read("lexicon.yaml", lexicon_yaml, problems);
    const Normalised message = normalise(decode_utf8("我的km坏了"), lexicon);
    EXPECT_EQ(message.words.original(2, 4), (Span{2, 4}));
    EXPECT_EQ(message.words.original(4, 5), (Span{4, 5}));
}

TEST(Lexicon, reports_unknown_fields_and_repeated_variants)
{
    Problems problems;
    Lexicon::read("lexicon.yaml",
                  "replacements:\n"
                  "  - {to: 卡密, form: [km]}\n"
                  "  - {to: 退款, from: [tk]}\n"
                  "  - {to: 腿, from: [tk]}\n",
                  problems);
    EXPECT_EQ(problems.to_text(false),
              "lexicon.yaml:2:14: unknown field 'form' — did you mean 'from'?\n"
              "lexicon.yaml:2:5: 'from' is missing\n"
              "lexicon.yaml:4:20: 'tk' is replaced twice — keep one of them\n");
}

}  // namespace
}  // namespace intents
