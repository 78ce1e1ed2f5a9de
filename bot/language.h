// Operators read Chinese where LC_ALL, LC_MESSAGES or LANG says zh, else English.
#pragma once

#include <stdexcept>
#include <string>

#include "intents/problem.h"

namespace bot {

bool speaks_chinese();
const std::string& in_language(const intents::Message& message);

// A command cannot go on: printed for the operator, exit code 1. `message` says what to do about
// it.
struct Failure : std::runtime_error {
    explicit Failure(intents::Message text)
        : std::runtime_error(in_language(text)), message(std::move(text))
    {
    }
    intents::Message message;
};

// The command line is wrong: exit code 2.
struct UsageError : std::runtime_error {
    explicit UsageError(const intents::Message& message) : std::runtime_error(in_language(message))
    {
    }
};

}  // namespace bot
