// What a picture says about itself beside its pixels, as far as anybody here needs it. Pure: reads
// any bytes, decodes no pixels.
#pragma once

#include <string>
#include <string_view>

namespace media {

struct Metadata {
    // How the pixels are to be turned to stand upright: 1 to 8 as in EXIF's tag Orientation.
    int orientation = 1;
    // The program that wrote it, where it says so ("Adobe Photoshop 24.0"): printable ASCII, at
    // most 64 characters. No proof of anything: phones write theirs there too.
    std::string software;
};

Metadata metadata(std::string_view bytes);

}  // namespace media
