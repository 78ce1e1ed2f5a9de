#include "intents/pattern_set.h"

#include <algorithm>

#include "intents/intent_file.h"
#include "intents/utf8.h"

namespace intents {

// Atoms of two bytes: one Han character has three, and "tk" should count.
PatternSet::PatternSet() : filter_(2) {}

int PatternSet::add(const std::string& re)
{
    int id = 0;
    filter_.Add(re, pattern_options(), &id);
    return count_++;
}

std::vector<std::u32string> PatternSet::compile(Automaton& automaton)
{
    std::vector<std::u32string> decoded;
    if (count_ == 0) return decoded;
    std::vector<std::string> atoms;
    filter_.Compile(&atoms);
    for (std::size_t i = 0; i < atoms.size(); ++i) {
        decoded.push_back(decode_utf8(atoms[i]));
        const int phrase = automaton.add(decoded.back());
        if (phrase >= static_cast<int>(atom_of_.size())) atom_of_.resize(phrase + 1, -1);
        atom_of_[phrase] = static_cast<int>(i);
    }
    return decoded;
}

std::vector<PatternSet::Match> PatternSet::find(const std::string& text,
                                                const std::vector<int>& atoms) const
{
    std::vector<Match> matches;
    if (count_ == 0) return matches;
    std::vector<int> candidates;
    filter_.AllPotentials(atoms, &candidates);
    std::sort(candidates.begin(), candidates.end());
    for (const int pattern : candidates) {
        re2::StringPiece found;
        if (filter_.GetRE2(pattern).Match(text, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) {
            const int start = static_cast<int>(found.data() - text.data());
            matches.push_back({pattern, start, start + static_cast<int>(found.size())});
        }
    }
    return matches;
}

}  // namespace intents
