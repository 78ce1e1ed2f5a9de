// Mistakes in a pack: each is named with file, line and what to write instead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogs/pack.h"
#include "tests/support/pack_files.h"

using namespace dialogs;
using testing::HasSubstr;

namespace {

// The problems of the pack after `from` in one of its files is replaced by `to`.
std::string problems_after(const std::string& file, const std::string& from, const std::string& to)
{
    static const Pack::Files original = read_pack_files("packs/kameng");
    Pack::Files files = original;
    std::string& text = files.at(file);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    intents::Problems problems;
    EXPECT_EQ(Pack::load(files, problems), nullptr);
    return problems.to_text(false);
}

const std::string cancel = "flows/cancel_order.yaml";

}  // namespace

TEST(PackErrors, a_misspelt_step)
{
    EXPECT_THAT(problems_after(cancel, "- run: settle", "- rnu: settle"),
                testing::AllOf(HasSubstr("flows/cancel_order.yaml:"),
                               HasSubstr("unknown step 'rnu'"), HasSubstr("did you mean 'run'?")));
}

TEST(PackErrors, a_label_that_does_not_exist)
{
    EXPECT_THAT(problems_after(cancel, "goto: delivered}", "goto: deliverd}"),
                testing::AllOf(HasSubstr("no step or label 'deliverd'"),
                               HasSubstr("did you mean 'delivered'?")));
}

TEST(PackErrors, a_step_that_cannot_be_reached)
{
    EXPECT_THAT(problems_after(cancel, "labels:\n", "labels:\n  lonely:\n    - end: done\n"),
                HasSubstr("step 'lonely' can never be reached"));
}

TEST(PackErrors, an_unknown_reply)
{
    EXPECT_THAT(problems_after(cancel, "ask: ask_used\n", "ask: ask_usd\n"),
                testing::AllOf(HasSubstr("unknown reply 'ask_usd'"),
                               HasSubstr("did you mean 'ask_used'?")));
}

TEST(PackErrors, an_unknown_field_of_a_step)
{
    EXPECT_THAT(problems_after(cancel, "      attempts: 2\n", "      atempts: 2\n"),
                testing::AllOf(HasSubstr("unknown field 'atempts'"),
                               HasSubstr("did you mean 'attempts'?")));
}

TEST(PackErrors, an_unknown_action)
{
    EXPECT_THAT(problems_after("flows/settle.yaml", "call: orders.cancel", "call: orders.cancle"),
                testing::AllOf(HasSubstr("unknown action 'orders.cancle'"),
                               HasSubstr("did you mean 'orders.cancel'?")));
}

TEST(PackErrors, an_outcome_that_the_action_does_not_have)
{
    EXPECT_THAT(problems_after("flows/settle.yaml", "state_changed: raced", "state_chnaged: raced"),
                testing::AllOf(HasSubstr("unknown outcome 'state_chnaged'"),
                               HasSubstr("did you mean 'state_changed'?")));
}

TEST(PackErrors, a_confirm_without_a_way_for_no)
{
    EXPECT_THAT(problems_after("flows/settle.yaml",
                               "      ask: can_replace\n      on: {no: refund_money}\n",
                               "      ask: can_replace\n"),
                HasSubstr("a confirm says where a no leads"));
}

TEST(PackErrors, an_unknown_variable_in_a_reply)
{
    EXPECT_THAT(problems_after("replies/cancel.yaml", "{refund.id}", "{refund.idd}"),
                testing::AllOf(HasSubstr("unknown variable '{refund.idd}'"),
                               HasSubstr("did you mean 'refund.id'?")));
}

TEST(PackErrors, a_brace_that_is_not_closed)
{
    EXPECT_THAT(problems_after("replies/claims.yaml", "{evidence.item}。", "{evidence.item。"),
                HasSubstr("not closed"));
}

TEST(PackErrors, a_condition_with_a_misspelt_name)
{
    EXPECT_THAT(problems_after(cancel, "order.stage = delivered", "order.stgae = delivered"),
                testing::AllOf(HasSubstr("flows/cancel_order.yaml:"), HasSubstr("order.stgae")));
}

TEST(PackErrors, yaml_that_is_not_yaml)
{
    EXPECT_THAT(problems_after(cancel, "steps:\n", "steps: [\n"), HasSubstr("not valid YAML"));
}

TEST(PackErrors, a_flow_that_just_stops)
{
    EXPECT_THAT(problems_after("flows/human.yaml", "  - end: done\n", ""),
                HasSubstr("stops here without an end"));
}

TEST(PackErrors, evidence_that_the_policy_names_and_nobody_defines)
{
    EXPECT_THAT(problems_after("evidence.yaml", "  invalid_key:\n", "  invalid_kee:\n"),
                testing::AllOf(HasSubstr("policy/decision.yaml:"), HasSubstr("invalid_key")));
    EXPECT_THAT(problems_after("evidence.yaml", "  bill_shot:\n", "  bil_shot:\n"),
                testing::AllOf(HasSubstr("evidence.yaml:"), HasSubstr("'bill_shot'"),
                               HasSubstr("did you mean 'bil_shot'?")));
}

TEST(PackErrors, each_mistake_is_said_once)
{
    const std::string problems =
        problems_after("evidence.yaml", "required: [received_shot]", "required: [recieved_shot]");
    const std::string place = "evidence.yaml:";
    EXPECT_NE(problems.find(place), std::string::npos);
    EXPECT_EQ(problems.find(place), problems.rfind(place)) << problems;
}

TEST(PackErrors, in_chinese_too)
{
    Pack::Files files = read_pack_files("packs/kameng");
    files["flows/human.yaml"] += "stpes: []\n";
    intents::Problems problems;
    Pack::load(files, problems);
    EXPECT_THAT(problems.to_text(true), testing::AllOf(HasSubstr("不认识的字段 'stpes'"),
                                                       HasSubstr("是不是想写 'steps'?")));
}
