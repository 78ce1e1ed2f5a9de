#include "dialogs/mutants.h"

#include <algorithm>
#include <regex>

#include "dialogs/known_values.h"

namespace dialogs {

namespace {

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::size_t indent_of(const std::string& line)
{
    return std::min(line.find_first_not_of(' '), line.size());
}

bool is_comment(const std::string& line)
{
    return indent_of(line) == line.size() || line[indent_of(line)] == '#';
}

// Where a condition stands in a line: behind "when:", to the end or to the field after it.
struct Part {
    std::size_t at = 0, size = 0;
    bool quoted = false;
};

Part condition_in(const std::string& line)
{
    const std::size_t field = line.find("when: ");
    if (field == line.npos) return {};
    const std::size_t begin = field + 6;
    if (line[begin] == '"') {
        const std::size_t end = line.find('"', begin + 1);
        return {begin + 1, end - begin - 1, true};
    }
    std::size_t end = line.size();
    for (const char* after : {", goto:", ", decision:", ", to:", "  #"})
        end = std::min(end, line.find(after, begin));
    return {begin, end - begin, false};
}

class YamlWriter {
public:
    YamlWriter(std::string file, const std::string& text)
        : file_(std::move(file)), lines_(lines_of(text))
    {
        find_labels();
    }

    std::vector<Mutant> write()
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (is_comment(lines_[i])) continue;
            condition(i);
            targets(i);
            edges(i);
            steps(i);
            row(i);
        }
        return std::move(mutants_);
    }

private:
    bool is_flow() const { return file_.rfind("flows/", 0) == 0; }

    void find_labels()
    {
        static const std::regex label("  ([a-z_0-9]+):");
        bool in_labels = false;
        std::smatch match;
        for (const std::string& line : lines_) {
            if (line == "labels:") in_labels = true;
            if (in_labels && std::regex_match(line, match, label)) labels_.push_back(match[1]);
        }
    }

    void add(std::size_t line, const std::string& what, const std::vector<std::string>& lines)
    {
        std::string text;
        for (const std::string& one : lines) text += one + "\n";
        mutants_.push_back({file_, static_cast<int>(line) + 1, what, std::move(text)});
    }

    void change(std::size_t line, const std::string& what, const std::string& to)
    {
        std::vector<std::string> lines = lines_;
        lines[line] = to;
        add(line, what, lines);
    }

    // A step or row with all that belongs to it.
    void leave_out(std::size_t line)
    {
        std::vector<std::string> lines = lines_;
        std::size_t end = line + 1;
        while (end < lines.size() && indent_of(lines[end]) > indent_of(lines[line])) ++end;
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line),
                    lines.begin() + static_cast<std::ptrdiff_t>(end));
        add(line, "without: " + lines_[line].substr(indent_of(lines_[line])), lines);
    }

    void condition(std::size_t i)
    {
        const std::string& line = lines_[i];
        const Part part = condition_in(line);
        if (part.size == 0) return;
        const std::string text = line.substr(part.at, part.size);
        if (text == "otherwise" || text[0] == '>') return;
        const std::string turned = "not (" + text + ")";
        std::string whole = line;
        whole.replace(part.at, part.size, part.quoted ? turned : "\"" + turned + "\"");
        change(i, turned, whole);
        // The bounds of numbers: at them, and beyond them.
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {" >= ", " > "}, {" <= ", " < "}, {" > ", " >= "}, {" < ", " <= "}}) {
            const std::size_t at = text.find(from);
            if (at == text.npos) continue;
            std::string other = text;
            other.replace(at, from.size(), to);
            whole = line;
            whole.replace(part.at, part.size, other);
            change(i, other, whole);
        }
    }

    void targets(std::size_t i)
    {
        static const std::regex target("(goto|else): ([a-z_0-9]+)");
        std::smatch match;
        if (!is_flow() || labels_.size() < 2 || !std::regex_search(lines_[i], match, target))
            return;
        const auto label = std::find(labels_.begin(), labels_.end(), match[2].str());
        if (label == labels_.end()) return;
        const std::string& other = label + 1 == labels_.end() ? labels_.front() : *(label + 1);
        std::string whole = lines_[i];
        whole.replace(static_cast<std::size_t>(match.position(2)),
                      static_cast<std::size_t>(match.length(2)), other);
        change(i, "goto: " + other + " instead of " + match[2].str(), whole);
    }

    // "on: {no: kept, exhausted: human}": each edge left out, and the first two exchanged.
    void edges(std::size_t i)
    {
        static const std::regex in_line("\\bon: \\{(.*)\\}");
        static const std::regex of_block(" +[A-Za-z_]+: [a-z_]+");
        std::smatch match;
        const std::string& line = lines_[i];
        if (is_flow() && std::regex_search(line, match, in_line)) {
            std::vector<std::string> edges;
            std::string rest = match[1];
            for (std::size_t comma; (comma = rest.find(", ")) != rest.npos;) {
                edges.push_back(rest.substr(0, comma));
                rest.erase(0, comma + 2);
            }
            edges.push_back(rest);
            const auto with = [&](const std::vector<std::string>& kept) {
                std::string text;
                for (const std::string& edge : kept) text += (text.empty() ? "" : ", ") + edge;
                std::string whole = line;
                return whole.replace(static_cast<std::size_t>(match.position(1)),
                                     static_cast<std::size_t>(match.length(1)), text);
            };
            for (std::size_t edge = 0; edge < edges.size(); ++edge) {
                std::vector<std::string> kept = edges;
                kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(edge));
                change(i, "without the edge " + edges[edge], with(kept));
            }
        } else if (is_flow() && in_edges(i) && std::regex_match(line, of_block)) {
            std::vector<std::string> lines = lines_;
            lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
            add(i, "without the edge " + line.substr(indent_of(line)), lines);
        }
    }

    // Whether the line stands in a block of edges, one a line.
    bool in_edges(std::size_t i) const
    {
        std::size_t above = i;
        while (above > 0 && indent_of(lines_[above]) >= indent_of(lines_[i])) --above;
        return lines_[above].substr(indent_of(lines_[above])) == "on:";
    }

    void steps(std::size_t i)
    {
        static const std::regex step(" +- (say|set|clear|ticket|run|gather|collect|branch)\\b.*");
        if (is_flow() && std::regex_match(lines_[i], step)) leave_out(i);
    }

    void row(std::size_t i)
    {
        if (is_flow()) return;
        static const std::regex beginning(" +- \\{?row: .*");
        if (std::regex_match(lines_[i], beginning)) leave_out(i);
        exchange(i, "decision: ", decision_names);
        exchange(i, "priority: ", {"P0", "P1", "P2", "P3"});
        exchange(i, "kind: ", {"full", "negotiate", "none"});
    }

    // Another value where the field has one of these.
    void exchange(std::size_t i, const std::string& field, const std::vector<std::string>& values)
    {
        const std::size_t at = lines_[i].find(field);
        if (at == std::string::npos) return;
        const std::size_t begin = at + field.size();
        const std::size_t end = std::min(lines_[i].find_first_of(",} ", begin), lines_[i].size());
        const std::string value = lines_[i].substr(begin, end - begin);
        const auto known = std::find(values.begin(), values.end(), value);
        if (known == values.end()) return;
        const std::string& other = known + 1 == values.end() ? values.front() : *(known + 1);
        std::string whole = lines_[i];
        whole.replace(begin, end - begin, other);
        change(i, field + other + " instead of " + value, whole);
    }

    const std::string file_;
    const std::vector<std::string> lines_;
    std::vector<std::string> labels_;
    std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(const std::map<std::string, std::string>& files)
{
    std::vector<Mutant> all;
    for (const auto& [path, text] : files) {
        if (path.rfind("flows/", 0) != 0 && path.rfind("policy/", 0) != 0) continue;
        for (Mutant& mutant : YamlWriter(path, text).write()) all.push_back(std::move(mutant));
    }
    return all;
}

}  // namespace dialogs
