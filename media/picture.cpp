#include "media/picture.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cstdlib>

#include "media/metadata.h"
#include "storage/image_type.h"

namespace media {

namespace {

constexpr int jpeg_quality = 82;
constexpr std::uint32_t blank_range = 24;  // of 255

PixPointer own(Pix* pix) { return PixPointer(pix); }

PixPointer decode_as(const std::string& media_type, std::string_view bytes)
{
    const auto* data = reinterpret_cast<const l_uint8*>(bytes.data());
    if (media_type == "image/png") return own(pixReadMemPng(data, bytes.size()));
    if (media_type == "image/webp") return own(pixReadMemWebP(data, bytes.size()));
    if (media_type == "image/gif") return own(pixReadMemGif(data, bytes.size()));
    // A warning of the JPEG decoder means that some of the picture would be made up.
    constexpr int no_palette = 0, full_size = 1, no_hint = 0;
    int warnings = 0;
    PixPointer pix =
        own(pixReadMemJpeg(data, bytes.size(), no_palette, full_size, &warnings, no_hint));
    return warnings == 0 ? std::move(pix) : nullptr;
}

PixPointer within(Pix& pix, std::uint32_t side_max)
{
    const auto width = static_cast<std::uint32_t>(pixGetWidth(&pix)),
               height = static_cast<std::uint32_t>(pixGetHeight(&pix));
    const std::uint32_t side = std::max(width, height);
    if (side <= side_max) return own(pixClone(&pix));
    const auto scaled = [&](std::uint32_t length) {
        return static_cast<int>(
            std::max<std::uint64_t>(1, std::uint64_t{length} * side_max / side));
    };
    return own(pixScaleAreaMapToSize(&pix, scaled(width), scaled(height)));
}

// EXIF's orientations: 2 mirrors, 3 and 4 turn by a half, 5 to 8 by a quarter.
PixPointer upright(Pix& pix, int orientation)
{
    constexpr int clockwise = 1, counterclockwise = -1;
    switch (orientation) {
        case 2:
            return own(pixFlipLR(nullptr, &pix));
        case 3:
            return own(pixRotate180(nullptr, &pix));
        case 4:
            return own(pixFlipTB(nullptr, &pix));
        case 5: {
            const PixPointer turned = own(pixRotate90(&pix, clockwise));
            return turned ? own(pixFlipLR(nullptr, turned.get())) : nullptr;
        }
        case 6:
            return own(pixRotate90(&pix, clockwise));
        case 7: {
            const PixPointer turned = own(pixRotate90(&pix, counterclockwise));
            return turned ? own(pixFlipLR(nullptr, turned.get())) : nullptr;
        }
        case 8:
            return own(pixRotate90(&pix, counterclockwise));
        default:
            return own(pixClone(&pix));
    }
}

// Colours and grey as plain bytes, without a palette, on white.
PixPointer plain(Pix& pix)
{
    const PixPointer without_palette = own(pixRemoveColormap(&pix, REMOVE_CMAP_BASED_ON_SRC));
    if (!without_palette) return nullptr;
    const PixPointer opaque = own(pixGetSpp(without_palette.get()) == 4
                                      ? pixAlphaBlendUniform(without_palette.get(), 0xffffff00)
                                      : pixClone(without_palette.get()));
    if (!opaque) return nullptr;
    return own(pixConvertTo8Or32(opaque.get(), L_CLONE, 0));
}

PixPointer grey_fields(Pix& pix, std::uint32_t width, std::uint32_t height)
{
    const PixPointer grey = own(pixConvertTo8(&pix, 0));
    if (!grey) return nullptr;
    // Each field is the mean of what it covers, so the size of the original hardly matters.
    return own(
        pixScaleAreaMapToSize(grey.get(), static_cast<int>(width), static_cast<int>(height)));
}

std::uint32_t pixel(Pix& pix, std::uint32_t x, std::uint32_t y)
{
    l_uint32 value = 0;
    pixGetPixel(&pix, static_cast<int>(x), static_cast<int>(y), &value);
    return value;
}

}  // namespace

void PixDeleter::operator()(Pix* pix) const { pixDestroy(&pix); }

Decoded decode(std::string_view bytes)
{
    setMsgSeverity(L_SEVERITY_NONE);
    Decoded result;
    const auto type = storage::image_type(bytes);
    if (!type) {
        result.flaw = Flaw::no_picture;
        return result;
    }
    result.media_type = type->media_type;
    result.width = type->width;
    result.height = type->height;
    result.flaw = Flaw::broken;
    PixPointer pix = decode_as(type->media_type, bytes);
    if (pix) pix = plain(*pix);
    if (pix) pix = within(*pix, decoded_side_max);
    if (pix) pix = upright(*pix, metadata(bytes).orientation);
    if (pix) result.flaw = Flaw::none;
    result.pix = std::move(pix);
    return result;
}

bool is_blank(Pix& pix)
{
    const PixPointer grey = own(pixConvertTo8(&pix, 0));
    l_uint32 darkest = 0, brightest = 0;
    if (!grey || pixGetRankValue(grey.get(), 1, 0.001F, &darkest) != 0 ||
        pixGetRankValue(grey.get(), 1, 0.999F, &brightest) != 0)
        return false;
    return brightest < darkest + blank_range;
}

std::uint64_t difference_hash(Pix& pix)
{
    constexpr std::uint32_t side = 8;
    const PixPointer fields = grey_fields(pix, side + 1, side);
    std::uint64_t hash = 0;
    if (!fields) return hash;
    for (std::uint32_t y = 0; y < side; ++y)
        for (std::uint32_t x = 0; x < side; ++x)
            hash = hash << 1 | (pixel(*fields, x, y) > pixel(*fields, x + 1, y) ? 1U : 0U);
    return hash;
}

std::string signature(Pix& pix)
{
    const PixPointer fields = grey_fields(pix, signature_side, signature_side);
    std::string result;
    if (!fields) return result;
    for (std::uint32_t y = 0; y < signature_side; ++y)
        for (std::uint32_t x = 0; x < signature_side; ++x)
            result += static_cast<char>(pixel(*fields, x, y));
    return result;
}

std::string jpeg_within(Pix& pix, std::uint32_t side_max)
{
    const PixPointer scaled = within(pix, side_max);
    l_uint8* data = nullptr;
    std::size_t size = 0;
    if (!scaled || pixWriteMemJpeg(&data, &size, scaled.get(), jpeg_quality, 0) != 0) return {};
    const std::unique_ptr<l_uint8, decltype(&std::free)> owned(data, &std::free);
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace media
