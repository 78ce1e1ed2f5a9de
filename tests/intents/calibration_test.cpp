#include "intents/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "intents/fixed_point.h"

namespace intents {
namespace {

TEST(FixedPoint, agrees_with_floating_point)
{
    for (int milli = 0; milli < 15000; milli += 37) {
        EXPECT_NEAR(static_cast<double>(exp_of_minus(milli)) / fixed_one, std::exp(-milli / 1000.0),
                    2e-4);
        EXPECT_NEAR(logistic_permille(milli), 1000 / (1 + std::exp(-milli / 1000.0)), 0.6);
        EXPECT_EQ(logistic_permille(-milli), 1000 - logistic_permille(milli));
    }
    for (int share = 1; share < 40; ++share)
        EXPECT_NEAR(log_milli(share * fixed_one / 4), 1000 * std::log(share / 4.0), 20);
    EXPECT_EQ(exp_of_minus(1000000000), 0);
}

TEST(Calibration, has_no_doubt_where_one_intent_stands_alone)
{
    EXPECT_GT(share_log_odds({2000, 0, 0}, 0, 100), 9000);
    EXPECT_EQ(share_log_odds({500, 500}, 0, 100), 0);
    EXPECT_LT(share_log_odds({0, 5000}, 0, 100), -9000);
}

// 300 messages: the first intent, leading by 200, is right in two of three.
TEST(Calibration, learns_how_often_an_answer_is_right)
{
    std::vector<AnsweredMessage> messages;
    for (int i = 0; i < 300; ++i) messages.push_back({1500, false, 800, i % 3 != 0, true, false});
    Calibration calibration;
    fit_reliability(messages, 30, calibration);
    EXPECT_NEAR(calibration.confidence_permille(1500, false, 800), 667, 15);
}

TEST(Calibration, turns_away_no_more_messages_about_the_shop_than_it_may)
{
    std::vector<AnsweredMessage> messages;
    for (int i = 0; i < 1000; ++i)
        messages.push_back({i * 8 - 1000, false, 800, i % 1000 > 100, true, false});
    Calibration calibration;
    fit_reliability(messages, 50, calibration);
    int rejected = 0;
    for (const AnsweredMessage& message : messages)
        rejected += calibration.confidence_permille(message.share_log_odds, false, 800) <
                    calibration.accepted_permille_min;
    EXPECT_LE(rejected, 50);
    EXPECT_GE(rejected, 30);
}

TEST(Calibration, learns_which_source_to_trust)
{
    std::vector<ScoredMessage> messages;
    for (int i = 0; i < 400; ++i) {
        const int wanted = i % 2;
        ScoredMessage message;
        message.wanted = wanted;
        message.intents.resize(2);
        message.is_other.assign(2, false);
        message.intents[wanted].classifier = 300;   // always right
        message.intents[i / 2 % 2].keywords = 300;  // as often wrong
        message.intents[i % 10 == 0 ? 1 - wanted : wanted].rest = 300;
        messages.push_back(message);
    }
    Calibration calibration;
    fit_weights(messages, calibration);
    EXPECT_GT(calibration.classifier_percent, calibration.keyword_percent);
    EXPECT_LT(calibration.keyword_percent, 30);
}

TEST(Calibration, keeps_its_defaults_where_there_are_few_messages)
{
    Calibration calibration;
    fit_weights({}, calibration);
    fit_reliability({}, 30, calibration);
    EXPECT_EQ(calibration.temperature, Calibration{}.temperature);
    EXPECT_EQ(calibration.reliability, Calibration{}.reliability);
}

}  // namespace
}  // namespace intents
