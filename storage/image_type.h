// What an upload really is, told from its bytes and never from its name: PNG, JPEG, WebP or GIF
// with a whole header and sensible dimensions. Nothing is decoded here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace storage {

struct ImageType {
    std::string media_type;  // image/png, image/jpeg, image/webp, image/gif
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

// Nothing where the bytes are no image of these kinds, or it has no pixels or more than 50 million.
std::optional<ImageType> image_type(std::string_view bytes);

}  // namespace storage
