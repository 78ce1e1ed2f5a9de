// Numbers as bytes, little-endian, alike on every machine: what a model file is made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace intents {

class ByteWriter {
public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
    void number(std::int32_t value)
    {
        for (int shift = 0; shift < 32; shift += 8)
            byte(static_cast<std::uint8_t>(static_cast<std::uint32_t>(value) >> shift));
    }
    void text(std::string_view value)
    {
        number(static_cast<std::int32_t>(value.size()));
        bytes_ += value;
    }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Past the end it reads zeros and ok() turns false.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint8_t byte()
    {
        ok_ = ok_ && at_ < bytes_.size();
        return ok_ ? static_cast<std::uint8_t>(bytes_[at_++]) : std::uint8_t{0};
    }
    std::int32_t number()
    {
        std::uint32_t value = 0;
        for (int shift = 0; shift < 32; shift += 8)
            value |= static_cast<std::uint32_t>(byte()) << shift;
        return static_cast<std::int32_t>(value);
    }
    std::string_view text()
    {
        const std::int32_t size = number();
        ok_ = ok_ && size >= 0 && static_cast<std::size_t>(size) <= left();
        if (!ok_) return {};
        at_ += static_cast<std::size_t>(size);
        return bytes_.substr(at_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
    }
    std::size_t left() const { return bytes_.size() - at_; }
    bool ok() const { return ok_; }
    bool ended() const { return ok_ && left() == 0; }

private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

}  // namespace intents
