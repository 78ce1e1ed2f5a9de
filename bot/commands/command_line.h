// The command line: commands with their options, help and examples, in the operator's language.
// What reads it is CLI11, which only command_line.cpp includes: it takes long to compile.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "intents/problem.h"

namespace CLI {
class App;
}

namespace bot {

// A command, or the program itself. Names are written as on the command line: "--data", or
// "pack,--pack" for an option that may also stand without its name. Each variable holds the
// default and must live until the command's action has run.
class Command {
public:
    using Message = intents::Message;

    // A command below this one, one of which must then be chosen.
    Command add(const std::string& name, const Message& purpose);

    Command& option(const std::string& name, std::string& value, const Message& meaning);
    Command& option(const std::string& name, double& value, const Message& meaning);
    Command& option(const std::string& name, std::int64_t& value, const Message& meaning);
    // One of `allowed`.
    Command& option(const std::string& name, std::string& value,
                    const std::vector<std::string>& allowed, const Message& meaning);
    // Must be given.
    Command& required(const std::string& name, std::string& value, const Message& meaning);
    Command& flag(const std::string& name, bool& value, const Message& meaning);
    // Shown below the help.
    Command& example(const std::string& line);
    // What the command does. Returns the exit code: 0 ok, 1 a check failed or it could not be done.
    void action(std::function<int()> work);

private:
    friend class CommandLine;
    using Work = std::function<int()>;
    Command(CLI::App& app, Work& chosen) : app_(app), chosen_(chosen) {}

    CLI::App& app_;
    Work& chosen_;
};

class CommandLine {
public:
    CommandLine(const std::string& program, const std::string& version,
                const intents::Message& purpose);
    ~CommandLine();

    Command& program() { return program_; }
    // Reads the arguments and does what they ask for. Returns the exit code: 2 for wrong usage,
    // which is explained on stderr. Lets through what the action throws.
    int run(int argument_count, char** arguments);

private:
    std::unique_ptr<CLI::App> app_;
    Command::Work chosen_;
    Command program_;
};

}  // namespace bot
