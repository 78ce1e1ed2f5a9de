#include "bot/commands/mutants.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bot/language.h"
#include "bot/load_pack.h"
#include "bot/pack_folder.h"
#include "dialogs/flow_proofs.h"
#include "dialogs/mutants.h"
#include "dialogs/pack_test.h"
#include "dialogs/policy_proofs.h"
#include "dialogs/program.h"
#include "dialogs/rule_owners.h"

namespace bot {

namespace {

using nlohmann::json;
using Files = dialogs::Pack::Files;

std::vector<json> read_cases(const std::string& path)
{
    std::vector<json> cases;
    if (path.empty()) return cases;
    std::ifstream file(path);
    if (!file) throw Failure({"cannot read " + path, "读不了 " + path});
    for (std::string line; std::getline(file, line);)
        if (!line.empty()) cases.push_back(json::parse(line));
    return cases;
}

class Trial {
public:
    Trial(const dialogs::Pack& pack, const Files& files, std::vector<json> cases)
        : pack_(pack), files_(files), cases_(std::move(cases))
    {
        for (const auto& [path, text] : files)
            if (path.rfind("tests/", 0) == 0) tests_.push_back({{path, text}});
    }

    // What notices it: "check", "case", "conversation"; empty where nothing does.
    std::string noticed_by(const dialogs::Mutant& mutant)
    {
        Files files = files_;
        files[mutant.file] = mutant.text;
        intents::Problems problems;
        const auto pack = pack_.with(files, problems);
        if (!pack) return "check";
        const dialogs::Program& program = pack->program();
        dialogs::prove_rows_decide(program.policy->table(), problems);
        dialogs::prove_generous(program.policy->table(), problems);
        dialogs::prove_flows(program, problems);
        dialogs::check_rules_are_owned(program, problems);
        if (!problems.empty()) return "check";
        if (mutant.file.rfind("policy/", 0) == 0)
            for (const json& one : cases_)
                if (!comes_out(*program.policy, one)) return "case";
        return conversations_fail(*pack) ? "conversation" : "";
    }

private:
    static bool comes_out(const dialogs::Policy& policy, const json& one)
    {
        const json answer = policy.decide(one.at("facts"));
        const json& expected = one.at("expect");
        for (const auto& [name, value] : expected.items()) {
            const json& refund = answer.at("refund");
            const json is = name == "refund"        ? refund.is_null() ? refund : refund.at("kind")
                                   : answer.contains(name) ? answer.at(name)
                            : refund.is_object()    ? refund.value(name, json())
                                                    : json();
            if (is != value) return false;
        }
        return true;
    }

    // The file that noticed the last one first: mistakes stand near each other.
    bool conversations_fail(const dialogs::Pack& pack)
    {
        for (std::size_t i = 0; i < tests_.size(); ++i) {
            bool fails = false;
            try {
                intents::Problems problems;
                fails = dialogs::run_pack_tests(pack, tests_[i], problems).failed > 0;
            } catch (const std::exception&) {
                fails = true;
            }
            if (!fails) continue;
            std::rotate(tests_.begin(), tests_.begin() + static_cast<std::ptrdiff_t>(i),
                        tests_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            return true;
        }
        return false;
    }

    const dialogs::Pack& pack_;
    const Files& files_;
    const std::vector<json> cases_;
    std::vector<Files> tests_;
};

}  // namespace

int try_mutants(const std::string& folder, const std::string& cases)
{
    const auto pack = load_pack(folder);
    const Files files = read_pack_folder(folder);
    const std::vector<dialogs::Mutant> mutants = dialogs::mutants_of(files);
    Trial trial(*pack, files, read_cases(cases));
    std::map<std::string, int> noticed;
    for (const dialogs::Mutant& mutant : mutants) {
        const std::string by = trial.noticed_by(mutant);
        ++noticed[by];
        if (by.empty())
            std::cout << mutant.file << ':' << mutant.line << ": " << mutant.what << std::endl;
    }
    const int all = static_cast<int>(mutants.size());
    const int caught = all - noticed[""];
    std::cout << in_language({"mutants: ", "变异:"}) << all
              << in_language({", noticed: ", ",发现:"}) << caught
              << in_language({" (by the check ", "(检查 "}) << noticed["check"]
              << in_language({", by cases ", ",案例 "}) << noticed["case"]
              << in_language({", by conversations ", ",对话 "}) << noticed["conversation"]
              << in_language({"), not: ", "),未发现:"}) << noticed[""] << '\n';
    return caught * 100 >= all * 95 ? 0 : 1;
}

}  // namespace bot
