#include "dialogs/mutants.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/support/pack_files.h"

namespace dialogs {
namespace {

using testing::Contains;

std::set<std::string> changes_of(const std::string& path, const std::string& text)
{
    std::set<std::string> changes;
    for (const Mutant& mutant : mutants_of({{path, text}})) {
        EXPECT_NE(mutant.text, text) << mutant.what;
        changes.insert(std::to_string(mutant.line) + ": " + mutant.what);
    }
    return changes;
}

TEST(Mutants, of_a_flow_turn_conditions_exchange_targets_and_leave_out_edges_and_steps)
{
    const auto changes = changes_of("flows/x.yaml",
                                    "flow: x\n"                                            // 1
                                    "slots:\n"                                             // 2
                                    "  reason: {type: choice, options: {a: 甲, b: 乙}}\n"  // 3
                                    "steps:\n"                                             // 4
                                    "  - say: hello\n"                                     // 5
                                    "    when: order.amount_paid > 5\n"                    // 6
                                    "  - collect: reason\n"                                // 7
                                    "    on: {exhausted: one}\n"                           // 8
                                    "  - branch:\n"                                        // 9
                                    "      - {when: \"slots.reason = a\", goto: one}\n"    // 10
                                    "labels:\n"                                            // 11
                                    "  one:\n"                                             // 12
                                    "    - call: keys.check\n"                             // 13
                                    "      on:\n"                                          // 14
                                    "        timeout: two\n"                               // 15
                                    "  two:\n"                                             // 16
                                    "    - end: done\n");
    for (const char* expected :
         {"5: without: - say: hello", "6: not (order.amount_paid > 5)", "6: order.amount_paid >= 5",
          "7: without: - collect: reason", "8: without the edge exhausted: one",
          "9: without: - branch:", "10: not (slots.reason = a)", "10: goto: two instead of one",
          "15: without the edge timeout: two"})
        EXPECT_THAT(changes, Contains(expected));
    EXPECT_EQ(changes.size(), 9U) << testing::PrintToString(changes);
}

TEST(Mutants, of_a_policy_exchange_outcomes_and_leave_out_rows)
{
    const auto changes = changes_of(
        "policy/x.yaml",
        "blocks:\n  - block: b\n    rows:\n"
        "      - {row: r, when: flags has scam, decision: HANDOFF, rules: [R6], priority: P0}\n"
        "      - row: s\n        when: otherwise\n        decision: REVIEW\n"
        "        refund: {kind: full, channel: balance, eta: soon}\n");
    for (const char* expected :
         {"4: not (flags has scam)", "4: decision: GUIDE_ECOM instead of HANDOFF",
          "4: priority: P1 instead of P0",
          "4: without: - {row: r, when: flags has scam, decision: HANDOFF, rules: [R6], priority: "
          "P0}",
          "5: without: - row: s", "7: decision: COLLECT instead of REVIEW",
          "8: kind: negotiate instead of full"})
        EXPECT_THAT(changes, Contains(expected));
    EXPECT_EQ(changes.size(), 7U) << testing::PrintToString(changes);
}

TEST(Mutants, of_the_pack_are_many_and_none_is_the_pack)
{
    const auto files = read_pack_files("packs/kameng");
    const auto mutants = mutants_of(files);
    EXPECT_GT(mutants.size(), 500U);
    for (const Mutant& mutant : mutants) EXPECT_NE(mutant.text, files.at(mutant.file));
}

}  // namespace
}  // namespace dialogs
