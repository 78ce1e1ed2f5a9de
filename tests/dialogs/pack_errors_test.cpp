// Mistakes in a pack: each is named with file, line and what to write instead.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialogs/pack.h"
#include "dialogs/unused_replies.h"
#include "tests/support/pack_files.h"

using namespace dialogs;
using testing::HasSubstr;

namespace {

// The problems of the pack where one of its files is another one.
std::string problems_with(const std::string& file, const std::string& text, bool chinese = false)
{
    static const Pack::Files original = read_pack_files("packs/kameng");
    Pack::Files files = original;
    files[file] = text;
    intents::Problems problems;
    EXPECT_EQ(Pack::load(files, problems), nullptr) << file;
    return problems.to_text(chinese);
}

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

TEST(PackErrors, an_answer_to_a_pattern_that_its_intent_does_not_have)
{
    EXPECT_THAT(problems_after("pack.yaml", "greet_thanks_bye/thanks:", "greet_thanks_bye/thank:"),
                testing::AllOf(HasSubstr("unknown intent or intent/pattern"),
                               HasSubstr("did you mean 'greet_thanks_bye/thanks'?")));
}

TEST(PackErrors, a_trigger_by_a_pattern_whose_intent_starts_another_flow)
{
    EXPECT_THAT(problems_after(cancel, "  cancel_order: {}\n",
                               "  cancel_order: {}\n  unfair_terms/triple: {used: \"no\"}\n"),
                testing::AllOf(HasSubstr("'unfair_terms' does not start this flow"),
                               HasSubstr("write unfair_terms: {} before it")));
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

TEST(PackErrors, a_file_that_was_emptied)
{
    for (const char* file :
         {"pack.yaml", "control.yaml", "evidence.yaml", "lexicon.yaml", "policy/decision.yaml",
          "flows/human.yaml", "replies/claims.yaml", "intents/cancel_order.yaml"}) {
        EXPECT_THAT(problems_with(file, "# nothing\n"),
                    testing::StartsWith(std::string(file) + ":1:1: the file is empty — "));
        EXPECT_THAT(problems_with(file, "- one\n"),
                    testing::StartsWith(std::string(file) + ":1:1: expected fields"));
    }
}

TEST(PackErrors, a_flow_file_that_was_emptied_is_one_mistake)
{
    EXPECT_EQ(problems_with("flows/human.yaml", ""),
              "flows/human.yaml:1:1: the file is empty — a flow begins with 'flow: its_name'\n");
}

TEST(PackErrors, settings_that_were_cut_off)
{
    const std::string problems =
        problems_with("pack.yaml", "name: kameng\nflows: {human: human}\n");
    for (const char* field : {"menu", "minutes_by_priority", "labels", "trouble"})
        EXPECT_THAT(problems, HasSubstr("'" + std::string(field) + "' is missing"));
    EXPECT_THAT(problems_with("control.yaml", "human: [人工]\n"),
                HasSubstr("'restart' is missing"));
}

TEST(PackErrors, a_rule_that_does_not_exist)
{
    const std::string remedy = "rules are R0 to R99, R5b, D1 to D12 and G1 to G12";
    for (const auto& [file, place] :
         std::map<std::string, std::string>{{cancel, "rules: ["},
                                            {"policy/decision.yaml", "rules: ["},
                                            {"replies/claims.yaml", "rules: ["}}) {
        const std::string problems =
            problems_after(file, place, "rules: [R999, D13, G0, C01, r7, R07, ");
        for (const char* rule : {"R999", "D13", "G0", "C01", "r7", "R07"})
            EXPECT_THAT(problems,
                        testing::AllOf(HasSubstr("there is no rule '" + std::string(rule) + "'"),
                                       HasSubstr(remedy)));
    }
}

TEST(PackErrors, a_loop_that_asks_nothing)
{
    EXPECT_THAT(problems_after(cancel, "goto: delivered}", "goto: circle}") +
                    problems_after(cancel, "labels:\n",
                                   "labels:\n  circle:\n    - say: bye\n    - goto: circle\n"),
                testing::AllOf(HasSubstr("goes round for ever"), HasSubstr("circle → goto_")));
}

TEST(PackErrors, a_label_that_only_leads_to_itself_is_not_reached)
{
    EXPECT_THAT(problems_after(cancel, "labels:\n", "labels:\n  alone:\n    - goto: alone\n"),
                HasSubstr("step 'alone' can never be reached"));
}

TEST(PackErrors, a_label_without_steps)
{
    EXPECT_THAT(problems_after(cancel, "labels:\n", "labels:\n  nothing: []\n"),
                HasSubstr("the label 'nothing' has no steps"));
}

TEST(PackErrors, what_only_a_typing_error_explains)
{
    EXPECT_THAT(problems_after("flows/settle.yaml", "decide: policy", "decide: polcy"),
                HasSubstr("did you mean 'policy'?"));
    EXPECT_THAT(problems_after("flows/settle.yaml", "ticket: review", "ticket: reviw"),
                HasSubstr("did you mean 'review'?"));
    EXPECT_THAT(problems_after("flows/settle.yaml", "priority: P0", "priority: P9"),
                HasSubstr("did you mean 'P0'?"));
    EXPECT_THAT(problems_after(cancel, "title:", "inputs: [ordre_id]\ntitle:"),
                HasSubstr("did you mean 'order_id'?"));
    EXPECT_THAT(problems_after(cancel, "attempts: 2", "attempts: -2"),
                HasSubstr("expected a number from 1 on, found '-2'"));
    EXPECT_THAT(
        problems_after("evidence.yaml", "[key_shot, query_shot]", "[key_shot， query_shot]"),
        HasSubstr("write ',' and not '，'"));
}

TEST(PackErrors, an_intent_at_a_stage_that_no_order_has)
{
    const std::string problems = problems_after(
        "intents/late_delivery.yaml", "stages: [paid_undelivered", "stages: [undelivered");
    EXPECT_THAT(problems, HasSubstr("intents/late_delivery.yaml:5:10"));
    EXPECT_THAT(problems, HasSubstr("no order has the stage 'undelivered'"));
    EXPECT_THAT(problems, HasSubstr("did you mean"));
}

TEST(PackErrors, a_value_that_customers_would_read_as_an_id)
{
    EXPECT_THAT(problems_after("pack.yaml", "    frozen: 已冻结\n", ""),
                testing::AllOf(HasSubstr("pack.yaml:"), HasSubstr("'frozen' has no label")));
}

TEST(PackErrors, a_reply_without_words)
{
    EXPECT_THAT(problems_with("replies/more.yaml", "silent: ''\n"),
                HasSubstr("replies/more.yaml:1:9: the reply says nothing"));
}

TEST(PackErrors, a_file_in_a_folder_that_nobody_reads)
{
    EXPECT_THAT(problems_with("flow/more.yaml", "flow: more\n"),
                testing::AllOf(HasSubstr("flow/more.yaml: "), HasSubstr("did you mean 'flows'?")));
    EXPECT_THAT(problems_with("flows/more.yml", "flow: more\n"),
                HasSubstr("flows/more.yml: nobody reads this file"));
}

TEST(PackErrors, what_is_no_yaml_is_explained)
{
    const std::string file = "flows/more.yaml";
    EXPECT_THAT(problems_with(file, "flow: more\nsteps:\n\t- end: done\n"),
                HasSubstr(file + ":3:1: not valid YAML: a tab at the beginning of the line"));
    EXPECT_THAT(problems_with(file, "flow: more\ntitle：更多\nsteps: []\n"),
                HasSubstr(file + ":2:1: not valid YAML: a full-width colon"));
    EXPECT_THAT(problems_with(file, "flow: more\ntitle: \"更多\nrules: [\"R1\"]\n"),
                HasSubstr(file + ":2:1: not valid YAML: a quotation mark is not closed"));
    EXPECT_THAT(problems_with(file, "flow: more\n---\ntitle: 更多\n"),
                HasSubstr(file + ":3:1: a second document begins above"));
    EXPECT_THAT(problems_with(file, std::string("\x89PNG\r\n\x1a\n\0", 9)),
                HasSubstr(file + ":1:1: this is no text in UTF-8"));
    EXPECT_THAT(problems_with(file, "flow: more\ntitle: \xb8\xfc\xb6\xe0\n"),
                HasSubstr(file + ":2:1: this is no text in UTF-8"));
    EXPECT_THAT(problems_with(file, "flow: [\n", true), HasSubstr("'[' 没有对应的 ']'"));
}

TEST(PackErrors, none_for_windows_line_ends_and_a_byte_order_mark)
{
    Pack::Files files = read_pack_files("packs/kameng");
    std::string text = "\xEF\xBB\xBF";
    for (const char c : files.at(cancel)) text += c == '\n' ? "\r\n" : std::string(1, c);
    files[cancel] = text;
    intents::Problems problems;
    EXPECT_NE(Pack::load(files, problems), nullptr) << problems.to_text(false);
}

TEST(PackErrors, a_slot_that_is_declared_twice)
{
    EXPECT_THAT(problems_after(cancel, "slots:\n", "slots:\n  used: {type: text}\n"),
                HasSubstr("'used' is written twice"));
}

TEST(PackErrors, the_shop_pack_has_no_reply_that_nothing_says)
{
    intents::Problems problems;
    Pack::Files files = read_pack_files("packs/kameng");
    EXPECT_THAT(unused_replies(Pack::load(files, problems)->program()), testing::IsEmpty());
    files["replies/more.yaml"] = "left_over: 没有人说\n";
    EXPECT_THAT(unused_replies(Pack::load(files, problems)->program()),
                testing::ElementsAre("left_over"));
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
