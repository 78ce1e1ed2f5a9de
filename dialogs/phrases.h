// Whole messages that are known: compared without the marks and spaces around them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace dialogs {

// Without marks and spaces at its ends, ASCII in lower case.
std::string bare(std::string_view text);

class Phrases {
public:
    Phrases() = default;
    explicit Phrases(const std::vector<std::string>& phrases);

    // Whether the text is one or several of the phrases, with marks or spaces between them.
    bool make_up(std::string_view text) const;

private:
    std::unordered_set<std::string> phrases_;  // bare
    std::size_t longest_ = 0;                  // bytes
};

}  // namespace dialogs
