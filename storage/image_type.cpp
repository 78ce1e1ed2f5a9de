#include "storage/image_type.h"

namespace storage {

namespace {

constexpr std::uint64_t pixels_max = 50'000'000;

std::uint32_t byte(std::string_view bytes, std::size_t at)
{
    return static_cast<unsigned char>(bytes[at]);
}
std::uint32_t big16(std::string_view bytes, std::size_t at)
{
    return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
std::uint32_t big32(std::string_view bytes, std::size_t at)
{
    return big16(bytes, at) << 16 | big16(bytes, at + 2);
}
std::uint32_t little16(std::string_view bytes, std::size_t at)
{
    return byte(bytes, at) | byte(bytes, at + 1) << 8;
}
std::uint32_t little24(std::string_view bytes, std::size_t at)
{
    return little16(bytes, at) | byte(bytes, at + 2) << 16;
}

std::optional<ImageType> png(std::string_view bytes)
{
    // Signature, then the IHDR chunk of 13 bytes, and at least one more chunk's header.
    if (bytes.size() < 45 || bytes.substr(12, 4) != "IHDR" || big32(bytes, 8) != 13)
        return std::nullopt;
    return ImageType{"image/png", big32(bytes, 16), big32(bytes, 20)};
}

std::optional<ImageType> jpeg(std::string_view bytes)
{
    // Segments until the frame header (SOF), which has the dimensions.
    std::size_t at = 2;
    while (at + 9 < bytes.size()) {
        if (byte(bytes, at) != 0xFF) return std::nullopt;
        const std::uint32_t marker = byte(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        const std::uint32_t length = big16(bytes, at + 2);
        if (length < 2) return std::nullopt;
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return ImageType{"image/jpeg", big16(bytes, at + 7), big16(bytes, at + 5)};
        if (marker == 0xDA || marker == 0xD9) return std::nullopt;  // pixels before a frame header
        at += 2 + length;
    }
    return std::nullopt;
}

std::optional<ImageType> webp(std::string_view bytes)
{
    if (bytes.size() < 30) return std::nullopt;
    const std::string_view chunk = bytes.substr(12, 4);
    if (chunk == "VP8X")
        return ImageType{"image/webp", little24(bytes, 24) + 1, little24(bytes, 27) + 1};
    if (chunk == "VP8L" && byte(bytes, 20) == 0x2F) {
        const std::uint32_t bits = little16(bytes, 21) | little16(bytes, 23) << 16;
        return ImageType{"image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
    }
    if (chunk == "VP8 " && bytes.substr(23, 3) == "\x9D\x01\x2A")
        return ImageType{"image/webp", little16(bytes, 26) & 0x3FFF, little16(bytes, 28) & 0x3FFF};
    return std::nullopt;
}

std::optional<ImageType> gif(std::string_view bytes)
{
    if (bytes.size() < 26) return std::nullopt;
    return ImageType{"image/gif", little16(bytes, 6), little16(bytes, 8)};
}

std::optional<ImageType> by_signature(std::string_view bytes)
{
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return png(bytes);
    if (bytes.starts_with("\xFF\xD8\xFF")) return jpeg(bytes);
    if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP")
        return webp(bytes);
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return gif(bytes);
    return std::nullopt;
}

}  // namespace

std::optional<ImageType> image_type(std::string_view bytes)
{
    const auto found = by_signature(bytes);
    if (!found || found->width == 0 || found->height == 0) return std::nullopt;
    if (std::uint64_t{found->width} * found->height > pixels_max) return std::nullopt;
    return found;
}

}  // namespace storage
