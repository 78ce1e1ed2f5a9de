// What is wrong with a file that a person wrote, said so that the person can mend it.
//
// Readers of such files collect every problem they find instead of stopping at the first. Each
// problem is kept in English and in Chinese; who prints it chooses (operators: by LANG).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace intents {

struct Message {
    std::string english;
    std::string chinese;
};

struct Problem {
    std::string file;
    int line = 0;    // 1-based; 0 where the whole file is meant
    int column = 0;  // 1-based
    Message cause;
    Message remedy;  // may be empty
};

class Problems {
public:
    // What several readers of a file find is kept once.
    void add(Problem problem);
    bool empty() const { return all_.empty(); }
    const std::vector<Problem>& all() const { return all_; }

    // One problem a line: "flows/cancel.yaml:12:5: unknown field 'aks' — did you mean 'ask'?"
    std::string to_text(bool chinese) const;

private:
    std::vector<Problem> all_;
};

// The known word closest to `word`, or empty where none is close enough to be a typing error.
std::string closest_word(std::string_view word, const std::vector<std::string>& known);

// "did you mean 'ask'?" or, where nothing is close, the list of what is allowed, unless that is
// long.
Message suggest(std::string_view word, const std::vector<std::string>& known);

}  // namespace intents
