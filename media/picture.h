// Decodes a stranger's picture with Leptonica and says what it is like. Run it in the sandbox only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct Pix;

namespace media {

struct PixDeleter {
    void operator()(Pix* pix) const;
};
using PixPointer = std::unique_ptr<Pix, PixDeleter>;

enum class Flaw {
    none,
    no_picture,  // of none of the kinds that are read, or its header claims too many pixels
    broken,      // cut short or damaged: not all of it can be decoded
};

struct Decoded {
    Flaw flaw = Flaw::none;
    std::string media_type;
    std::uint32_t width = 0;  // as the header says
    std::uint32_t height = 0;
    // Upright, on white, its longer side at most `decoded_side_max`; of a GIF the first frame.
    // nullptr where there is a flaw.
    PixPointer pix;
};
constexpr std::uint32_t decoded_side_max = 2560;

// Whatever the bytes are; codecs complain on stderr. Where one runs out of memory or time, the
// process ends.
Decoded decode(std::string_view bytes);

// Whether it is all of one tone: its darkest and its brightest thousandth are alike.
bool is_blank(Pix& pix);

// The picture's look in 64 bits: whether each of 8 × 8 grey fields is brighter than its right
// neighbour. Copies that were scaled or compressed again differ in a few bits.
std::uint64_t difference_hash(Pix& pix);

// Its grey fields, `signature_side` squared, a byte each, row by row: what tells two pages of one
// design apart that the hash takes for copies.
constexpr std::uint32_t signature_side = 160;
std::string signature(Pix& pix);

// A JPEG of it whose longer side is at most `side_max` pixels: nothing of the original's bytes, so
// no place, camera or hidden second file. Empty where it could not be made.
std::string jpeg_within(Pix& pix, std::uint32_t side_max);

}  // namespace media
