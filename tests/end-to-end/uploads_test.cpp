// Pictures: who may send and see them, and what is no picture.
#include <gtest/gtest.h>

#include "storage/image_type.h"
#include "tests/end-to-end/people.h"
#include "tests/support/pictures.h"

namespace {

using namespace end_to_end;
using test_support::Format;
using test_support::picture;
using test_support::with_exif;

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
    EXPECT_EQ(read.headers.at("content-type"), "image/jpeg");  // made anew
    EXPECT_EQ(read.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(http(port, "GET", "/api/v1/blobs/" + blob + "?as=original", own).body, png());
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

TEST_F(Uploads, refuse_a_picture_that_cannot_be_decoded_and_say_so)
{
    Visitor visitor(port);
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const std::string whole = picture(format);
        EXPECT_EQ(upload(port, visitor.token(), whole).status, 200);
        const HttpAnswer answer = upload(port, visitor.token(), whole.substr(0, whole.size() / 2));
        EXPECT_EQ(answer.status, 415);
        EXPECT_EQ(answer.json().at("code"), "unsupported_media");
        EXPECT_NE(answer.json().at("message").get<std::string>().find("损坏"), std::string::npos);
    }
    std::string bomb = picture(Format::png);
    bomb.replace(16, 8, std::string("\0\0\xC3\x50\0\0\xC3\x50", 8));  // 50,000 x 50,000
    EXPECT_EQ(upload(port, visitor.token(), bomb).status, 415);
}

TEST_F(Uploads, show_no_place_where_a_photo_was_taken_and_keep_the_original)
{
    Visitor visitor(port);
    const std::string photo = with_exif(picture(Format::jpeg), 6, "Camera 1.0");
    const std::string blob = upload(port, visitor.token(), photo).json().at("blob");
    const HeaderList own{{"Authorization", "Bearer " + visitor.token()}};
    std::map<std::string, std::string> shown;
    for (const std::string form : {"", "?as=thumbnail", "?as=original"}) {
        const HttpAnswer answer = http(port, "GET", "/api/v1/blobs/" + blob + form, own);
        ASSERT_EQ(answer.status, 200) << form;
        EXPECT_EQ(answer.headers.at("content-type"), "image/jpeg");
        EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
        EXPECT_NE(answer.headers.at("content-security-policy").find("sandbox"), std::string::npos);
        shown[form] = answer.body;
    }
    EXPECT_EQ(shown[""].find("GPS-PLACE!"), std::string::npos);
    EXPECT_EQ(shown["?as=thumbnail"].find("GPS-PLACE!"), std::string::npos);
    EXPECT_LT(shown["?as=thumbnail"].size(), shown[""].size());
    EXPECT_EQ(shown["?as=original"], photo);
    EXPECT_EQ(storage::image_type(shown["?as=thumbnail"])->width, 320u);  // upright

    // What is shown can be made again from what is kept.
    std::filesystem::remove_all(data.path() / "shown");
    EXPECT_EQ(http(port, "GET", "/api/v1/blobs/" + blob, own).body, shown[""]);
}

TEST(UploadsUnseen, are_taken_where_there_is_no_kefu_media)
{
    // A copy of the program, alone in its folder.
    const TemporaryFolder data, alone;
    std::filesystem::copy_file(KEFU_BINARY, alone.path() / "kefu");
    const Server server(data.path() / "var", {}, (alone.path() / "kefu").string());
    Visitor visitor(server.port());
    const std::string photo = picture(Format::jpeg);
    const HttpAnswer answer = upload(server.port(), visitor.token(), photo);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const HeaderList own{{"Authorization", "Bearer " + visitor.token()}};
    const std::string path = "/api/v1/blobs/" + answer.json().at("blob").get<std::string>();
    EXPECT_EQ(http(server.port(), "GET", path, own).body, photo);
    EXPECT_EQ(http(server.port(), "GET", path + "?as=thumbnail", own).body, photo);
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
