// Kefu's side of the comparison, from the source folder:
//
//   compare_kefu examples                     the pack's examples, shuffled, as label<TAB>text
//   compare_kefu pack TEST OUT                the whole pack, trained anew
//   compare_kefu classifier TRAIN TEST OUT    no patterns, keywords or lexicon: TRAIN alone
//
// OUT.labels gets the best label for each line of TEST, OUT.figures what that cost.
#include <algorithm>
#include <ctime>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

#include "intents/detector.h"
#include "intents/example_pack.h"
#include "intents/knowledge.h"
#include "intents/training.h"
#include "tests/support/pack_files.h"

namespace {

constexpr int rounds = 20;

using Files = std::map<std::string, std::string>;

std::vector<intents::LabelledMessage> read_lines(const std::string& file)
{
    std::ifstream in(file);
    const std::string contents(std::istreambuf_iterator<char>(in), {});
    intents::Problems problems;
    auto messages = intents::read_labelled(file, contents, nullptr, problems);
    if (messages.empty() || !problems.empty())
        throw std::runtime_error(file + " has no lines of label, tab, text\n" +
                                 problems.to_text(false));
    return messages;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::shared_ptr<const intents::Knowledge> read_knowledge(const Files& files)
{
    intents::Problems problems;
    auto knowledge = intents::Knowledge::read(files, problems);
    if (!knowledge) throw std::runtime_error(problems.to_text(false));
    return knowledge;
}

// Always in the same order; node-nlp loses much where the labels come one after the other.
void print_examples()
{
    const auto knowledge = read_knowledge(read_pack_files("packs/kameng"));
    std::vector<std::string> lines;
    for (const auto& definition : knowledge->definitions)
        for (const std::string& example : definition.examples)
            lines.push_back(definition.info.id + "\t" + example + "\n");
    std::mt19937 random(1);
    for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[random() % i]);
    for (const std::string& line : lines) std::cout << line;
}

void measure(const std::string& name, const Files& files, const std::string& test,
             const std::string& out)
{
    const double before_training = cpu_seconds();
    const auto knowledge = read_knowledge(files);
    const auto model = std::make_shared<const intents::Model>(intents::train(knowledge));
    const double train_seconds = cpu_seconds() - before_training;
    const intents::Detector detector(knowledge, model);

    const std::vector<intents::LabelledMessage> messages = read_lines(test);
    double fastest = std::numeric_limits<double>::max();
    std::vector<std::string> labels(messages.size(), "None");
    for (int round = 0; round < rounds; ++round) {
        const double before = cpu_seconds();
        for (std::size_t i = 0; i < messages.size(); ++i) {
            const intents::Understanding understood = detector.understand(messages[i].text);
            // Where it abstains, what it would have said.
            if (!understood.ranking.empty()) labels[i] = understood.ranking.front().intent;
        }
        fastest = std::min(fastest, cpu_seconds() - before);
    }
    std::ofstream labels_file(out + ".labels");
    for (const std::string& label : labels) labels_file << label << '\n';
    const nlohmann::json figures = {{"name", name},
                                    {"perSecond", static_cast<double>(messages.size()) / fastest},
                                    {"modelBytes", model->write().size()},
                                    {"trainSeconds", train_seconds}};
    std::ofstream(out + ".figures") << figures << '\n';
}

}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (words.size() == 1 && words[0] == "examples")
            print_examples();
        else if (words.size() == 3 && words[0] == "pack")
            measure("kefu", read_pack_files("packs/kameng"), words[1], words[2]);
        else if (words.size() == 4 && words[0] == "classifier")
            measure("kefu, examples alone", intents::example_pack(read_lines(words[1])), words[2],
                    words[3]);
        else
            throw std::runtime_error("usage: see bench/compare/kefu.cpp");
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
