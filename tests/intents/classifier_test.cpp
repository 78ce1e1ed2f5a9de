#include "intents/classifier.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "intents/features.h"
#include "intents/model.h"
#include "tests/intents/kameng.h"

namespace intents {
namespace {

int best(const Classifier& classifier, std::u32string_view words)
{
    const auto margins = classifier.read_message(words).margins;
    return static_cast<int>(std::max_element(margins.begin(), margins.end()) - margins.begin());
}

const std::vector<TrainingExample> examples = {
    {U"卡密用不了", 0},   {U"卡用不了 提示无效", 0}, {U"还没发货", 1},
    {U"怎么还不发货", 1}, {U"where is my order", 2}, {U"my order has not come", 2},
};

TEST(Classifier, tells_apart_what_it_has_learnt)
{
    const Classifier classifier = Classifier::train(examples, 3);
    EXPECT_EQ(best(classifier, U"这张卡用不了"), 0);
    EXPECT_EQ(best(classifier, U"啥时候发货"), 1);
    EXPECT_EQ(best(classifier, U"orders not coming"), 2);
    EXPECT_EQ(classifier.read_message(U"卡密用不了").known_permille, 1000);
    EXPECT_LT(classifier.read_message(U"今天天气").known_permille, 300);
}

TEST(Classifier, learns_the_same_from_the_same)
{
    EXPECT_EQ(Classifier::train(examples, 3).write(), Classifier::train(examples, 3).write());
}

TEST(Classifier, comes_back_from_its_bytes)
{
    const Classifier classifier = Classifier::train(examples, 3);
    const auto back = Classifier::read(classifier.write());
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->read_message(U"这张卡用不了").margins,
              classifier.read_message(U"这张卡用不了").margins);
    EXPECT_TRUE(Classifier::read(Classifier().write()).has_value());
}

TEST(Classifier, refuses_bytes_that_it_did_not_write)
{
    const std::string bytes = Classifier::train(examples, 3).write();
    for (std::size_t size = 0; size < bytes.size(); size += 7)
        EXPECT_FALSE(Classifier::read(bytes.substr(0, size)).has_value()) << size;
    EXPECT_FALSE(Classifier::read(bytes + "x").has_value());
    EXPECT_FALSE(Model::read("").has_value());
    EXPECT_FALSE(Model::read(std::string(1000, '\xff')).has_value());
}

TEST(Classifier, says_nothing_of_one_intent_alone)
{
    const Classifier classifier = Classifier::train({{U"你好", 0}}, 2);
    EXPECT_TRUE(classifier.read_message(U"你好").margins.empty());
}

TEST(Features, are_the_same_for_any_long_number)
{
    EXPECT_EQ(features_of(U"订单 513260912103055427"), features_of(U"订单 613260912103055428"));
    // Around what is said, numbers say nothing; alone, or between, they do.
    for (const auto* around :
         {U"513260912103055427 卡用不了", U"订单号:513260912103055427,卡用不了",
          U"卡用不了 手机13800001234", U"13800001234 单号513260912103055427 卡用不了 13800001234"})
        EXPECT_EQ(features_of(around), features_of(U"卡用不了"));
    EXPECT_NE(features_of(U"513260912103055427"), features_of(U""));
    EXPECT_NE(features_of(U"这单513260912103055427卡用不了"), features_of(U"卡用不了"));
    EXPECT_NE(features_of(U"打12315"), features_of(U"打12316"));
}

// The last digits of a phone number say nothing of the consumers' hotline.
TEST(Features, of_a_short_number_are_of_the_whole_of_it)
{
    const std::vector<std::uint32_t> hotline = features_of(U"12315");
    const std::vector<std::uint32_t> digits = features_of(U"1235");
    const auto shared = std::count_if(digits.begin(), digits.end(), [&](std::uint32_t feature) {
        return std::find(hotline.begin(), hotline.end(), feature) != hotline.end();
    });
    EXPECT_EQ(shared, 1);  // that it stands alone
}

TEST(Model, is_used_where_it_fits_the_pack_and_relearnt_where_not)
{
    auto files = read_pack_files("packs/kameng");
    Problems problems;
    Model model = kameng().model();
    model.calibration.accepted_permille_min = 990;
    files[model_file] = model.write();
    const auto trained = Detector::build(files, problems);
    EXPECT_EQ(trained->model().calibration.accepted_permille_min, 990);
    EXPECT_EQ(trained->model().classifier.write(), model.classifier.write());

    files["intents/greet_thanks_bye.yaml"] += "\n# an example more\n";
    const auto relearnt = Detector::build(files, problems);
    EXPECT_NE(relearnt->model().learnt_from, model.learnt_from);
    EXPECT_EQ(relearnt->model().calibration.accepted_permille_min, 990);

    files[model_file] = "damaged";
    EXPECT_NE(Detector::build(files, problems), nullptr);
}

}  // namespace
}  // namespace intents
