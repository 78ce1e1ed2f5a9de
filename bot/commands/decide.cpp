// kefu decide: facts in, decisions out, a JSON line each.
#include <iostream>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/pack_folder.h"
#include "dialogs/decide.h"

namespace bot {

namespace {

using nlohmann::json;

struct DecideOptions {
    std::string pack = default_pack;
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
json decide_line(const dialogs::Policy& policy, const std::string& line)
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
    return answer;
}

int decide_lines(const DecideOptions& options)
{
    const auto policy = load_policy(options.pack);
    bool all_answered = true;
    std::string line;
    for (int number = 1; std::getline(std::cin, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        try {
            std::cout
                << decide_line(*policy, line).dump(-1, ' ', false, json::error_handler_t::replace)
                << '\n';
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
    command.example(
        R"(echo '{"id":"1","facts":{"platform":"third_party","stage":"paid_undelivered"}}' | kefu decide)");
    command.action([=] { return decide_lines(*options); });
}

}  // namespace bot
