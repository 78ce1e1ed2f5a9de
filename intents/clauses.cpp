#include "intents/clauses.h"

#include <algorithm>

#include "intents/character_table.h"

namespace intents {

namespace {

constexpr int han_min = 2;  // of a clause that can be understood by itself

// What announces another matter where a clause begins, and where it cuts even without a mark.
constexpr std::u32string_view announcing[] = {
    U"另外",   U"还有",   U"顺便",     U"顺带",     U"对了",     U"再问",   U"再帮",   U"再给",
    U"再就是", U"再一个", U"同时",     U"其次",     U"第二",     U"还想",   U"还要",   U"另一个",
    U"另一",   U"还得",   U"以及",     U"然后",     U"上一单",   U"上一笔", U"上个单", U"上次那",
    U"前一单", U"前一笔", U"之前那单", U"之前那笔", U"之前还有", U"又想问", U"也想问", U"我还想",
    U"我还要", U"我还有", U"我再问",   U"我另外",   U"捎带",     U"外加",   U"哦对",   U"哦还有",
};
constexpr std::u32string_view cutting[] = {
    U"另外",     U"还有就是", U"顺便",   U"顺带", U"对了", U"再问下",
    U"再问一下", U"还想问",   U"再帮我", U"同时", U"其次", U"以及",
};

// Whether any of announcing begins with it; all of cutting begin with one of those, too.
bool may_announce(char32_t c)
{
    switch (c) {
        case U'另':
        case U'还':
        case U'顺':
        case U'对':
        case U'再':
        case U'同':
        case U'其':
        case U'第':
        case U'以':
        case U'然':
        case U'上':
        case U'前':
        case U'之':
        case U'又':
        case U'也':
        case U'我':
        case U'捎':
        case U'外':
        case U'哦':
            return true;
        default:
            return false;
    }
}

bool is_mark(char32_t c) { return is_space(c) || is_punctuation(c); }

template <std::size_t N>
bool begins_with(std::u32string_view text, const std::u32string_view (&words)[N])
{
    return std::any_of(std::begin(words), std::end(words),
                       [&](std::u32string_view word) { return text.starts_with(word); });
}

// 还有多久, 还有货吗 and 还有没有 announce nothing.
constexpr std::u32string_view not_announcing[] = {
    U"还有多", U"还有没", U"还有货", U"还有几", U"还有吗", U"还有别", U"还有效",
};

std::u32string_view without_marks(std::u32string_view piece)
{
    while (!piece.empty() && is_mark(piece.front())) piece.remove_prefix(1);
    while (!piece.empty() && is_mark(piece.back())) piece.remove_suffix(1);
    return piece;
}

bool announces(std::u32string_view piece)
{
    return !piece.empty() && may_announce(piece[0]) && begins_with(piece, announcing) &&
           !begins_with(piece, not_announcing);
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

class Splitter {
public:
    explicit Splitter(std::u32string_view text) : text_(text), size_(static_cast<int>(text.size()))
    {
    }

    std::vector<Clause> split()
    {
        int start = 0;
        for (int at = 1; at < size_; ++at)
            if (is_cut(at)) {
                add(start, at);
                start = at;
            }
        add(start, size_);
        return std::move(clauses_);
    }

private:
    // Whether a clause may begin at `at`.
    bool is_cut(int at) const
    {
        const char32_t before = text_[at - 1];
        if (may_announce(text_[at]) && begins_with(text_.substr(at), cutting)) return true;
        if (before == ' ') return at >= 2 && (is_han(text_[at]) || is_digit(text_[at]));
        if (before != ',' && before != '.' && before != '!' && before != '?' && before != ';')
            return false;
        // 98.5, 1,200
        return !(at >= 2 && is_digit(text_[at - 2]) && is_digit(text_[at]));
    }

    void add(int start, int end)
    {
        const std::u32string_view piece = without_marks(text_.substr(start, end - start));
        const auto han = std::count_if(piece.begin(), piece.end(), is_han);
        const bool announces_one = announces(piece);
        const bool announced = announces_one || announced_next_;
        // "还有," says no more than that something follows.
        announced_next_ = announces_one && han <= 2 && end < size_;
        const bool first_says_little = clauses_.size() == 1 && first_han_ < han_min;
        if (!clauses_.empty() &&
            (announced_next_ || (!announced && (han < han_min || first_says_little)))) {
            clauses_.back().at.end = end;
            if (clauses_.size() == 1) first_han_ += static_cast<int>(han);
            return;
        }
        if (clauses_.empty()) first_han_ = static_cast<int>(han);
        clauses_.push_back({{start, end}, announced});
    }

    std::u32string_view text_;
    int size_;
    int first_han_ = 0;
    bool announced_next_ = false;
    std::vector<Clause> clauses_;
};

}  // namespace

std::vector<Clause> split_into_clauses(std::u32string_view words)
{
    return Splitter(words).split();
}

bool may_announce_another(std::u32string_view words)
{
    return std::any_of(words.begin(), words.end(), may_announce);
}

}  // namespace intents
