// kefu parse: lines of text in, one JSON Understanding a line out.
#include <iostream>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/load_pack.h"

namespace bot {

namespace {

struct Options {
    std::string pack = default_pack;
    bool reveal = false;
    bool why = false;
};

int parse_lines(const Options& options)
{
    const auto pack = load_pack(options.pack);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto understanding = pack->detector().understand(line);
        nlohmann::json result = intents::to_parse_json(understanding, line, options.reveal);
        if (options.why) {
            nlohmann::json reasons = nlohmann::json::object();
            for (const auto& ranked : understanding.ranking)
                for (const auto& term : ranked.why)
                    reasons[ranked.intent].push_back({{"source", term.source},
                                                      {"what", term.what},
                                                      {"score", term.score},
                                                      {"start", term.span.start},
                                                      {"end", term.span.end}});
            result["reasons"] = std::move(reasons);
        }
        std::cout << result.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
        if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
    }
    std::cout.flush();
    return std::cout ? 0 : 1;
}

}  // namespace

void add_parse(Command& program)
{
    auto command =
        program.add("parse", {"Say how each line of standard input is understood, as JSON",
                              "逐行读入文字,输出理解结果(JSON)"});
    auto options = std::make_shared<Options>();
    add_pack_option(command, options->pack);
    command.flag("--reveal", options->reveal, {"print secrets unmasked", "不打码显示卡密等机密"});
    command.flag("--why", options->why,
                 {"add the reasons of every intent that was considered", "附上每个候选意图的依据"});
    command.example("echo '买的点卡用不了' | kefu parse");
    command.action([=] { return parse_lines(*options); });
}

}  // namespace bot
