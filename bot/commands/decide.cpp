// kefu decide: facts in, decisions out, a JSON line each.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "dialogs/decide.h"
#include "dialogs/policy_proofs.h"
#include "dialogs/policy_why.h"

namespace bot {

namespace {

using nlohmann::json;

struct DecideOptions {
    std::string pack = default_pack;
    bool why = false;
};

std::unique_ptr<const dialogs::Policy> load_policy(const std::string& folder)
{
    intents::Problems problems;
    auto policy = dialogs::Policy::load(read_pack_folder(folder), problems);
    const std::string text = problems.to_text(speaks_chinese());
    if (!policy)
        throw Failure({"the policy of " + folder + " has mistakes:\n" + text,
                       folder + " 的政策表有错误:\n" + text});
    std::cerr << text;
    return policy;
}

// The decision with the case's id in front. Throws FactsError where the line is no case.
json decide_line(const dialogs::Policy& policy, const std::string& line, bool why)
{
    json request;
    try {
        request = json::parse(line);
    } catch (const json::parse_error& error) {
        const std::string column = std::to_string(error.byte);
        throw dialogs::FactsError(
            {"not JSON from column " + column + " on", "从第 " + column + " 列起不是合法的 JSON"});
    }
    if (!request.is_object() || !request.contains("facts"))
        throw dialogs::FactsError(
            {R"(expected {"id": …, "facts": {…}})", R"(应为 {"id": …, "facts": {…}})"});
    json answer{{"id", request.value("id", json())}};
    answer.update(policy.decide(request.at("facts")));
    if (why) answer["why"] = dialogs::explained(request.at("facts"), policy.table());
    return answer;
}

// "REVIEW full P2"
std::string outcome(const json& decision, const json& refund_kind)
{
    std::string text = decision.at("decision");
    if (refund_kind.is_string()) text += " " + refund_kind.get<std::string>();
    return text + " " + decision.at("priority").get<std::string>();
}

// The same for a reader at a terminal: each row with what failed in it, and what would change it.
void show(const dialogs::Policy& policy, const json& answer)
{
    const json& why = answer.at("why");
    const json& refund = answer.at("refund");
    for (const json& row : why.at("rows")) {
        const std::string block = row.at("block");
        std::cout << "  \x1b[2m" << block << (row.contains("row") ? "/" : "")
                  << row.value("row", "") << "\x1b[0m  " << in_language({"not: ", "不符合:"})
                  << row.at("failed").get<std::string>();
        for (const auto& [name, value] : row.at("values").items())
            std::cout << "  \x1b[2m" << name << " = "
                      << (value.is_null() ? in_language({"unknown", "未知"})
                                          : value.get<std::string>())
                      << "\x1b[0m";
        std::cout << '\n';
    }
    std::cout << "\x1b[1m" << why.at("row").get<std::string>() << "  \x1b[32m"
              << outcome(answer, refund.is_object() ? refund.at("kind") : json()) << "\x1b[0m  ";
    for (const json& rule : answer.at("rules")) std::cout << rule.get<std::string>() << ' ';
    std::cout << '\n' << in_language({"It would be", "以下任一变化会改变结果"}) << '\n';
    for (const json& change : why.at("changes"))
        std::cout << "  \x1b[32m" << outcome(change, change.at("refund")) << "\x1b[0m  "
                  << in_language({"with ", "若 "})
                  << in_language(dialogs::written_facts(change.at("facts"), policy.table()))
                  << "  \x1b[2m" << change.at("row").get<std::string>() << "\x1b[0m\n";
}

int decide_lines(const DecideOptions& options)
{
    const auto policy = load_policy(options.pack);
    bool all_answered = true;
    std::string line;
    for (int number = 1; std::getline(std::cin, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        try {
            const json answer = decide_line(*policy, line, options.why);
            if (options.why && isatty(STDOUT_FILENO) != 0)
                show(*policy, answer);
            else
                std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
        } catch (const dialogs::FactsError& error) {
            std::cout.flush();
            std::cerr << in_language({"line ", "第 "}) << number << in_language({": ", " 行:"})
                      << in_language(error.message()) << '\n';
            all_answered = false;
        }
    }
    std::cout.flush();
    return all_answered && std::cout ? 0 : 1;
}

}  // namespace

void add_decide(Command& program)
{
    auto command =
        program.add("decide", {"Decide cases: one JSON line of facts in, one decision out",
                               "按政策表裁定:每行一组事实(JSON),输出一条决定"});
    auto options = std::make_shared<DecideOptions>();
    add_pack_option(command, options->pack);
    command.flag("--why", options->why,
                 {"add the rows that were considered, and the smallest changes of facts that would "
                  "change the decision; readable on a terminal",
                  "附上逐行的判断过程,以及改变哪些事实会改变结果;在终端里以易读的形式显示"});
    command.example(
        R"(echo '{"id":"1","facts":{"platform":"third_party","stage":"paid_undelivered"}}' | kefu decide)");
    command.action([=] { return decide_lines(*options); });
}

}  // namespace bot
