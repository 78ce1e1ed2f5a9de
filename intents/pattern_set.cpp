#include "intents/pattern_set.h"

#include <algorithm>
#include <numeric>

#include "intents/utf8.h"

namespace intents {

namespace {

// Further ones are left out: what they would keep from running costs less than to look at them.
constexpr std::size_t groups_max = 32;

// Finds the groups of atoms of one expression by asking about sets of them. That an expression may
// match never becomes untrue by a further atom.
class AtomGroups {
public:
    AtomGroups(const re2::FilteredRE2& filter, std::size_t atoms) : filter_(filter), size_(atoms) {}

    // At least one for each atom, looked for from either end.
    std::vector<std::vector<int>> find()
    {
        if (may_match({})) return {};
        std::vector<int> others(size_);
        std::iota(others.begin(), others.end(), 0);
        for (const bool backwards : {false, true}) {
            if (backwards) std::reverse(others.begin(), others.end());
            std::vector<bool> grouped(size_, false);
            for (int atom = 0; atom < static_cast<int>(size_); ++atom) {
                if (grouped[atom]) continue;
                const std::vector<int> group = group_with(atom, others);
                for (const int member : group) grouped[member] = true;
                keep(group);
            }
        }
        return std::move(groups_);
    }

private:
    bool may_match(const std::vector<int>& atoms)
    {
        filter_.AllPotentials(atoms, &potentials_);
        return !potentials_.empty();
    }

    // All atoms outside the largest set that does not hold `atom` and does not suffice; empty where
    // the atom is in no such group.
    std::vector<int> group_with(int atom, std::vector<int> others)
    {
        std::erase(others, atom);
        insufficient_.clear();
        group_ = {atom};
        add(others);
        insufficient_.push_back(atom);
        if (!may_match(insufficient_)) return {};
        std::sort(group_.begin(), group_.end());
        return group_;
    }

    // What a smaller group asks for, a larger one around it does not need to.
    void keep(const std::vector<int>& group)
    {
        const auto includes = [](const std::vector<int>& a, const std::vector<int>& b) {
            return std::includes(a.begin(), a.end(), b.begin(), b.end());
        };
        if (group.empty() || groups_.size() == groups_max) return;
        for (const std::vector<int>& other : groups_)
            if (includes(group, other)) return;
        std::erase_if(groups_,
                      [&](const std::vector<int>& other) { return includes(other, group); });
        groups_.push_back(group);
    }

    // Adds what it can of `atoms` to the insufficient set and the rest to the group, by halves.
    void add(const std::vector<int>& atoms)
    {
        if (atoms.empty()) return;
        const auto before = static_cast<std::ptrdiff_t>(insufficient_.size());
        insufficient_.insert(insufficient_.end(), atoms.begin(), atoms.end());
        if (!may_match(insufficient_)) return;
        insufficient_.erase(insufficient_.begin() + before, insufficient_.end());
        if (atoms.size() == 1) {
            group_.push_back(atoms.front());
            return;
        }
        const auto middle = atoms.begin() + static_cast<std::ptrdiff_t>(atoms.size() / 2);
        add({atoms.begin(), middle});
        add({middle, atoms.end()});
    }

    const re2::FilteredRE2& filter_;
    std::size_t size_;
    std::vector<int> insufficient_, group_, potentials_;
    std::vector<std::vector<int>> groups_;
};

}  // namespace

int PatternSet::add(std::shared_ptr<re2::FilteredRE2> pattern)
{
    patterns_.push_back(std::move(pattern));
    return static_cast<int>(patterns_.size()) - 1;
}

int PatternSet::number_of(const std::string& atom, Automaton& automaton,
                          std::vector<std::u32string>& all)
{
    std::u32string decoded = decode_utf8(atom);
    const int phrase = automaton.add(decoded);
    if (phrase >= static_cast<int>(atom_of_.size())) atom_of_.resize(phrase + 1, -1);
    if (atom_of_[phrase] < 0) {
        atom_of_[phrase] = static_cast<int>(all.size());
        all.push_back(std::move(decoded));
        uses_.emplace_back();
    }
    return atom_of_[phrase];
}

std::vector<std::u32string> PatternSet::compile(Automaton& automaton)
{
    std::vector<std::u32string> all;
    for (int pattern = 0; pattern < static_cast<int>(patterns_.size()); ++pattern) {
        std::vector<std::string> atoms;
        patterns_[pattern]->Compile(&atoms);
        std::vector<Groups> groups_of(atoms.size(), 0);
        Groups needed = 0;
        for (const std::vector<int>& group : AtomGroups(*patterns_[pattern], atoms.size()).find()) {
            const auto bit = static_cast<Groups>(needed + 1);
            for (const int atom : group) groups_of[atom] |= bit;
            needed |= bit;
        }
        for (std::size_t i = 0; i < atoms.size(); ++i) {
            const int atom = number_of(atoms[i], automaton, all);
            if (groups_of[i] != 0) uses_[atom].push_back({pattern, groups_of[i]});
        }
        needed_.push_back(needed);
        if (needed == 0) always_.push_back(pattern);
    }
    return all;
}

// By increasing number.
void PatternSet::find_candidates(const std::vector<int>& atoms, std::vector<int>& found) const
{
    static thread_local std::vector<Groups> there;  // by pattern
    there.assign(patterns_.size(), 0);
    found = always_;
    for (const int atom : atoms)
        for (const Use& use : uses_[atom]) {
            Groups& groups = there[use.pattern];
            if (groups == needed_[use.pattern]) continue;
            groups |= use.groups;
            if (groups == needed_[use.pattern]) found.push_back(use.pattern);
        }
    std::sort(found.begin(), found.end());
}

void PatternSet::find(const std::string& text, const std::vector<int>& atoms,
                      std::vector<Match>& matches) const
{
    static thread_local std::vector<int> candidates;
    find_candidates(atoms, candidates);
    matches.clear();
    for (const int pattern : candidates) {
        re2::StringPiece found;
        const re2::RE2& expression = patterns_[pattern]->GetRE2(0);
        if (expression.Match(text, 0, text.size(), re2::RE2::UNANCHORED, &found, 1)) {
            const int start = static_cast<int>(found.data() - text.data());
            matches.push_back({pattern, start, start + static_cast<int>(found.size())});
        }
    }
}

}  // namespace intents
