// YAML as the packs use it: every node knows its file, line and column, and reading a value of the
// wrong kind notes a problem and goes on, so that one run reports all that is wrong.
//
// A Yaml borrows the Problems it reports to; they outlive it. yaml-cpp stays behind yaml.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intents/problem.h"

namespace intents {

class Yaml {
public:
    // The document in `text`. A syntax error is noted, and an undefined node returned.
    static Yaml parse(const std::string& file, const std::string& text, Problems& problems);

    // Whether this, a whole file, holds fields. Where it does not, the problem says so: an empty
    // file would else be read as one that leaves everything out.
    bool holds_fields(const Message& example) const;

    bool defined() const;
    bool is_map() const;
    bool is_list() const;
    bool is_scalar() const;

    // The value under `key`; undefined where there is none (or this is no map).
    Yaml field(std::string_view key) const;
    // As field, but its absence is a problem.
    Yaml required(std::string_view key) const;
    // Entries of a map in the order they are written; a key that is written twice is a problem,
    // and only the first one counts. Anything but a map is a problem, unless undefined.
    std::vector<std::pair<Yaml, Yaml>> entries() const;
    // Items of a list. Anything but a list is a problem, unless undefined.
    std::vector<Yaml> items() const;

    // Scalars. An undefined node gives the default silently; one of another kind is a problem.
    std::string text(std::string_view otherwise = {}) const;
    std::int64_t integer(std::int64_t otherwise = 0) const;
    // A whole number from 1 to a million.
    int count(int otherwise) const;
    bool boolean(bool otherwise = false) const;
    // A list of scalars, or one scalar as a list of one.
    std::vector<std::string> texts() const;
    // Whether this scalar stands in quotes, and so is a text whatever it looks like.
    bool quoted() const;
    // The raw scalar without any check (a map's key, a value of several kinds).
    std::string raw() const;

    // Notes every field of this map that is not among `known`, with the closest known name.
    void allow_only(const std::vector<std::string>& known) const;
    // Notes a value that is not among `known`, with the closest known one. `english` and `chinese`
    // say what the value names.
    void expect_one_of(const std::vector<std::string>& known, const std::string& english,
                       const std::string& chinese) const;
    // Notes a problem at this node.
    void problem(Message cause, Message remedy = {}) const;
    // The same at another line of this file.
    void problem_at(int line, Message cause, Message remedy) const;

    const std::string& file() const;
    int line() const;    // 1-based
    int column() const;  // 1-based

private:
    struct Node;
    explicit Yaml(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    std::shared_ptr<const Node> node_;
};

}  // namespace intents
