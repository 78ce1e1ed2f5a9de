// Many RE2 expressions, of which only those run that can match. RE2's FilteredRE2 says which
// literal atoms an expression needs; asked once about each expression, when the set is compiled, it
// gives groups of atoms, of each of which one at least has to be in the text: 退 or 还, and 押金
// for (退|还).{0,4}押金. The atoms are found by the automaton that looks for the keywords anyway,
// so that to choose the expressions costs a few instructions for each of them that has an atom of
// the text. An expression without any sure literal runs on every message. Tested against all
// expressions in turn in pattern_set_test.cpp.
#pragma once

#include <re2/filtered_re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intents/automaton.h"

namespace intents {

class PatternSet {
public:
    // An expression of compile_pattern(), for this set alone. Returns the pattern's number.
    int add(std::shared_ptr<re2::FilteredRE2> pattern);
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
    // Matches by increasing pattern number, in place of those in `matches`; the leftmost match of
    // each. `atoms` are those in the text, in any order, each as often as it likes.
    void find(const std::string& text, const std::vector<int>& atoms,
              std::vector<Match>& matches) const;

private:
    using Groups = std::uint32_t;  // one bit for each group of atoms of a pattern

    // Where an atom stands: in which groups of which pattern.
    struct Use {
        int pattern = 0;
        Groups groups = 0;
    };

    int number_of(const std::string& atom, Automaton& automaton, std::vector<std::u32string>& all);
    void find_candidates(const std::vector<int>& atoms, std::vector<int>& found) const;

    std::vector<std::shared_ptr<re2::FilteredRE2>> patterns_;  // each holds one
    std::vector<Groups> needed_;                               // by pattern
    std::vector<int> always_;                                  // patterns that need no atom
    std::vector<std::vector<Use>> uses_;                       // by atom
    std::vector<int> atom_of_;                                 // by phrase number
};

}  // namespace intents
