#include "media/metadata.h"

#include <algorithm>
#include <cstdint>

namespace media {

namespace {

// Numbers at a place in bytes that may end before it; 0 where they do.
class Bytes {
public:
    Bytes(std::string_view bytes, bool little_endian) : bytes_(bytes), little_(little_endian) {}

    std::uint32_t number(std::size_t at, std::size_t length) const
    {
        if (at > bytes_.size() || bytes_.size() - at < length) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < length; ++i)
            value = value << 8 |
                    static_cast<unsigned char>(bytes_[at + (little_ ? length - 1 - i : i)]);
        return value;
    }
    std::string_view part(std::size_t at, std::size_t length) const
    {
        return at < bytes_.size() ? bytes_.substr(at, length) : std::string_view();
    }

private:
    std::string_view bytes_;
    bool little_;
};

std::string printable(std::string_view text)
{
    std::string kept;
    for (const char c : text.substr(0, 64)) {
        if (c == '\0') break;
        if (c >= ' ' && c <= '~') kept += c;
    }
    return kept;
}

// A TIFF block, as EXIF has it: byte order, then a directory of tags.
Metadata from_tiff(std::string_view tiff)
{
    constexpr std::uint32_t orientation_tag = 0x0112, software_tag = 0x0131;
    constexpr std::uint32_t entries_max = 512, entry_bytes = 12;
    Metadata found;
    if (!tiff.starts_with("II") && !tiff.starts_with("MM")) return found;
    const Bytes bytes(tiff, tiff.starts_with("II"));
    const std::uint32_t directory = bytes.number(4, 4);
    const std::uint32_t entries = std::min(bytes.number(directory, 2), entries_max);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t at = std::size_t{directory} + 2 + std::size_t{i} * entry_bytes;
        const std::uint32_t tag = bytes.number(at, 2);
        if (tag == orientation_tag) {
            const std::uint32_t value = bytes.number(at + 8, 2);
            if (value >= 1 && value <= 8) found.orientation = static_cast<int>(value);
        } else if (tag == software_tag) {
            const std::uint32_t length = bytes.number(at + 4, 4);
            const std::size_t place = length <= 4 ? at + 8 : bytes.number(at + 8, 4);
            found.software = printable(bytes.part(place, length));
        }
    }
    return found;
}

// JPEG: segments until the pixels begin.
Metadata from_jpeg(std::string_view jpeg)
{
    constexpr std::string_view exif("Exif\0\0", 6);
    const Bytes bytes(jpeg, false);
    std::size_t at = 2;
    while (at + 4 <= jpeg.size() && bytes.number(at, 1) == 0xFF) {
        const std::uint32_t marker = bytes.number(at + 1, 1), length = bytes.number(at + 2, 2);
        if (marker == 0xDA || length < 2) break;
        const std::string_view segment = bytes.part(at + 4, length - 2);
        if (marker == 0xE1 && segment.starts_with(exif))
            return from_tiff(segment.substr(exif.size()));
        at += 2 + length;
    }
    return {};
}

// PNG: chunks of length, name, bytes and checksum.
Metadata from_png(std::string_view png)
{
    constexpr std::string_view software("Software\0", 9);
    Metadata found;
    const Bytes bytes(png, false);
    std::size_t at = 8;
    while (at + 12 <= png.size()) {
        const std::size_t length = bytes.number(at, 4);
        const std::string_view name = bytes.part(at + 4, 4), chunk = bytes.part(at + 8, length);
        if (name == "eXIf") {
            Metadata exif = from_tiff(chunk);
            found.orientation = exif.orientation;
            if (found.software.empty()) found.software = std::move(exif.software);
        } else if (name == "tEXt" && chunk.starts_with(software)) {
            found.software = printable(chunk.substr(software.size()));
        }
        at += 12 + length;
    }
    return found;
}

// WebP: RIFF chunks of name, length and bytes, padded to even lengths.
Metadata from_webp(std::string_view webp)
{
    const Bytes bytes(webp, true);
    std::size_t at = 12;
    while (at + 8 <= webp.size()) {
        const std::size_t length = bytes.number(at + 4, 4);
        if (bytes.part(at, 4) == "EXIF") {
            std::string_view exif = bytes.part(at + 8, length);
            if (exif.starts_with("Exif")) exif.remove_prefix(std::min<std::size_t>(6, exif.size()));
            return from_tiff(exif);
        }
        at += 8 + length + length % 2;
    }
    return {};
}

}  // namespace

Metadata metadata(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xD8\xFF")) return from_jpeg(bytes);
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return from_png(bytes);
    if (bytes.starts_with("RIFF")) return from_webp(bytes);
    return {};
}

}  // namespace media
