#include "media/picture.h"

#include <gtest/gtest.h>
#include <leptonica/allheaders.h>

#include <bit>
#include <cstdlib>

#include "storage/image_type.h"
#include "tests/support/pictures.h"

using media::decode;
using media::Flaw;
using test_support::Format;
using test_support::picture;
using test_support::sent_again;
using test_support::Sheet;
using test_support::with_exif;

namespace {

std::uint64_t hash_of(const std::string& picture)
{
    return media::difference_hash(*decode(picture).pix);
}

}  // namespace

TEST(Picture, of_each_kind_is_read)
{
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const auto decoded = decode(picture(format));
        ASSERT_EQ(decoded.flaw, Flaw::none) << static_cast<int>(format);
        EXPECT_EQ(decoded.width, 720u);
        EXPECT_EQ(decoded.height, 1280u);
        EXPECT_FALSE(media::is_blank(*decoded.pix));
    }
}

TEST(Picture, that_was_cut_short_is_broken)
{
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const std::string whole = picture(format);
        for (const std::size_t tenths : {3u, 5u, 9u}) {
            const auto decoded = decode(whole.substr(0, whole.size() * tenths / 10));
            EXPECT_EQ(decoded.flaw, Flaw::broken)
                << static_cast<int>(format) << " at " << tenths << " tenths";
            EXPECT_EQ(decoded.pix, nullptr);
        }
    }
}

TEST(Picture, with_bytes_changed_in_its_middle_never_ends_the_program)
{
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const std::string whole = picture(format, {200, 200});
        for (std::size_t at = 0; at < whole.size(); at += whole.size() / 40 + 1) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
            const auto decoded = decode(damaged);
            EXPECT_EQ(decoded.pix == nullptr, decoded.flaw != Flaw::none);
        }
    }
}

TEST(Picture, that_claims_too_many_pixels_is_not_decoded)
{
    std::string bomb = picture(Format::png);
    bomb.replace(16, 8, std::string("\0\0\xC3\x50\0\0\xC3\x50", 8));  // 50,000 x 50,000
    EXPECT_EQ(decode(bomb).flaw, Flaw::no_picture);
    EXPECT_EQ(decode("<svg xmlns='http://www.w3.org/2000/svg'/>").flaw, Flaw::no_picture);
    EXPECT_EQ(decode("").flaw, Flaw::no_picture);
}

TEST(Picture, of_one_tone_is_blank)
{
    EXPECT_TRUE(media::is_blank(*decode(picture(Format::jpeg, {720, 1280, 1, true})).pix));
    EXPECT_TRUE(media::is_blank(*decode(picture(Format::png, {720, 1280, 1, true})).pix));
}

TEST(Picture, is_shown_upright_small_and_without_what_exif_told)
{
    const std::string original = with_exif(picture(Format::jpeg), 6, "Camera 1.0");
    ASSERT_NE(original.find("GPS-PLACE!"), std::string::npos);
    const auto decoded = decode(original);
    ASSERT_EQ(decoded.flaw, Flaw::none);
    for (const std::uint32_t side : {320u, 2048u}) {
        const std::string shown = media::jpeg_within(*decoded.pix, side);
        EXPECT_EQ(shown.find("GPS-PLACE!"), std::string::npos);
        EXPECT_EQ(shown.find("Exif"), std::string::npos);
        const auto type = storage::image_type(shown);
        ASSERT_TRUE(type);
        EXPECT_EQ(type->width, std::min(side, 1280u));  // turned by a quarter
        EXPECT_LT(type->height, type->width);
    }
}

TEST(Picture, has_nearly_the_same_hash_as_its_copies)
{
    const std::string original = picture(Format::png, {1080, 1920, 1});
    const std::uint64_t hash = hash_of(original);
    for (const double scale : {1.0, 0.75, 0.5, 0.35})
        for (const int quality : {90, 40})
            EXPECT_LE(std::popcount(hash ^ hash_of(sent_again(original, scale, quality))), 6)
                << scale << ' ' << quality;
    EXPECT_GT(std::popcount(hash ^ hash_of(picture(Format::png, {1080, 1920, 2}))), 10);
}

TEST(Picture, has_a_signature_of_its_fields)
{
    EXPECT_EQ(media::signature(*decode(picture(Format::png)).pix).size(),
              std::size_t{media::signature_side} * media::signature_side);
}
