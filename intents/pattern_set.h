// Many RE2 expressions, of which only those run that can match: each needs some of its literal
// atoms in the text (RE2's FilteredRE2 says which), and the atoms are found by the automaton that
// looks for the keywords anyway. An expression without any sure literal runs on every message.
#pragma once

#include <re2/filtered_re2.h>

#include <string>
#include <string_view>
#include <vector>

#include "intents/automaton.h"

namespace intents {

class PatternSet {
public:
    PatternSet();

    // `re` compiles under pattern_options(). Returns the pattern's number.
    int add(const std::string& re);
    // Adds the atoms to `automaton`, which is compiled afterwards, and returns them.
    std::vector<std::u32string> compile(Automaton& automaton);

    // The atom with that phrase number in the automaton, or -1.
    int atom_of(int phrase) const
    {
        return phrase < static_cast<int>(atom_of_.size()) ? atom_of_[phrase] : -1;
    }

    struct Match {
        int pattern = 0;
        int start = 0;  // bytes in the text
        int end = 0;
    };
    // Matches by increasing pattern number; the leftmost match of each.
    std::vector<Match> find(const std::string& text, const std::vector<int>& atoms) const;

private:
    re2::FilteredRE2 filter_;
    int count_ = 0;
    std::vector<int> atom_of_;  // by phrase number
};

}  // namespace intents
