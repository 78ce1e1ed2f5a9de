#include "tests/support/pictures.h"

#include <leptonica/allheaders.h>

#include <cstdlib>
#include <random>
#include <stdexcept>

namespace test_support {

namespace {

std::string written(PIX* pix, int format, int quality)
{
    l_uint8* data = nullptr;
    std::size_t size = 0;
    const int failed = format == IFF_JFIF_JPEG ? pixWriteMemJpeg(&data, &size, pix, quality, 0)
                                               : pixWriteMem(&data, &size, pix, format);
    if (failed) throw std::runtime_error("a picture could not be made");
    std::string bytes(reinterpret_cast<const char*>(data), size);
    std::free(data);
    return bytes;
}

std::string little(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
}

std::string tag(std::uint32_t id, std::uint32_t type, std::uint32_t count, std::uint32_t value)
{
    return little(id, 2) + little(type, 2) + little(count, 4) + little(value, 4);
}

}  // namespace

std::string picture(Format format, const Sheet& sheet)
{
    PIX* pix = pixCreate(static_cast<int>(sheet.width), static_cast<int>(sheet.height), 32);
    pixSetAllArbitrary(pix, 0xf4f6f800);
    std::mt19937 chance(sheet.seed);
    const std::uint32_t line = 40;
    for (std::uint32_t y = line; !sheet.blank && y + line < sheet.height; y += line * 2)
        for (std::uint32_t x = line; x + line < sheet.width; x += line)
            if (chance() % 2)
                pixRasterop(pix, static_cast<int>(x), static_cast<int>(y),
                            static_cast<int>(line * 3 / 4), static_cast<int>(line), PIX_CLR,
                            nullptr, 0, 0);
    std::string bytes;
    if (format == Format::gif) {
        PIX* grey = pixConvertTo8(pix, 0);
        PIX* few = pixConvertGrayToColormap(grey);
        bytes = written(few, IFF_GIF, 0);
        pixDestroy(&grey);
        pixDestroy(&few);
    } else {
        bytes = written(pix,
                        format == Format::png    ? IFF_PNG
                        : format == Format::jpeg ? IFF_JFIF_JPEG
                                                 : IFF_WEBP,
                        90);
    }
    pixDestroy(&pix);
    return bytes;
}

std::string sent_again(const std::string& picture, double scale, int jpeg_quality)
{
    PIX* pix = pixReadMem(reinterpret_cast<const l_uint8*>(picture.data()), picture.size());
    PIX* scaled = pixScale(pix, static_cast<float>(scale), static_cast<float>(scale));
    std::string bytes = written(scaled, IFF_JFIF_JPEG, jpeg_quality);
    pixDestroy(&pix);
    pixDestroy(&scaled);
    return bytes;
}

std::string with_exif(const std::string& jpeg, int orientation, const std::string& software)
{
    const auto text = static_cast<std::uint32_t>(software.size() + 1);
    const std::uint32_t directory = 8, entries = 3, after = directory + 2 + entries * 12 + 4;
    std::string tiff = "II" + little(42, 2) + little(directory, 4) + little(entries, 2);
    tiff += tag(0x0112, 3, 1, static_cast<std::uint32_t>(orientation));
    tiff += tag(0x0131, 2, text, after);
    tiff += tag(0x8825, 4, 1, after + text);  // the place, as a directory of its own
    tiff += little(0, 4) + software + '\0';
    tiff += little(1, 2) + tag(0x001d, 2, 11, after + text + 18) + little(0, 4);
    tiff += std::string("GPS-PLACE!\0", 11);
    const std::string segment = std::string("Exif\0\0", 6) + tiff;
    const auto length = static_cast<std::uint32_t>(segment.size() + 2);
    return jpeg.substr(0, 2) + "\xFF\xE1" + static_cast<char>(length >> 8) +
           static_cast<char>(length) + segment + jpeg.substr(2);
}

}  // namespace test_support
