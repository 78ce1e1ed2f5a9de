#include "storage/image_type.h"

#include <gtest/gtest.h>

#include <random>

using storage::image_type;

namespace {

std::string big32(std::uint32_t value)
{
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
            static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string png(std::uint32_t width, std::uint32_t height)
{
    return "\x89PNG\r\n\x1A\n" + big32(13) + "IHDR" + big32(width) + big32(height) +
           std::string(5, '\x08') + std::string(4, 'c') + big32(0) + "IEND" + std::string(4, 'c');
}

}  // namespace

TEST(ImageType, reads_kind_and_size)
{
    const auto found = image_type(png(1080, 2340));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->media_type, "image/png");
    EXPECT_EQ(found->width, 1080u);
    EXPECT_EQ(found->height, 2340u);

    const std::string jpeg =
        std::string("\xFF\xD8\xFF\xE0\x00\x04\x00\x00\xFF\xC0\x00\x11\x08\x00\x20\x00\x10", 17) +
        std::string(20, 'x');
    ASSERT_TRUE(image_type(jpeg));
    EXPECT_EQ(image_type(jpeg)->width, 16u);
    EXPECT_EQ(image_type(jpeg)->height, 32u);

    const std::string gif = std::string("GIF89a\x10\x00\x20\x00", 10) + std::string(20, 'x');
    ASSERT_TRUE(image_type(gif));
    EXPECT_EQ(image_type(gif)->media_type, "image/gif");

    const std::string webp = std::string(
        "RIFF\x20\x00\x00\x00WEBPVP8X\x0A\x00\x00\x00\x00\x00\x00\x00\x0F\x00\x00\x1F\x00\x00", 30);
    ASSERT_TRUE(image_type(webp));
    EXPECT_EQ(image_type(webp)->width, 16u);
    EXPECT_EQ(image_type(webp)->height, 32u);
}

TEST(ImageType, refuses_what_only_looks_like_a_picture)
{
    EXPECT_FALSE(image_type(""));
    EXPECT_FALSE(image_type("<svg xmlns='http://www.w3.org/2000/svg'/>"));
    EXPECT_FALSE(image_type("<html>kind.png</html>"));
    EXPECT_FALSE(image_type("%PDF-1.7"));
    EXPECT_FALSE(image_type(png(100, 100).substr(0, 20)));
    EXPECT_FALSE(image_type(png(0, 100)));
    EXPECT_FALSE(image_type(png(50000, 50000)));  // a decompression bomb
    EXPECT_FALSE(image_type("\xFF\xD8\xFF\xDA plain text"));
}

TEST(ImageType, never_reads_past_the_end)
{
    std::mt19937 random(1);
    const std::string signatures[] = {"\x89PNG\r\n\x1A\n", "\xFF\xD8\xFF",
                                      std::string("RIFF\0\0\0\0WEBP", 12), "GIF89a"};
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = signatures[random() % 4];
        for (std::size_t i = random() % 60; i > 0; --i) bytes += static_cast<char>(random());
        image_type(bytes);
    }
}
