// kefu eval: how well messages whose intent is known are understood.
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bot/commands/command.h"
#include "bot/commands/progress.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "intents/evaluation.h"
#include "intents/evaluation_html.h"
#include "intents/example_pack.h"
#include "intents/training.h"

namespace bot {

namespace {

constexpr std::size_t sentences_max = 5;  // of each confusion, in the terminal
constexpr std::size_t confusions_max = 30;

struct EvalOptions {
    std::string file;
    std::string pack = default_pack;
    std::string model;
    std::string html;
    double precision = 0.97;
    bool cross_validate = false;
    bool unasked = false;
    bool as_json = false;
};

std::string percent(double share)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << share * 100 << " %";
    return text.str();
}

std::string percent(int part, int whole)
{
    return whole == 0 ? "–" : percent(static_cast<double>(part) / whole);
}

void print_summary(const intents::Evaluation& result, double precision)
{
    const auto line = [](const intents::Message& name, const std::string& value) {
        std::cout << in_language(name) << ": " << value << '\n';
    };
    const auto count = static_cast<int>(result.judged.size());
    const intents::CoveragePoint point = result.coverage_at(precision);
    line({"messages", "消息"}, std::to_string(count));
    line({"right / wrong / abstained", "正确 / 错误 / 弃答"},
         std::to_string(result.right) + " / " + std::to_string(result.wrong) + " / " +
             std::to_string(result.abstained));
    line({"accuracy", "准确率"}, percent(result.accuracy()));
    line({"macro-F1", "宏平均 F1"}, percent(result.macro_f1));
    line({"accuracy, macro-F1 had it never abstained", "若从不弃答的准确率、宏平均 F1"},
         percent(result.first_right, count) + ", " + percent(result.macro_f1_first));
    line({"right, or among the three offered", "正确,或在给出的三个选项里"},
         percent(result.offered_right, count));
    line({"calibration error (expected)", "校准误差(期望)"}, percent(result.calibration_error));
    line({"coverage at a precision of " + percent(precision),
          "精确率 " + percent(precision) + " 时的覆盖率"},
         percent(point.coverage) + in_language({", from a confidence of ", ",把握不低于 "}) +
             percent(point.confidence_permille / 1000.0));
    line({"about the shop, but rejected", "本店消息被拒"},
         percent(result.in_scope_rejected, result.in_scope));
    line({"not about the shop, and rejected", "无关消息被拒"},
         percent(result.out_of_scope_rejected, result.out_of_scope));
}

void print_tables(const intents::Evaluation& result)
{
    std::cout << '\n'
              << in_language({"    F1  prec.  recall  messages  intent\n",
                              "    F1  精确率  召回率  消息  意图\n"});
    for (const intents::IntentScore& score : result.intents)
        std::cout << std::fixed << std::setprecision(3) << std::setw(6) << score.f1()
                  << std::setw(7) << score.precision() << std::setw(8) << score.recall()
                  << std::setw(10) << score.wanted << "  " << score.intent << '\n';
    std::cout << '\n' << in_language({"confidence  right  messages\n", "把握  正确  消息\n"});
    for (const intents::ReliabilityBin& bin : result.bins)
        if (bin.count > 0)
            std::cout << std::setw(10) << bin.confidence << std::setw(7) << bin.right
                      << std::setw(10) << bin.count << '\n';
    std::cout << '\n';
    for (std::size_t i = 0; i < result.confusions.size() && i < confusions_max; ++i) {
        const intents::Confusion& confusion = result.confusions[i];
        std::cout << confusion.messages.size() << "  " << confusion.wanted << " -> "
                  << (confusion.given.empty() ? in_language({"(abstained)", "(弃答)"})
                                              : confusion.given)
                  << '\n';
        for (std::size_t k = 0; k < confusion.messages.size() && k < sentences_max; ++k)
            std::cout << "     " << result.judged[confusion.messages[k]].message.text << '\n';
    }
}

intents::Evaluation evaluate_examples(const EvalOptions& options, intents::Problems& problems)
{
    const auto knowledge = intents::Knowledge::read(read_pack_folder(options.pack), problems);
    std::vector<intents::JudgedMessage> judged;
    if (!knowledge) return intents::evaluate({});
    for (const intents::HeldOutExample& one :
         intents::cross_validate(knowledge, progress_line({"cross-validating", "交叉验证"}))) {
        const intents::IntentDefinition& definition = knowledge->definitions[one.intent];
        judged.push_back(intents::judge({definition.info.id, definition.examples[one.example], ""},
                                        one.understanding));
    }
    return intents::evaluate(std::move(judged));
}

std::unique_ptr<const intents::Detector> detector(const EvalOptions& options,
                                                  intents::Problems& problems)
{
    if (options.model.empty())
        return intents::Detector::build(read_pack_folder(options.pack), problems);
    auto model = intents::Model::read(read_file(options.model));
    if (!model)
        throw Failure({options.model + " is no model of this version; make it again: kefu train",
                       options.model + " 不是此版本的模型,请用 kefu train 重新生成"});
    const auto knowledge =
        intents::Knowledge::read(intents::example_pack(model->intents), problems);
    if (!knowledge) return nullptr;
    return std::make_unique<const intents::Detector>(
        knowledge, std::make_shared<const intents::Model>(std::move(*model)));
}

intents::Evaluation evaluate_file(const EvalOptions& options, intents::Problems& problems)
{
    const auto built = detector(options, problems);
    if (!built) return intents::evaluate({});
    std::map<std::string, intents::Expectation> asked;
    if (!options.unasked)
        for (const auto& definition : built->knowledge().definitions)
            asked[definition.info.id] = intents::asked_before(definition);
    std::vector<intents::JudgedMessage> judged;
    for (const auto& message :
         intents::read_labelled(options.file, read_file(options.file), built.get(), problems))
        judged.push_back(
            intents::judge(message, built->understand(message.text, asked[message.intent])));
    return intents::evaluate(std::move(judged));
}

int measure(const EvalOptions& options)
{
    if (options.file.empty() != options.cross_validate)
        throw UsageError({"name a FILE of label<TAB>text, or --cross-validate",
                          "请给出文件(每行:标签、制表符、文字),或用 --cross-validate"});
    intents::Problems problems;
    const intents::Evaluation result = options.cross_validate ? evaluate_examples(options, problems)
                                                              : evaluate_file(options, problems);
    std::cerr << problems.to_text(speaks_chinese());
    if (!options.html.empty())
        write_file(options.html,
                   intents::to_html(result, options.precision,
                                    options.cross_validate ? options.pack : options.file,
                                    speaks_chinese()));
    if (options.as_json) {
        std::cout << intents::to_json(result, options.precision)
                         .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                  << '\n';
    } else {
        print_summary(result, options.precision);
        print_tables(result);
    }
    return problems.empty() ? 0 : 1;
}

}  // namespace

void add_eval(Command& program)
{
    auto command =
        program.add("eval", {"Measure how well messages with a known intent are understood",
                             "用已知意图的消息衡量理解的好坏"});
    auto options = std::make_shared<EvalOptions>();
    command.option("file", options->file,
                   {"lines of intent, tab, text", "每行:意图、制表符、文字"});
    add_pack_option(command, options->pack);
    command.flag(
        "--cross-validate", options->cross_validate,
        {"instead of a file, the pack's own examples, each by a model that has not seen it",
         "不用文件,改用规则包自己的例句,每句由没见过它的模型来判"});
    command.option("--model", options->model,
                   {"a model from kefu train --examples instead of a pack",
                    "用 kefu train --examples 的模型代替规则包"});
    command.option(
        "--precision", options->precision,
        {"wanted share of right answers for the coverage (0-1)", "计算覆盖率时要求的精确率(0-1)"});
    command.flag("--unasked", options->unasked,
                 {"give replies (yes, no, a number) without the question that they answer",
                  "回答类消息(是、不是、号码)不带它所回答的问题"});
    command.option("--html", options->html, {"write a report with plots", "写出带图表的报告"});
    command.flag("--json", options->as_json, {"print JSON", "输出 JSON"});
    command.example("kefu eval messages.tsv --html report.html");
    command.example("kefu eval --cross-validate --pack packs/kameng");
    command.action([=] { return measure(*options); });
}

}  // namespace bot
