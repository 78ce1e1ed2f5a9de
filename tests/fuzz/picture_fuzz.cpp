// What reads a picture's headers before anything is decoded: kind and size, and EXIF.
#include "media/metadata.h"
#include "storage/image_type.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto type = storage::image_type(bytes);
    if (type && (type->width == 0 || type->height == 0)) __builtin_trap();
    const media::Metadata found = media::metadata(bytes);
    if (found.orientation < 1 || found.orientation > 8 || found.software.size() > 64)
        __builtin_trap();
    return 0;
}
