#include "intents/lint.h"

#include <gtest/gtest.h>

#include "intents/evaluation_html.h"
#include "intents/example_pack.h"

namespace intents {
namespace {

TEST(Lint, names_what_gets_in_the_way_with_its_line)
{
    const std::map<std::string, std::string> files = {
        {"intents/a.yaml",
         "id: a\ntitle: a\ngroup: faq\npatterns:\n  - {name: never, re: 'xyz', samples: [xyz]}\n"
         "examples:\n  - 卡密用不了\n  - 卡用不了\n"},
        {"intents/b.yaml",
         "id: b\ntitle: b\ngroup: faq\nexamples:\n  - 卡密 用不了！\n  - 发货\n"}};
    Problems problems;
    const auto knowledge = Knowledge::read(files, problems);
    ASSERT_NE(knowledge, nullptr) << problems.to_text(false);
    Problems found;
    lint(files, knowledge, {}, found);
    const std::string text = found.to_text(false);
    EXPECT_NE(text.find("intents/a.yaml:5"), text.npos) << text;
    EXPECT_NE(text.find("intents/b.yaml:5"), text.npos) << text;
}

TEST(ExamplePack, makes_intents_of_labelled_lines)
{
    Problems problems;
    const auto files =
        example_pack(std::vector<LabelledMessage>{{"pay", "how do I \"pay\": now?", ""},
                                                  {"pay", "how do I \"pay\": now?", ""},
                                                  {"send", "- where is it", ""}});
    const auto knowledge = Knowledge::read(files, problems);
    ASSERT_NE(knowledge, nullptr) << problems.to_text(false);
    ASSERT_EQ(knowledge->definitions.size(), 2u);
    EXPECT_EQ(knowledge->definitions[0].examples,
              std::vector<std::string>{"how do I \"pay\": now?"});
}

TEST(EvaluationHtml, shows_messages_as_text)
{
    const std::string html = to_html(
        evaluate({{{"a", "<script>x</script>", "f:1"}, "b", "b", {"b"}, 700}}), 0.97, "set", false);
    EXPECT_EQ(html.find("<script>"), html.npos);
    EXPECT_NE(html.find("&lt;script&gt;"), html.npos);
    EXPECT_NE(html.find("<svg"), html.npos);
}

}  // namespace
}  // namespace intents
