#include "media/metadata.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/pictures.h"

using media::metadata;
using test_support::Format;
using test_support::picture;
using test_support::with_exif;

TEST(Metadata, tells_how_a_photo_is_held_and_what_wrote_it)
{
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto found = metadata(
            with_exif(picture(Format::jpeg, {60, 60}), orientation, "Adobe Photoshop 24.0"));
        EXPECT_EQ(found.orientation, orientation);
        EXPECT_EQ(found.software, "Adobe Photoshop 24.0");
    }
}

TEST(Metadata, reads_a_png_s_text)
{
    std::string png = picture(Format::png, {60, 60});
    png.insert(33, std::string("\0\0\0\x0DtEXtSoftware\0GIMPcrc_", 25));
    EXPECT_EQ(metadata(png).software, "GIMP");
}

TEST(Metadata, of_a_plain_picture_is_nothing)
{
    for (const Format format : {Format::png, Format::jpeg, Format::webp, Format::gif}) {
        const auto found = metadata(picture(format, {200, 200}));
        EXPECT_EQ(found.orientation, 1);
        EXPECT_EQ(found.software, "");
    }
    EXPECT_EQ(metadata("").orientation, 1);
}

TEST(Metadata, takes_only_what_can_be_read)
{
    const auto found = metadata(
        with_exif(picture(Format::jpeg, {60, 60}), 9, "a\x1b[31m\nb" + std::string(99, 'x')));
    EXPECT_EQ(found.orientation, 1);
    EXPECT_TRUE(found.software.starts_with("a[31mb")) << found.software;
    EXPECT_LE(found.software.size(), 64u);
}

TEST(Metadata, of_any_bytes_ends)
{
    std::mt19937 chance(7);
    const std::string whole = with_exif(picture(Format::jpeg, {60, 60}), 6, "x");
    for (int i = 0; i < 5000; ++i) {
        std::string damaged = whole.substr(0, chance() % whole.size());
        for (int n = 0; n < 4 && !damaged.empty(); ++n)
            damaged[chance() % std::min<std::size_t>(damaged.size(), 140)] =
                static_cast<char>(chance());
        const auto found = metadata(damaged);
        EXPECT_GE(found.orientation, 1);
        EXPECT_LE(found.orientation, 8);
    }
}
