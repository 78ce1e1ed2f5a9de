#include "bot/commands/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "bot/language.h"

namespace bot {

namespace {

std::string text(const char* english, const char* chinese)
{
    return in_language({english, chinese});
}

// The words of CLI11's own that help shows. Those of the types stay English: help counts bytes to
// line its columns up.
void translate(CLI::App& app)
{
    const std::string options = text("Options", "选项");
    app.option_defaults()->group(options);
    app.set_help_flag("-h,--help", text("show this help", "显示帮助"))->group(options);
    const auto formatter = app.get_formatter();
    formatter->label("Usage", text("Usage", "用法"));
    formatter->label("OPTIONS", text("OPTIONS", "选项"));
    formatter->label("Positionals", text("Arguments", "参数"));
    formatter->label("SUBCOMMAND", text("COMMAND", "命令"));
}

// What is wrong with the line, and whose help to read.
intents::Message problem(const CLI::App& app, const CLI::ParseError& error)
{
    const CLI::App* command = &app;
    std::string name = app.get_name();
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        name += ' ' + command->get_name();
    }
    const std::string english = "; see " + name + " --help";
    const std::string chinese = ";用法见 " + name + " --help";
    const std::string what = error.what();
    std::string unknown;
    for (const std::string& word : app.remaining(true)) unknown += ' ' + word;
    if (!unknown.empty())
        return {"unknown argument:" + unknown + english, "不认识的参数:" + unknown + chinese};
    if (dynamic_cast<const CLI::RequiredError*>(&error)) {
        const std::string missing = what.substr(0, what.find(" is required"));
        if (missing.find("subcommand") != std::string::npos)
            return {"a command is missing" + english, "缺少命令" + chinese};
        return {missing + " is missing" + english, "缺少 " + missing + chinese};
    }
    return {what + english, "参数不对:" + what + chinese};
}

}  // namespace

Command Command::add(const std::string& name, const Message& purpose)
{
    app_.require_subcommand(1);
    CLI::App* command = app_.add_subcommand(name, in_language(purpose));
    command->group(text("Commands", "命令"));
    translate(*command);
    return {*command, chosen_};
}

Command& Command::option(const std::string& name, std::string& value, const Message& meaning)
{
    app_.add_option(name, value, in_language(meaning))->capture_default_str();
    return *this;
}

Command& Command::option(const std::string& name, double& value, const Message& meaning)
{
    app_.add_option(name, value, in_language(meaning))->capture_default_str();
    return *this;
}

Command& Command::option(const std::string& name, std::int64_t& value, const Message& meaning)
{
    app_.add_option(name, value, in_language(meaning))->capture_default_str();
    return *this;
}

Command& Command::option(const std::string& name, std::string& value,
                         const std::vector<std::string>& allowed, const Message& meaning)
{
    app_.add_option(name, value, in_language(meaning))
        ->check(CLI::IsMember(allowed))
        ->capture_default_str();
    return *this;
}

Command& Command::required(const std::string& name, std::string& value, const Message& meaning)
{
    app_.add_option(name, value, in_language(meaning))->required();
    return *this;
}

Command& Command::flag(const std::string& name, bool& value, const Message& meaning)
{
    app_.add_flag(name, value, in_language(meaning));
    return *this;
}

Command& Command::example(const std::string& line)
{
    const std::string before = app_.get_footer();
    app_.footer((before.empty() ? text("Example:", "示例:") : before) + "\n  " + line);
    return *this;
}

void Command::action(std::function<int()> work)
{
    app_.callback([&chosen = chosen_, work = std::move(work)] { chosen = work; });
}

CommandLine::CommandLine(const std::string& program, const std::string& version,
                         const intents::Message& purpose)
    : app_(std::make_unique<CLI::App>(in_language(purpose))), program_(*app_, chosen_)
{
    app_->name(program);
    translate(*app_);
    app_->set_version_flag("--version", program + ' ' + version,
                           text("show the version", "显示版本"));
}

CommandLine::~CommandLine() = default;

int CommandLine::run(int argument_count, char** arguments)
{
    try {
        app_->parse(argument_count, arguments);
    } catch (const CLI::Success& asked) {
        return app_->exit(asked);  // help or the version
    } catch (const CLI::ParseError& error) {
        throw UsageError(problem(*app_, error));
    }
    return chosen_();
}

}  // namespace bot
