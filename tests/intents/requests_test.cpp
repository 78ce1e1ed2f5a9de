// Two requests in one message, and one request that only looks like two: request_cases.tsv.
#include "intents/requests.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "intents/clauses.h"
#include "intents/utf8.h"
#include "intents/yaml.h"
#include "tests/intents/kameng.h"

namespace intents {
namespace {

std::vector<std::string> pieces(std::string_view text)
{
    const std::u32string words = decode_utf8(text);
    std::vector<std::string> found;
    for (const Clause& clause : split_into_clauses(words))
        found.push_back(
            encode_utf8(words.substr(clause.at.start, clause.at.end - clause.at.start)) +
            (clause.announced ? "+" : ""));
    return found;
}

using Pieces = std::vector<std::string>;

TEST(Clauses, end_at_marks_blanks_and_before_what_announces_another)
{
    EXPECT_EQ(pieces("点卡用不了,退款要几天"), (Pieces{"点卡用不了,", "退款要几天"}));
    EXPECT_EQ(pieces("点卡用不了 退款要几天"), (Pieces{"点卡用不了 ", "退款要几天"}));
    EXPECT_EQ(pieces("查下订单顺便问下有货吗"), (Pieces{"查下订单", "顺便问下有货吗+"}));
    EXPECT_EQ(pieces("卡密无效"), (Pieces{"卡密无效"}));
    EXPECT_EQ(pieces(""), (Pieces{""}));
}

TEST(Clauses, keep_numbers_and_small_pieces_with_their_neighbours)
{
    EXPECT_EQ(pieces("付了98.5 还没到账"), (Pieces{"付了98.5 ", "还没到账"}));
    EXPECT_EQ(pieces("亲 卡密无效"), (Pieces{"亲 卡密无效"}));
    EXPECT_EQ(pieces("卡密无效 5132 急"), (Pieces{"卡密无效 5132 急"}));
}

std::string others(const Understanding& understanding)
{
    std::string all;
    for (const SecondaryIntent& other : understanding.secondary)
        all += (all.empty() ? "" : ",") + other.intent;
    return all;
}

TEST(Requests, are_told_apart_as_the_table_says)
{
    std::ifstream in("tests/intents/request_cases.tsv");
    int two = 0, two_right = 0, one = 0, one_right = 0;
    for (std::string line; std::getline(in, line);) {
        const std::size_t tab = line.find('\t');
        if (line.empty() || line[0] == '#' || tab == line.npos) continue;
        const std::size_t second = line.find('\t', tab + 1);
        const std::string message = line.substr(0, tab);
        const std::string wanted = line.substr(tab + 1, second - tab - 1);
        const std::string wanted_others = second == line.npos ? "" : line.substr(second + 1);
        const Understanding found = kameng().understand(message);
        const bool right = others(found) == wanted_others &&
                           (wanted == "*" || found.intent.value_or("none") == wanted);
        (wanted_others.empty() ? one : two) += 1;
        (wanted_others.empty() ? one_right : two_right) += right;
        if (!right)
            std::cout << message << ": " << found.intent.value_or("none") << " | " << others(found)
                      << " instead of " << wanted << " | " << wanted_others << "\n";
        for (const SecondaryIntent& other : found.secondary) {
            EXPECT_LT(other.span.start, other.span.end) << message;
            EXPECT_LE(other.span.end, static_cast<int>(decode_utf8(message).size())) << message;
        }
    }
    std::cout << "two requests: " << two_right << " of " << two << ", one: " << one_right << " of "
              << one << "\n";
    EXPECT_GE(two + one, 60);
    EXPECT_GE(two_right * 100, two * 85);
    EXPECT_GE(one_right * 100, one * 95);
}

TEST(Requests, stand_behind_the_first_in_the_ranking)
{
    const Understanding found = kameng().understand("点卡用不了 另外想问下退款要几天");
    ASSERT_EQ(found.secondary.size(), 1u);
    ASSERT_GE(found.ranking.size(), 2u);
    EXPECT_EQ(found.ranking[0].intent, *found.intent);
    EXPECT_EQ(found.ranking[1].intent, found.secondary[0].intent);
    EXPECT_EQ(found.secondary[0].span, (Span{6, 16}));
}

// How often an example, each of which asks for one thing, is cut in two.
TEST(Requests, are_seldom_found_where_there_is_one)
{
    int cut = 0, all = 0;
    for (const auto& [path, contents] : read_pack_files("packs/kameng")) {
        if (!path.starts_with("intents/")) continue;
        Problems problems;
        const Yaml root = Yaml::parse(path, contents, problems);
        for (const Yaml& example : root.field("examples").items()) {
            ++all;
            const Understanding found = kameng().understand(example.text());
            cut += !found.secondary.empty();
            if (!found.secondary.empty() && std::getenv("KEFU_SHOW") != nullptr)
                std::cout << example.text() << ": " << found.intent.value_or("none") << " | "
                          << others(found) << "\n";
        }
    }
    std::cout << "cut in two: " << cut << " of " << all << " examples\n";
    EXPECT_LT(cut * 100, all * 3);
}

}  // namespace
}  // namespace intents
