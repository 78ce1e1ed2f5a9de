#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bot/gateway/contract.h"
#include "bot/gateway/signature.h"
#include "bot/random.h"

namespace {

using namespace bot;
using namespace bot::gateway;
using namespace std::chrono_literals;

const dialogs::Time noon{1'790'000'000'000ms};
const SigningKey shop{"shop-1", {"a secret of the shop, long enough"}};

Request refund()
{
    Request request;
    request.method = "POST";
    request.path = "/v1/orders/DJ1/refunds";
    request.query = "dry=1";
    request.body = R"({"amount":9800})";
    return request;
}

Request signed_refund(dialogs::Time at = noon, const SigningKey& key = shop)
{
    Request request = refund();
    request.headers = signed_headers(request, key, at);
    return request;
}

std::string& header(Request& request, std::string_view name)
{
    for (auto& [key, value] : request.headers)
        if (key == name) return value;
    throw std::out_of_range("no such header");
}

// Written down once with another implementation: Python's hmac and hashlib.
TEST(GatewaySignature, is_the_one_of_the_contract)
{
    const std::string text = text_to_sign(refund(), "1790000000", std::string(32, 'a'));
    EXPECT_EQ(text, "POST\n/v1/orders/DJ1/refunds\ndry=1\n1790000000\n" + std::string(32, 'a') +
                        "\n69be4d5af22788f005f4d7c41bb146835e6c577dc53ec32a8996d1a671433e28");
    EXPECT_EQ(hmac_sha256_hex(shop.secrets[0], text),
              "08c2d8f56f23b18d3c4a81979088052f01ee7781806b84f3f7f3d95b1d14b600");
}

TEST(GatewaySignature, is_accepted_once)
{
    SignatureCheck check({shop});
    const Request request = signed_refund();
    EXPECT_EQ(check.check(request, noon), SignatureVerdict::good);
    EXPECT_EQ(check.check(request, noon + 1s), SignatureVerdict::replayed);
    EXPECT_EQ(check.check(signed_refund(), noon + 1s), SignatureVerdict::good);
}

TEST(GatewaySignature, covers_every_part_of_the_request)
{
    SignatureCheck check({shop});
    const auto verdict = [&](auto change) {
        Request request = signed_refund();
        change(request);
        return check.check(request, noon);
    };
    using enum SignatureVerdict;
    EXPECT_EQ(verdict([](Request& r) { r.method = "PUT"; }), wrong);
    EXPECT_EQ(verdict([](Request& r) { r.path += "/"; }), wrong);
    EXPECT_EQ(verdict([](Request& r) { r.query = "dry=0"; }), wrong);
    EXPECT_EQ(verdict([](Request& r) { r.body = R"({"amount":9900})"; }), wrong);
    EXPECT_EQ(verdict([](Request& r) { header(r, "X-Kg-Time") = "1790000001"; }), wrong);
    EXPECT_EQ(verdict([](Request& r) { header(r, "X-Kg-Nonce") = random_hex(16); }), wrong);
    EXPECT_EQ(verdict([](Request& r) { header(r, "X-Kg-Sign").pop_back(); }), wrong);
    EXPECT_EQ(verdict([](Request& r) { header(r, "X-Kg-Key") = "shop-2"; }), unknown_key);
    EXPECT_EQ(verdict([](Request&) {}), good);
}

TEST(GatewaySignature, needs_all_of_its_headers_in_their_form)
{
    SignatureCheck check({shop});
    for (const char* name : {"X-Kg-Key", "X-Kg-Time", "X-Kg-Nonce", "X-Kg-Sign"}) {
        Request request = signed_refund();
        header(request, name).clear();
        EXPECT_EQ(check.check(request, noon), SignatureVerdict::missing) << name;
    }
    for (const char* time : {"-1790000000", " 1790000000", "1790000000 ", "1.79e9", "0x6ab",
                             "99999999999999999999", "9999999999999"}) {
        Request request = signed_refund();
        header(request, "X-Kg-Time") = time;
        EXPECT_EQ(check.check(request, noon), SignatureVerdict::missing) << time;
    }
    for (const std::string& nonce : {std::string(31, 'a'), std::string(33, 'a'),
                                     std::string(32, 'A'), std::string(10'000, 'a')}) {
        Request request = signed_refund();
        header(request, "X-Kg-Nonce") = nonce;
        EXPECT_EQ(check.check(request, noon), SignatureVerdict::missing) << nonce.size();
    }
}

TEST(GatewaySignature, holds_for_a_minute_either_way)
{
    SignatureCheck check({shop});
    EXPECT_EQ(check.check(signed_refund(noon), noon + 60s), SignatureVerdict::good);
    EXPECT_EQ(check.check(signed_refund(noon), noon + 61s), SignatureVerdict::outdated);
    EXPECT_EQ(check.check(signed_refund(noon + 60s), noon), SignatureVerdict::good);
    EXPECT_EQ(check.check(signed_refund(noon + 61s), noon), SignatureVerdict::outdated);
}

TEST(GatewaySignature, takes_the_old_secret_while_the_new_one_comes_in)
{
    const SigningKey both{"shop-1", {"the new secret of this shop here", shop.secrets[0]}};
    SignatureCheck during({both});
    EXPECT_EQ(during.check(signed_refund(noon, shop), noon), SignatureVerdict::good);
    EXPECT_EQ(during.check(signed_refund(noon, both), noon), SignatureVerdict::good);
    SignatureCheck after({{"shop-1", {both.secrets[0]}}});
    EXPECT_EQ(after.check(signed_refund(noon, both), noon), SignatureVerdict::good);
    EXPECT_EQ(after.check(signed_refund(noon, shop), noon), SignatureVerdict::wrong);
}

TEST(GatewaySignature, never_accepts_an_empty_or_a_third_secret)
{
    SignatureCheck check({{"shop-1", {"", "one", "two", "three"}}, {"shop-2", {""}}});
    EXPECT_EQ(check.check(signed_refund(noon, {"shop-1", {""}}), noon), SignatureVerdict::wrong);
    EXPECT_EQ(check.check(signed_refund(noon, {"shop-2", {""}}), noon), SignatureVerdict::wrong);
    EXPECT_EQ(check.check(signed_refund(noon, {"shop-1", {"two"}}), noon), SignatureVerdict::good);
    EXPECT_EQ(check.check(signed_refund(noon, {"shop-1", {"three"}}), noon),
              SignatureVerdict::wrong);
}

TEST(GatewaySignature, keeps_a_bounded_number_of_nonces_and_forgets_old_ones)
{
    SignatureCheck check({shop}, 2);
    EXPECT_EQ(check.check(signed_refund(noon), noon), SignatureVerdict::good);
    EXPECT_EQ(check.check(signed_refund(noon), noon), SignatureVerdict::good);
    EXPECT_EQ(check.check(signed_refund(noon), noon), SignatureVerdict::crowded);
    // Who knows no secret takes no place.
    EXPECT_EQ(check.check(signed_refund(noon, {"shop-1", {"guessed"}}), noon),
              SignatureVerdict::wrong);
    const auto later = noon + 5min + 1s;
    EXPECT_EQ(check.check(signed_refund(later), later), SignatureVerdict::good);
}

TEST(GatewayContract, has_a_status_for_each_error)
{
    EXPECT_EQ(status_of("state_changed"), 412);
    EXPECT_EQ(status_of("over_auto_limit"), 403);
    EXPECT_EQ(status_of("frozen"), 423);
    EXPECT_EQ(status_of("provider_unknown"), 202);
    EXPECT_EQ(status_of("nothing of the kind"), 500);
}

}  // namespace
