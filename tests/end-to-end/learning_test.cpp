// The commands that make a pack better: train, eval, lint.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/end-to-end/people.h"

namespace {

using namespace end_to_end;
namespace fs = std::filesystem;

// A file of label, tab, text in any language, from its lines to figures.
TEST(TrainAndEval, learn_from_labelled_lines_and_judge_others)
{
    const TemporaryFolder folder;
    const std::string lines = (folder.path() / "lines.tsv").string();
    const std::string model = (folder.path() / "lines.model").string();
    std::ofstream file(lines);
    for (const char* what : {"train", "flight", "hotel room", "car"})
        for (const char* how : {"please", "now", "today", "for me", "quickly"})
            file << "book\tbook a " << what << ' ' << how << "\ncancel\tcancel my " << what << ' '
                 << how << '\n';
    file.close();
    const Finished trained = run_kefu({"train", "--examples", lines, "--out", model});
    ASSERT_EQ(trained.exit_code, 0) << trained.errors;
    EXPECT_NE(trained.output.find("2 intents from 40 examples"), std::string::npos)
        << trained.output;
    const std::string others = (folder.path() / "others.tsv").string();
    std::ofstream(others) << "book\tbook a train tomorrow\ncancel\tcancel my flight tomorrow\n";
    const std::string report = (folder.path() / "report.html").string();
    const Finished judged =
        run_kefu({"eval", others, "--model", model, "--json", "--html", report});
    EXPECT_EQ(judged.exit_code, 0) << judged.errors;
    EXPECT_EQ(json::parse(judged.output).at("accuracy"), 1.0) << judged.output;
    EXPECT_TRUE(fs::exists(report));
    EXPECT_EQ(run_kefu({"eval"}).exit_code, 2);
    EXPECT_EQ(run_kefu({"eval", others, "--model", lines}).exit_code, 1);
    EXPECT_EQ(run_kefu({"train", "--examples", lines}).exit_code, 2);
}

// A small pack's intents, one example of which stands under the wrong one.
TEST(Lint, names_an_example_that_stands_under_two_intents)
{
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "intents");
    std::ofstream(folder.path() / "pack.yaml") << "id: small\n";
    std::ofstream(folder.path() / "intents/greet.yaml")
        << "id: greet\ntitle: 问候\ngroup: courtesy\nexamples:\n  - 你好\n  - 早上好\n  - 买卡。\n";
    std::ofstream(folder.path() / "intents/buy.yaml")
        << "id: buy\ntitle: 购买\ngroup: faq\nexamples:\n  - 买卡\n  - 我要买\n  - 怎么买\n";
    const Finished linted = run_kefu({"lint", folder.path().string()});
    EXPECT_EQ(linted.exit_code, 1) << linted.errors;
    EXPECT_NE(linted.output.find("says the same as an example of buy"), std::string::npos)
        << linted.output << linted.errors;
    EXPECT_NE(linted.output.find("intents/greet.yaml:7"), std::string::npos) << linted.output;
}

}  // namespace
