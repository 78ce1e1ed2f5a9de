// kefu test --mutants: whether a pack's tests and checks notice when something in it is wrong.
#pragma once

#include <string>

namespace bot {

// Tries every mutant of the pack and lists those that nothing notices. `cases` is a file of cases
// for the policy, a JSON line each with "facts" and "expect"; may be empty. 0 where at least 95 in
// 100 are noticed.
int try_mutants(const std::string& folder, const std::string& cases);

}  // namespace bot
