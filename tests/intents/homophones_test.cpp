// Words typed by their sound, and how seldom that reading is mistaken.
#include "intents/homophones.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "intents/intent_file.h"
#include "intents/lexicon.h"
#include "intents/recogniser.h"
#include "intents/syllables.h"
#include "intents/utf8.h"
#include "tests/support/pack_files.h"

namespace intents {
namespace {

// The pack's own words, as the detector uses them.
struct Kameng {
    Problems problems;
    std::map<std::string, std::string> files = read_pack_files("packs/kameng");
    Lexicon lexicon = Lexicon::read("lexicon.yaml", files.at("lexicon.yaml"), problems);
    std::vector<IntentDefinition> definitions = read_intents(files, lexicon, problems);
    Recogniser recogniser{definitions, lexicon};

    TracedText respelled(const std::string& text) const
    {
        return recogniser.respell(normalise(decode_utf8(text), lexicon).words);
    }
};

const Kameng& kameng()
{
    static const Kameng pack;
    return pack;
}

std::string respelled(const std::string& text)
{
    return encode_utf8(kameng().respelled(text).text);
}

TEST(Homophones, are_put_right_without_being_listed)
{
    EXPECT_EQ(respelled("帮我驱肖"), "帮我驱肖");  // nothing is as it should be
    EXPECT_EQ(respelled("审合过没有"), "审核过没有");
    EXPECT_EQ(respelled("没收道卡密"), "没收到卡密");
    EXPECT_EQ(respelled("显示以被使用"), "显示已被使用");
    EXPECT_EQ(respelled("人公客服"), "人工客服");
    EXPECT_EQ(respelled("卡密激货不了"), "卡密激活不了");
    EXPECT_EQ(respelled("虚假宣船"), "虚假宣传");
}

TEST(Homophones, hear_no_difference_between_n_and_l_zh_and_z_ng_and_n)
{
    EXPECT_EQ(respelled("未成连充值"), "未成年充值");
    EXPECT_EQ(respelled("曝广你们"), "曝光你们");
    EXPECT_EQ(respelled("转人工客胡"), "转人工客胡");  // f and h are told apart
}

TEST(Homophones, leave_known_words_alone)
{
    for (const char* text : {"克服困难", "这个问题现在怎么办", "话费", "公客", "退款吗", "超时了",
                             "买重了", "扣重了", "快递员", "你这里在线吗"})
        EXPECT_EQ(respelled(text), encode_utf8(normalise_phrase(text, kameng().lexicon))) << text;
}

TEST(Homophones, keep_the_way_back_to_what_was_typed)
{
    const TracedText text = kameng().respelled("！！虛假宣船");
    ASSERT_EQ(encode_utf8(text.text), "!虚假宣传");
    ASSERT_EQ(text.respelled.size(), 1u);
    EXPECT_EQ(text.respelled[0], (Span{2, 6}));
}

// The guard, measured on messages that are nearly all written right. About a third of what is
// changed here really is mistyped (手续废, 入張).
TEST(Homophones, change_less_than_six_in_a_thousand_of_the_examples)
{
    int changed = 0, all = 0;
    for (const IntentDefinition& definition : kameng().definitions)
        for (const std::string& text : definition.examples) {
            ++all;
            const TracedText result = kameng().respelled(text);
            if (result.respelled.empty()) continue;
            ++changed;
            if (std::getenv("KEFU_SHOW") != nullptr)
                std::cout << definition.info.id << ": " << text << " -> "
                          << encode_utf8(result.text) << "\n";
        }
    std::cout << "respelled " << changed << " of " << all << " examples\n";
    EXPECT_LT(changed * 1000, all * 6);
}

// Each keyword with one character as its commonest homophone: how many are recovered.
TEST(Homophones, recover_most_keywords_with_one_wrong_character)
{
    std::map<char32_t, int> seen;
    for (const IntentDefinition& definition : kameng().definitions)
        for (const std::string& text : definition.examples)
            for (const char32_t c : decode_utf8(text)) ++seen[c];
    std::map<int, std::pair<int, int>> by_length;  // recovered, tried
    for (const IntentDefinition& definition : kameng().definitions)
        for (const KeywordDefinition& keyword : definition.keywords)
            for (std::size_t at = 0; at < keyword.text.size(); ++at) {
                char32_t other = 0;
                for (const auto& [c, count] : seen)
                    if (c != keyword.text[at] && syllable_of(c).exact != 0 &&
                        syllable_of(c).exact == syllable_of(keyword.text[at]).exact &&
                        (other == 0 || count > seen[other]))
                        other = c;
                if (other == 0) continue;
                std::u32string typed = keyword.text;
                typed[at] = other;
                auto& [recovered, tried] = by_length[static_cast<int>(keyword.text.size())];
                ++tried;
                recovered += respelled(encode_utf8(typed)) == encode_utf8(keyword.text);
            }
    for (const auto& [length, result] : by_length) {
        std::cout << "keywords of " << length << ": " << result.first << " of " << result.second
                  << " recovered\n";
        if (length >= 3 && length <= 4) {
            EXPECT_GT(result.first * 100, result.second * 60);
        }
    }
}

}  // namespace
}  // namespace intents
