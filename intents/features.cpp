#include "intents/features.h"

#include <array>
#include <string>

#include "intents/character_table.h"

namespace intents {

namespace {

constexpr char32_t boundary = 1;
constexpr char32_t some_number = 2;
constexpr std::size_t read_max = 512;
constexpr std::size_t short_number_max = 5;  // 12315 and 10086 mean something, order numbers do not

bool is_run(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-'; }

std::u32string reading(std::u32string_view words)
{
    std::u32string text(1, boundary);
    for (std::size_t i = 0; i < words.size() && text.size() < read_max;) {
        std::size_t end = i;
        bool digit = false;
        for (; end < words.size() && is_run(words[end]); ++end)
            digit = digit || (words[end] >= '0' && words[end] <= '9');
        if (digit && end - i > short_number_max) {
            text.push_back(some_number);
            i = end;
            continue;
        }
        const char32_t c = words[i++];
        const bool mark = c != '?' && c != '!' && (is_space(c) || is_punctuation(c));
        if (!mark)
            text.push_back(c);
        else if (text.back() != boundary)
            text.push_back(boundary);
    }
    if (text.back() != boundary) text.push_back(boundary);
    return text;
}

// One, two or three characters, 0 standing for none (or, between two, for any): 63 bits, mixed.
std::uint32_t bucket(char32_t a, char32_t b, char32_t c)
{
    std::uint64_t hash =
        static_cast<std::uint64_t>(a) << 42 | static_cast<std::uint64_t>(b) << 21 | c;
    hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
    return static_cast<std::uint32_t>(hash >> 40) % feature_buckets;
}

}  // namespace

std::vector<std::uint16_t> features_of(std::u32string_view words)
{
    const std::u32string text = reading(words);
    std::vector<std::uint16_t> features;
    features.reserve(text.size() * 4);
    std::array<std::uint64_t, feature_buckets / 64> seen{};
    const auto add = [&](std::uint32_t feature) {
        std::uint64_t& word = seen[feature / 64];
        const std::uint64_t bit = std::uint64_t{1} << feature % 64;
        if ((word & bit) == 0) features.push_back(static_cast<std::uint16_t>(feature));
        word |= bit;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != boundary) add(bucket(text[i], 0, 0));
        if (i + 1 < text.size()) add(bucket(text[i], text[i + 1], 0));
        if (i + 2 < text.size()) {
            add(bucket(text[i], text[i + 1], text[i + 2]));
            add(bucket(text[i], 0, text[i + 2]));
        }
    }
    return features;
}

}  // namespace intents
