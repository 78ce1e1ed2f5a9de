#include "intents/features.h"

#include <algorithm>
#include <array>
#include <bit>

#include "intents/character_table.h"

namespace intents {

namespace {

constexpr std::uint64_t boundary = 1;
constexpr std::uint64_t some_number = 2;
constexpr std::uint64_t anything = 3;
constexpr std::size_t read_max = 512;
constexpr std::size_t short_number_max = 5;  // 12315 and 10086 mean something, order numbers do not
constexpr std::u32string_view labelling = U"订单号编码手机电话";
constexpr std::size_t said_min = 2;  // characters that say something without the numbers
constexpr std::size_t piece_min = 2;
constexpr std::size_t piece_max = 5;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_mark(char32_t c)
{
    return c != '?' && c != '!' && c != '-' && (is_space(c) || is_punctuation(c));
}

bool is_word(char32_t c) { return c == '-' || (!is_han(c) && !is_space(c) && !is_punctuation(c)); }

std::uint64_t mixed(std::uint64_t hash)
{
    hash = (hash ^ hash >> 31) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9u;
    return hash ^ hash >> 32;
}

std::uint64_t token_of(char32_t c) { return mixed(c + 16); }

std::uint64_t joined(std::uint64_t a, std::uint64_t b) { return mixed(a * 31 + b); }

std::uint64_t hash_of(std::u32string_view word)
{
    std::uint64_t hash = word.size();
    for (const char32_t c : word) hash = joined(hash, c);
    return hash;
}

// Collects buckets, each once: an open-addressing table that is far from full.
class Buckets {
public:
    Buckets(std::size_t expected, std::vector<std::uint32_t>& slots,
            std::vector<std::uint32_t>& found)
        : slots_(slots), found_(found)
    {
        slots_.assign(std::bit_ceil(expected * 2 + 2), 0);
        found_.resize(expected);
    }
    ~Buckets() { found_.resize(size_); }
    Buckets(const Buckets&) = delete;
    Buckets& operator=(const Buckets&) = delete;

    // At most as often as was expected.
    void add(std::uint64_t hash)
    {
        const auto bucket = static_cast<std::uint32_t>(hash >> 7) % feature_buckets;
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (bucket * 0x9E3779B1u >> 7) & mask;
        for (; slots_[at] != 0; at = (at + 1) & mask)
            if (slots_[at] == bucket + 1) return;
        slots_[at] = bucket + 1;
        found_[size_++] = bucket;
    }

private:
    std::vector<std::uint32_t>& slots_;  // bucket + 1; 0: free
    std::vector<std::uint32_t>& found_;
    std::size_t size_ = 0;
};

struct Token {
    std::uint64_t hash = 0;
    std::u32string_view word;  // where its pieces count too
};

// What reading one message needs, kept for the next.
struct Scratch {
    std::vector<Token> tokens, said;
    std::vector<std::uint32_t> slots;
};

// The tokens with a boundary at both ends and for every stretch of blanks and marks.
void find_tokens(std::u32string_view words, std::vector<Token>& tokens)
{
    tokens.clear();
    tokens.push_back({boundary, {}});
    for (std::size_t i = 0; i < words.size();) {
        const char32_t c = words[i];
        if (is_han(c)) {
            tokens.push_back({token_of(c), {}});
            ++i;
            continue;
        }
        if (is_mark(c)) {
            if (tokens.back().hash != boundary) tokens.push_back({boundary, {}});
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        if (is_word(c))
            while (end < words.size() && is_word(words[end])) ++end;
        const std::u32string_view word = words.substr(i, end - i);
        const bool number =
            word.size() > short_number_max && std::any_of(word.begin(), word.end(), is_digit);
        // A short number counts only whole: 1235 is nothing like 12315.
        const bool digits = std::all_of(word.begin(), word.end(), is_digit);
        if (number)
            tokens.push_back({some_number, {}});
        else if (word.size() == 1)
            tokens.push_back({token_of(c), {}});
        else
            tokens.push_back({hash_of(word), digits ? std::u32string_view() : word});
        i = end;
    }
    if (tokens.back().hash != boundary) tokens.push_back({boundary, {}});
}

bool is_label(std::uint64_t token)
{
    static const std::array<std::uint64_t, labelling.size()> characters = [] {
        std::array<std::uint64_t, labelling.size()> hashes{};
        std::transform(labelling.begin(), labelling.end(), hashes.begin(), token_of);
        return hashes;
    }();
    return std::find(characters.begin(), characters.end(), token) != characters.end();
}

// What is said besides the numbers that stand before it and behind it, each with its label:
// 订单号513…，卡用不了 13800001234 is 卡用不了. All where nothing else is said.
const std::vector<Token>& without_outer_numbers(const std::vector<Token>& tokens,
                                                std::vector<Token>& rest)
{
    const auto is_number = [](const Token& token) { return token.hash == some_number; };
    const auto is_around = [](const Token& token) {
        return token.hash == boundary || is_label(token.hash);
    };
    auto begin = tokens.begin(), end = tokens.end();
    for (auto next = std::find_if_not(begin, end, is_around); next != end && is_number(*next);
         next = std::find_if_not(begin, end, is_around))
        begin = next + 1;
    for (;;) {
        auto last = end;
        while (last != begin && (last - 1)->hash == boundary) --last;
        if (last == begin || !is_number(*(last - 1))) break;
        end = last - 1;
        auto label = end;
        while (label != begin && is_around(*(label - 1))) --label;
        end = label;
    }
    std::size_t said = 0;
    for (auto token = begin; token != end; ++token)
        if (token->hash != boundary) said += std::max<std::size_t>(1, token->word.size());
    if (said < said_min || (begin == tokens.begin() && end == tokens.end())) return tokens;
    rest.assign(1, {boundary, {}});
    for (; begin != end; ++begin)
        if (begin->hash != boundary || rest.back().hash != boundary) rest.push_back(*begin);
    if (rest.back().hash != boundary) rest.push_back({boundary, {}});
    return rest;
}

// Pieces with the word's ends marked, "<re", "fun", "nd>".
void add_pieces(std::u32string_view word, Buckets& buckets)
{
    for (std::size_t start = 0; start < word.size(); ++start)
        for (std::size_t size = piece_min; size <= piece_max && start + size <= word.size();
             ++size) {
            if (size == word.size()) break;
            std::uint64_t hash = hash_of(word.substr(start, size));
            if (start == 0) hash = joined(hash, boundary);
            if (start + size == word.size()) hash = joined(boundary, hash);
            buckets.add(joined(hash, anything));
        }
}

}  // namespace

void find_features(std::u32string_view words, std::vector<std::uint32_t>& found)
{
    static thread_local Scratch scratch;
    find_tokens(words.substr(0, read_max), scratch.tokens);
    const std::vector<Token>& tokens = without_outer_numbers(scratch.tokens, scratch.said);
    std::size_t expected = tokens.size() * 3;
    for (const Token& token : tokens) expected += token.word.size() * (piece_max - piece_min + 1);
    Buckets buckets(expected, scratch.slots, found);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const std::uint64_t token = tokens[i].hash;
        if (token != boundary) buckets.add(mixed(token));
        if (i + 1 < tokens.size()) buckets.add(joined(token, tokens[i + 1].hash));
        if (i + 2 < tokens.size()) buckets.add(joined(joined(token, anything), tokens[i + 2].hash));
        add_pieces(tokens[i].word, buckets);
    }
}

std::vector<std::uint32_t> features_of(std::u32string_view words)
{
    std::vector<std::uint32_t> found;
    find_features(words, found);
    return found;
}

}  // namespace intents
