// kefu parse: lines of text in, one JSON Understanding a line out.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "bot/commands/command.h"
#include "bot/load_pack.h"
#include "intents/utf8.h"

namespace bot {

namespace {

struct ParseOptions {
    std::string pack = default_pack;
    bool reveal = false;
    bool why = false;
};

// The text with the terms' places underlined, then each intent's terms, for a reader at a terminal.
void explain(const intents::Understanding& understanding)
{
    const std::u32string text = intents::decode_utf8(understanding.text);
    std::vector<bool> marked(text.size(), false);
    if (!understanding.ranking.empty())
        for (const auto& term : understanding.ranking.front().why)
            for (int i = term.span.start; i < term.span.end && i < static_cast<int>(text.size());
                 ++i)
                marked[i] = true;
    for (std::size_t i = 0; i < text.size(); ++i)
        std::cout << (marked[i] ? "\x1b[1;4;36m" : "")
                  << intents::encode_utf8(std::u32string_view(text).substr(i, 1))
                  << (marked[i] ? "\x1b[0m" : "");
    std::cout << "\n  "
              << (understanding.intent ? "\x1b[32m" + *understanding.intent
                                       : in_language({"\x1b[33mabstained", "\x1b[33m弃答"}))
              << "\x1b[0m  " << understanding.confidence_permille / 10 << " %\n";
    for (const auto& ranked : understanding.ranking) {
        std::cout << "  " << ranked.score << "\t" << ranked.intent;
        for (const auto& term : ranked.why)
            std::cout << (term.score < 0 ? "  \x1b[31m" : "  \x1b[2m") << term.source
                      << (term.what.empty() ? "" : ":") << term.what << ' ' << term.score
                      << "\x1b[0m";
        std::cout << '\n';
    }
}

int parse_lines(const ParseOptions& options)
{
    const auto pack = load_pack(options.pack);
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto understanding = pack->detector().understand(line);
        if (options.why && isatty(STDOUT_FILENO) != 0 && !options.reveal) {
            explain(understanding);
            continue;
        }
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
    auto options = std::make_shared<ParseOptions>();
    add_pack_option(command, options->pack);
    command.flag("--reveal", options->reveal, {"print secrets unmasked", "不打码显示卡密等机密"});
    command.flag("--why", options->why,
                 {"add the reasons of every intent that was considered; in colours on a terminal",
                  "附上每个候选意图的依据;在终端里用颜色显示"});
    command.example("echo '买的点卡用不了' | kefu parse");
    command.action([=] { return parse_lines(*options); });
}

}  // namespace bot
