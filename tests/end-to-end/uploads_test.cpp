// Pictures: who may send and see them, and what is no picture.
#include <gtest/gtest.h>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;

class Uploads : public testing::Test {
protected:
    TemporaryFolder data;
    Server server{data.path()};
    std::uint16_t port = server.port();
};

TEST_F(Uploads, keep_a_picture_for_its_conversation_only)
{
    Visitor visitor(port);
    const HttpAnswer answer = upload(port, visitor.token(), png());
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.json().at("media_type"), "image/png");
    EXPECT_EQ(answer.json().at("bytes"), png().size());
    const std::string blob = answer.json().at("blob");

    const json acked = visitor.send("m1", {{"type", "image"}, {"blob", blob}});
    ASSERT_EQ(acked.at("t"), "ack");
    const json shown = visitor.event(acked.at("seq"));
    EXPECT_EQ(shown.at("body").at("media_type"), "image/png");

    const HeaderList own{{"Authorization", "Bearer " + visitor.token()}};
    const HttpAnswer read = http(port, "GET", "/api/v1/blobs/" + blob, own);
    EXPECT_EQ(read.status, 200);
    EXPECT_EQ(read.body, png());
    EXPECT_EQ(read.headers.at("x-content-type-options"), "nosniff");
    EXPECT_NE(read.headers.at("content-security-policy").find("sandbox"), std::string::npos);

    Visitor other(port);
    const HeaderList foreign{{"Authorization", "Bearer " + other.token()}};
    EXPECT_EQ(http(port, "GET", "/api/v1/blobs/" + blob, foreign).status, 404);
    EXPECT_EQ(http(port, "GET", "/api/v1/blobs/" + blob).status, 401);
    EXPECT_EQ(http(port, "GET", "/api/v1/blobs/../../kefu.db", own).status, 404);
    EXPECT_EQ(other.send("m1", {{"type", "image"}, {"blob", blob}}).at("code"), "not_found");
    EXPECT_EQ(visitor.send("m2", {{"type", "image"}, {"blob", "b_unknown"}}).at("code"),
              "not_found");
}

TEST_F(Uploads, refuse_what_is_no_picture_whatever_it_is_called)
{
    Visitor visitor(port);
    for (const std::string& bytes :
         {std::string("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
          std::string("<html><script>alert(1)</script>"), std::string("%PDF-1.7"), std::string("x"),
          std::string("\x89PNG\r\n\x1a\n", 8)}) {
        const HttpAnswer answer = upload(port, visitor.token(), bytes);
        EXPECT_EQ(answer.status, 415) << bytes;
        EXPECT_EQ(answer.json().at("code"), "unsupported_media");
    }
    EXPECT_EQ(upload(port, visitor.token(), "").status, 415);
}

TEST_F(Uploads, say_so_where_a_picture_is_too_large)
{
    Visitor visitor(port);
    const HttpAnswer answer =
        upload(port, visitor.token(), png() + std::string(11 * 1024 * 1024, 'x'));
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.json().at("code"), "too_large");
    EXPECT_FALSE(answer.json().at("message").get<std::string>().empty());
    EXPECT_EQ(upload(port, visitor.token(), png() + std::string(9 * 1024 * 1024, 'x')).status, 200);
}

TEST_F(Uploads, need_a_token)
{
    EXPECT_EQ(upload(port, "", png()).status, 401);
    EXPECT_EQ(upload(port, "forged", png()).status, 401);
    EXPECT_EQ(
        http(port, "POST", "/api/v1/blobs", {}, png() + std::string(20 * 1024 * 1024, 'x')).status,
        401);
}

TEST_F(Uploads, may_come_from_a_shop_s_own_page)
{
    const HttpAnswer answer =
        http(port, "OPTIONS", "/api/v1/blobs", {{"Origin", "https://shop.example"}});
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.headers.at("access-control-allow-origin"), "*");
    EXPECT_NE(answer.headers.at("access-control-allow-headers").find("Authorization"),
              std::string::npos);
    EXPECT_FALSE(answer.headers.contains("access-control-allow-credentials"));
}

}  // namespace
