#include "intents/normaliser.h"

#include <gtest/gtest.h>

#include <random>

#include "intents/lexicon.h"
#include "intents/utf8.h"
#include "tests/support/pack_files.h"

namespace intents {
namespace {

const Lexicon none;

const Lexicon& kameng_lexicon()
{
    static const Lexicon lexicon = [] {
        Problems problems;
        return Lexicon::read("lexicon.yaml", read_pack_files("packs/kameng").at("lexicon.yaml"),
                             problems);
    }();
    return lexicon;
}

std::string words(std::string_view text)
{
    return encode_utf8(normalise(decode_utf8(text), none).words.text);
}

std::string plain(std::string_view text)
{
    return encode_utf8(normalise(decode_utf8(text), none).plain.text);
}

TEST(Normaliser, makes_full_width_half_width) { EXPECT_EQ(words("ＡＢＣ１２３！"), "abc123!"); }

TEST(Normaliser, makes_traditional_characters_simplified)
{
    EXPECT_EQ(words("訂單 退款 帳號 轉人工 儲值 點數 密碼 兌換 截圖 駁回 審核 甚麼 妳"),
              "订单 退款 帐号 转人工 储值 点数 密码 兑换 截图 驳回 审核 什么 你");
}

TEST(Normaliser, drops_what_cannot_be_seen)
{
    EXPECT_EQ(words("退\u200b款\ufeff\u2060\x01"), "退款");
}

TEST(Normaliser, keeps_one_of_repeated_marks_and_blanks)
{
    EXPECT_EQ(words("  退款！！！！   快点。。。 "), "退款! 快点.");
}

TEST(Normaliser, keeps_case_and_repetition_for_the_numbers)
{
    EXPECT_EQ(plain("ＡbC----１２"), "AbC----12");
}

TEST(Normaliser, opens_circled_and_other_dressed_up_digits)
{
    EXPECT_EQ(words("①②③ 𝟏𝟐"), "123 12");
}

TEST(Normaliser, reads_every_invalid_byte_as_one_unknown_character)
{
    EXPECT_EQ(decode_utf8("\xff\xc3(\xe9\xa0"), U"\xFFFD\xFFFD(\xFFFD\xFFFD");
    EXPECT_EQ(decode_utf8("\xed\xa0\x80"), U"\xFFFD\xFFFD\xFFFD");  // a surrogate
    EXPECT_EQ(decode_utf8("\xc0\xaf"), U"\xFFFD\xFFFD");            // an overlong slash
}

TEST(Normaliser, remembers_where_each_character_came_from)
{
    const Normalised message = normalise(decode_utf8("\u200b ！！！退款"), none);
    ASSERT_EQ(encode_utf8(message.words.text), "!退款");
    EXPECT_EQ(message.words.original(0, 1), (Span{2, 5}));
    EXPECT_EQ(message.words.original(1, 3), (Span{5, 7}));
}

TEST(Normaliser, keeps_two_of_a_character_that_is_drawn_out)
{
    EXPECT_EQ(words("快快快快发货啊啊啊啊啊"), "快快发货啊啊");
    EXPECT_EQ(words("谢谢"), "谢谢");
    EXPECT_EQ(words("10000 1110003"), "10000 1110003");
}

TEST(Normaliser, closes_up_what_is_only_spaced_out)
{
    EXPECT_EQ(words("退 款 退 款"), "退款退款");
    EXPECT_EQ(words("我.要.退.款"), "我要退款");
    EXPECT_EQ(words("我  要 。退款"), "我要 .退款");
    EXPECT_EQ(words("好 退款"), "好 退款");
    EXPECT_EQ(words("退款 13800001234 快"), "退款 13800001234 快");
}

TEST(Normaliser, takes_pictures_for_what_they_say)
{
    const Lexicon& lexicon = kameng_lexicon();
    const auto read = [&](std::string_view text) {
        return encode_utf8(normalise_phrase(text, lexicon));
    };
    EXPECT_EQ(read("👍🏻"), "好的");
    EXPECT_EQ(read("👌👌👌"), "好的");
    EXPECT_EQ(read("还没发货😡😡😡"), "还没发货[怒]");
    EXPECT_EQ(read("[强]"), "好的");
    EXPECT_EQ(read("卡密用不了T_T"), "卡密用不了[哭]");
    EXPECT_EQ(read("☎️ 退款❗❗"), "☎ 退款❗");
}

// Reading what was read changes nothing, for every character there is.
TEST(Normaliser, is_idempotent_for_every_character)
{
    for (char32_t c = 1; c < 0x110000; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        const std::u32string once = normalise(std::u32string(1, c), none).words.text;
        ASSERT_EQ(normalise(once, none).words.text, once) << std::hex << static_cast<unsigned>(c);
    }
}

TEST(Normaliser, is_idempotent_for_random_mixtures)
{
    const std::u32string alphabet =
        U"订单訂單!！ 。.  kmＫＭ１①壹\u200b👍🏻😡退款啊aA~～-—三幺";
    std::mt19937 random(20261123);
    for (int round = 0; round < 3000; ++round) {
        std::u32string text;
        for (std::size_t i = random() % 30; i > 0; --i)
            text += alphabet[random() % alphabet.size()];
        const std::u32string once = normalise(text, none).words.text;
        EXPECT_EQ(normalise(once, none).words.text, once) << encode_utf8(text);
    }
}

// The standard words of the pack hold no variants of others.
TEST(Normaliser, is_idempotent_for_the_words_of_the_pack)
{
    const Lexicon& lexicon = kameng_lexicon();
    for (const std::u32string& word : lexicon.standard_words())
        EXPECT_EQ(normalise(word, lexicon).words.text, word) << encode_utf8(word);
}

// Whatever the bytes, offsets grow and stay inside the message.
TEST(Normaliser, maps_random_bytes_back_into_the_message)
{
    std::mt19937 random(20260912);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (std::size_t i = random() % 40; i > 0; --i)
            bytes += static_cast<char>(random() % 3 ? random() % 256 : "订单!  k"[random() % 11]);
        const std::u32string original = decode_utf8(bytes);
        const Normalised message = normalise(original, none);
        for (const TracedText* text : {&message.plain, &message.words}) {
            ASSERT_EQ(text->text.size(), text->origin.size());
            int at = 0;
            for (const Span& span : text->origin) {
                ASSERT_GE(span.start, at);
                ASSERT_LT(span.start, span.end);
                ASSERT_LE(span.end, static_cast<int>(original.size()));
                at = span.start;
            }
        }
        EXPECT_EQ(decode_utf8(encode_utf8(original)), original);
    }
}

}  // namespace
}  // namespace intents
