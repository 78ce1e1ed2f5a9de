// Finds every occurrence of many phrases in one pass over a text (Aho–Corasick).
//
// States are numbered; an edge is an entry of one open-addressing table keyed by (state,
// character), so a step costs about one probe and the size is that of the phrases, not of the
// alphabet. Linear in the text and the occurrences. Tested against a slow search in
// automaton_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace intents {

class Automaton {
public:
    // The phrase's number; the same phrase again gives the same number. Not after compile().
    int add(std::u32string_view phrase);
    void compile();

    int phrase_count() const { return static_cast<int>(length_.size()); }
    int length(int phrase) const { return length_[phrase]; }

    // Calls found(phrase, end) for each occurrence, by increasing end, longer phrases first.
    // Returns how many edges it looked for, at most two for each character.
    template <class Found>
    std::size_t scan(std::u32string_view text, Found found) const
    {
        std::uint32_t state = 0;
        std::size_t edges_tried = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            state = step(state, text[i], edges_tried);
            for (std::uint32_t at = phrase_at_[state] >= 0 ? state : shorter_[state]; at != 0;
                 at = shorter_[at])
                found(phrase_at_[at], static_cast<int>(i + 1));
        }
        return edges_tried;
    }

private:
    struct Edge {
        std::uint64_t key = 0;  // 0: free
        std::uint32_t to = 0;
    };

    // Which characters begin a phrase, and which stand in one: most of a text does neither, and
    // takes no look at the edges. Those beyond the BMP count as all.
    class Characters {
    public:
        void add(char32_t c)
        {
            if (c >= bmp_size) return;
            if (bits_.empty()) bits_.resize(bmp_size / 64, 0);
            bits_[c / 64] |= std::uint64_t{1} << c % 64;
        }
        bool has(char32_t c) const
        {
            return c >= bmp_size || (!bits_.empty() && (bits_[c / 64] >> c % 64 & 1) != 0);
        }

    private:
        static constexpr char32_t bmp_size = 0x10000;
        std::vector<std::uint64_t> bits_;
    };

    static std::uint64_t key(std::uint32_t state, char32_t c)
    {
        return (static_cast<std::uint64_t>(state) << 21 | c) + 1;
    }
    std::uint32_t follow(std::uint32_t state, char32_t c) const;  // 0: no such edge
    std::uint32_t step(std::uint32_t state, char32_t c, std::size_t& edges_tried) const
    {
        if (!(state == 0 ? first_ : inner_).has(c)) return 0;
        return step_along_edges(state, c, edges_tried);
    }
    std::uint32_t step_along_edges(std::uint32_t state, char32_t c, std::size_t& edges_tried) const;
    void insert(std::uint64_t key, std::uint32_t to);
    void grow();

    Characters first_, inner_;  // inner_ has the first, too
    std::vector<Edge> edges_;
    std::size_t edge_count_ = 0;
    std::vector<std::uint32_t> parent_{0};
    std::vector<char32_t> character_{0};
    std::vector<std::uint32_t> fallback_{0};
    std::vector<std::uint32_t> shorter_{0};  // the nearest fallback where a phrase ends; 0: none
    std::vector<std::int32_t> phrase_at_{-1};
    std::vector<int> length_;
};

}  // namespace intents
