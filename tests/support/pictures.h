// Pictures made for tests, as a phone would send them.
#pragma once

#include <cstdint>
#include <string>

namespace test_support {

enum class Format { png, jpeg, webp, gif };

struct Sheet {
    std::uint32_t width = 720, height = 1280;
    std::uint32_t seed = 1;  // sheets of different seeds have different rows of blocks on them
    bool blank = false;
};

// Light, with rows of dark blocks like lines of text.
std::string picture(Format format, const Sheet& sheet = {});
// That picture shown at another size and compressed again, as a messenger does.
std::string sent_again(const std::string& picture, double scale, int jpeg_quality);
// A JPEG with an EXIF block that has an orientation, a place (GPS) and the program that wrote it.
std::string with_exif(const std::string& jpeg, int orientation, const std::string& software);

}  // namespace test_support
