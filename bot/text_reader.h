// Reads JSON from its beginning on, as this program writes it: without spaces, members in the order
// of their names. Nothing is copied but what is asked for.
#pragma once

#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace bot {

class TextReader {
public:
    explicit TextReader(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

    bool at_end() const { return at_ == end_; }
    std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

    // Passes what is expected, and says whether it was there.
    bool take(char expected)
    {
        if (at_ == end_ || *at_ != expected) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view expected)
    {
        const auto left = static_cast<std::size_t>(end_ - at_);
        if (left < expected.size() || std::memcmp(at_, expected.data(), expected.size()) != 0)
            return false;
        at_ += expected.size();
        return true;
    }

    // What stands between quotes, as it is written. Throws std::invalid_argument, as do the next.
    std::string_view raw_string()
    {
        need('"');
        const char* const begin = at_;
        for (; at_ < end_ && *at_ != '"'; ++at_)
            if (*at_ == '\\') ++at_;
        if (at_ >= end_) unexpected();
        return {begin, static_cast<std::size_t>(at_++ - begin)};
    }
    // Any value, as it is written.
    std::string_view raw_value()
    {
        const char* const begin = at_;
        int depth = 0;
        for (; at_ < end_; ++at_) {
            switch (*at_) {
                case '"':
                    raw_string();
                    --at_;
                    break;
                case '{':
                case '[':
                    ++depth;
                    break;
                case '}':
                case ']':
                    if (--depth < 0) return {begin, static_cast<std::size_t>(at_ - begin)};
                    break;
                case ',':
                    if (depth == 0) return {begin, static_cast<std::size_t>(at_ - begin)};
                    break;
                default:
                    break;
            }
        }
        return {begin, static_cast<std::size_t>(at_ - begin)};
    }

    void need(char expected)
    {
        if (!take(expected)) unexpected();
    }
    void need(std::string_view expected)
    {
        if (!take(expected)) unexpected();
    }
    // A string without escapes, which nearly all are.
    std::string plain_string()
    {
        const std::string_view text = raw_string();
        if (text.find('\\') != std::string_view::npos) unexpected();
        return std::string(text);
    }
    template <class Number>
    Number number()
    {
        Number value = 0;
        const auto [next, error] = std::from_chars(at_, end_, value);
        if (error != std::errc()) unexpected();
        at_ = next;
        return value;
    }
    // Each item of an array, by `read`.
    template <class Read>
    void each(Read read)
    {
        need('[');
        if (take(']')) return;
        do read();
        while (take(','));
        need(']');
    }

    [[noreturn]] static void unexpected()
    {
        throw std::invalid_argument("not what this program writes");
    }

private:
    const char* at_;
    const char* end_;
};

}  // namespace bot
