// kefu train: learns a model from a pack's examples, or from any file of labelled lines.
#include <chrono>
#include <iomanip>
#include <iostream>

#include "bot/commands/command.h"
#include "bot/commands/progress.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "intents/example_pack.h"
#include "intents/training.h"

namespace bot {

namespace {

struct TrainOptions {
    std::string pack = default_pack;
    std::string examples;
    std::string out;
};

int train(const TrainOptions& options)
{
    if (options.examples.empty() != options.out.empty())
        throw UsageError({"--examples and --out belong together", "--examples 和 --out 要一起用"});
    const auto begin = std::chrono::steady_clock::now();
    intents::Problems problems;
    std::map<std::string, std::string> files;
    if (options.examples.empty())
        files = read_pack_folder(options.pack);
    else
        files = intents::example_pack(intents::read_labelled(
            options.examples, read_file(options.examples), nullptr, problems));
    const auto knowledge = intents::Knowledge::read(files, problems);
    std::cerr << problems.to_text(speaks_chinese());
    if (!knowledge) return 1;
    const intents::Model model = intents::train(knowledge, progress_line({"learning", "正在学习"}));
    const std::string bytes = model.write();
    const std::string target =
        options.out.empty() ? options.pack + "/" + intents::model_file : options.out;
    write_file(target, bytes);
    std::size_t examples = 0;
    for (const auto& definition : knowledge->definitions) examples += definition.examples.size();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << target << in_language({": learnt ", ":学习了 "}) << knowledge->infos.size()
              << in_language({" intents from ", " 个意图,例句 "}) << examples
              << in_language({" examples in ", " 条,用时 "}) << std::fixed << std::setprecision(1)
              << seconds << in_language({" s, ", " 秒,"}) << bytes.size() / 1000
              << in_language({" kB\n", " kB\n"});
    return 0;
}

}  // namespace

void add_train(Command& program)
{
    auto command = program.add(
        "train",
        {"Learn from a pack's examples, or from a file of labelled lines, and keep the model",
         "从规则包的例句(或带标签的文本)学习,并保存模型"});
    auto options = std::make_shared<TrainOptions>();
    command.option("pack,--pack", options->pack,
                   {"folder of the pack; the model is kept in it", "规则包文件夹,模型存放其中"});
    command.option(
        "--examples", options->examples,
        {"learn from this file instead: label, tab, text", "改从此文件学习:标签、制表符、文字"});
    command.option("--out", options->out, {"file for that model", "该模型的文件"});
    command.example("kefu train packs/kameng");
    command.example("kefu train --examples lines.tsv --out lines.model");
    command.action([=] { return train(*options); });
}

}  // namespace bot
