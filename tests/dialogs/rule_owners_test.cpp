#include "dialogs/rule_owners.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "dialogs/engine_rules.h"
#include "dialogs/pack.h"

namespace dialogs {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

Pack::Files kameng()
{
    Pack::Files files;
    for (const auto& entry : fs::recursive_directory_iterator("packs/kameng")) {
        const std::string path = fs::relative(entry.path(), "packs/kameng").string();
        if (!entry.is_regular_file() || path.rfind("demo", 0) == 0) continue;
        std::ifstream file(entry.path());
        files[path] = {std::istreambuf_iterator<char>(file), {}};
    }
    return files;
}

// What the check of rules says of the pack once `from` reads `to` in one of its files.
std::string said_with(const std::string& path, const std::string& from, const std::string& to)
{
    Pack::Files files = kameng();
    std::string& text = files.at(path);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    intents::Problems problems;
    const auto pack = Pack::load(files, problems);
    if (pack) check_rules_are_owned(pack->program(), problems);
    return problems.to_text(false);
}

const std::string book = "rule_book: [R0-R99, R5b, D1-D12]";

TEST(RuleOwners, every_rule_of_the_book_has_one_or_a_reason)
{
    EXPECT_EQ(said_with("pack.yaml", book, book), "");
    EXPECT_EQ(said_with("pack.yaml", book,
                        "rule_book: [R0-R99, R5b, D1-D12, G12]\nunowned: {G12: 还没有}"),
              "");
}

TEST(RuleOwners, a_rule_that_nobody_sees_to_is_named)
{
    EXPECT_THAT(said_with("pack.yaml", book, "rule_book: [R0-R99, R5b, D1-D12, G12]"),
                HasSubstr("nobody sees to rule G12"));
}

TEST(RuleOwners, a_reason_for_a_rule_that_has_an_owner_is_too_much)
{
    EXPECT_THAT(said_with("pack.yaml", book, book + "\nunowned: {R7: 没有}"),
                HasSubstr("rule R7 stands under unowned, and yet flow cancel_order sees to it"));
    EXPECT_THAT(said_with("pack.yaml", book, book + "\nunowned: {D13: 没有}"),
                HasSubstr("unknown rule 'D13'"));
}

TEST(RuleOwners, a_reply_that_nothing_says_owns_nothing)
{
    // R59 again, of a flow and of replies that are said; R99 only of one that is.
    EXPECT_THAT(said_with("replies/cancel.yaml", "over_72:\n", "over_73:\n"), HasSubstr("over_72"));
    EXPECT_THAT(said_with("replies/cancel.yaml", "rules: [R70, R99]", "rules: [R70]"),
                HasSubstr("nobody sees to rule R99"));
    EXPECT_THAT(said_with("replies/cancel.yaml", "rules: [R70, R99]",
                          "rules: [R70]\nleft_behind:\n  text: 没人说\n  rules: [R99]"),
                HasSubstr("nobody sees to rule R99"));
}

TEST(RuleOwners, what_the_engine_sees_to_begins_in_a_file_that_is_there)
{
    for (const EngineRule& rule : engine_rules())
        EXPECT_TRUE(fs::exists(rule.where)) << rule.rule << " " << rule.where;
}

}  // namespace
}  // namespace dialogs
