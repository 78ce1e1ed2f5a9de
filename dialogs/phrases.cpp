#include "dialogs/phrases.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace dialogs {

namespace {

constexpr std::array<std::string_view, 16> marks = {" ",  "\t", "\n", "。", ",",  "，", ".", "!",
                                                    "！", "~",  "～", "?",  "？", "、", ":", "："};

// The length of the mark that the text begins with, or 0.
std::size_t mark_at(std::string_view text)
{
    // Every mark begins with a byte that no letter and hardly a character begins with.
    const auto first = static_cast<unsigned char>(text.empty() ? 'a' : text.front());
    if (std::isalnum(first) != 0 || (first >= 0x80 && first != 0xE3 && first != 0xEF)) return 0;
    for (const std::string_view mark : marks)
        if (text.starts_with(mark)) return mark.size();
    return 0;
}

}  // namespace

std::string bare(std::string_view text)
{
    while (const std::size_t mark = mark_at(text)) text.remove_prefix(mark);
    for (bool trimmed = true; trimmed;) {
        trimmed = false;
        for (const std::string_view mark : marks)
            if (text.ends_with(mark)) text.remove_suffix(mark.size()), trimmed = true;
    }
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
        return c < 128 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
    });
    return result;
}

Phrases::Phrases(const std::vector<std::string>& phrases)
{
    for (const std::string& phrase : phrases) {
        longest_ = std::max(longest_, phrase.size());
        phrases_.insert(bare(phrase));
    }
}

bool Phrases::make_up(std::string_view text) const
{
    bool some = false;
    while (!text.empty()) {
        if (const std::size_t mark = mark_at(text)) {
            text.remove_prefix(mark);
            continue;
        }
        std::size_t size = 0;
        while (size < text.size() && size <= longest_ && !mark_at(text.substr(size))) ++size;
        if (!phrases_.contains(bare(text.substr(0, size)))) return false;
        some = true;
        text.remove_prefix(size);
    }
    return some;
}

}  // namespace dialogs
