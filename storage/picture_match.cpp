#include "storage/picture_match.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "storage/pictures.h"

namespace storage {

namespace {

constexpr int different_bits_max = 10;   // of 64
constexpr int different_shade_max = 34;  // of 255, in any field
constexpr double shape_slack = 0.02;     // by which the ratio of the sides may differ

std::optional<std::uint64_t> bits(const std::string& hash)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(hash.data(), hash.data() + hash.size(), value, 16);
    if (error != std::errc() || end != hash.data() + hash.size()) return std::nullopt;
    return value;
}

bool same_shape(const PictureRow& picture, const PictureRow& other)
{
    if (picture.width == 0 || picture.height == 0 || other.height == 0) return false;
    const double ratio = static_cast<double>(picture.width) * other.height /
                         (static_cast<double>(picture.height) * other.width);
    return ratio > 1 - shape_slack && ratio < 1 + shape_slack;
}

}  // namespace

bool may_match(const std::string& hash, const std::string& other)
{
    const auto left = bits(hash), right = bits(other);
    return left && right && std::popcount(*left ^ *right) <= different_bits_max;
}

bool match(const PictureRow& picture, const PictureRow& other)
{
    if (picture.sha256 == other.sha256) return true;
    // All blank pictures look alike.
    if (picture.blank || other.blank) return false;
    if (!may_match(picture.hash, other.hash) || !same_shape(picture, other)) return false;
    if (picture.signature.empty() || picture.signature.size() != other.signature.size())
        return false;
    for (std::size_t i = 0; i < picture.signature.size(); ++i) {
        const int left = static_cast<unsigned char>(picture.signature[i]),
                  right = static_cast<unsigned char>(other.signature[i]);
        if (std::abs(left - right) > different_shade_max) return false;
    }
    return true;
}

}  // namespace storage
