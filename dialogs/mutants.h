// A pack with one small mistake in it, of each kind that is easily made: a condition turned round,
// an edge left out, two outcomes exchanged, a step forgotten. Tests and checks that are any good
// find it out; what none of them notices is not tested.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace dialogs {

struct Mutant {
    std::string file;
    int line = 0;
    std::string what;  // "not (slots.used = yes)"
    std::string text;  // of the whole file
};

// Of every file of flows/ and policy/, in the order of files and lines.
std::vector<Mutant> mutants_of(const std::map<std::string, std::string>& files);

}  // namespace dialogs
