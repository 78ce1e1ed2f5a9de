#include "intents/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "intents/utf8.h"

namespace intents {

struct Yaml::Node {
    YAML::Node value;
    std::string file;
    std::shared_ptr<const std::string> text;
    Problems* problems;
    int line = 0;  // of the parent, where the node itself is absent
    int column = 0;
};

namespace {

// yaml-cpp counts bytes; people and editors count characters.
int character_column(const std::string& text, const YAML::Mark& mark)
{
    const std::size_t end = std::min<std::size_t>(text.size(), std::max(0, mark.pos));
    const std::size_t start = end - std::min<std::size_t>(end, std::max(0, mark.column));
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(start);
    const auto at = text.begin() + static_cast<std::ptrdiff_t>(end);
    return 1 +
           static_cast<int>(std::count_if(begin, at, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string shortened(const std::string& text)
{
    return text.size() <= 40 ? text : text.substr(0, 40) + "…";
}

// The line of the first byte that no text has (a picture, a program, another encoding), or 0.
int line_of_other_bytes(const std::string& text)
{
    const std::size_t bad = std::min(text.find('\0'), first_not_utf8(text));
    if (bad >= text.size()) return 0;
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + bad, '\n'));
}

// The first line that is indented with a tab, which YAML does not know; or 0.
int line_with_tab(const std::vector<std::string>& lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t begin = lines[i].find_first_not_of(" \t\r");
        if (begin != std::string::npos && lines[i][begin] != '#' && lines[i].find('\t') < begin)
            return static_cast<int>(i) + 1;
    }
    return 0;
}

std::vector<std::string> lines_until(const std::string& text, int last)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    std::string line;
    while (static_cast<int>(lines.size()) < last && std::getline(stream, line))
        lines.push_back(line);
    return lines;
}

// The first line whose quotation mark opens and never closes, where the parser came upon the error
// only later; or 0.
int line_with_open_quote(const std::vector<std::string>& lines)
{
    int first = 0;
    bool open = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (std::count(lines[i].begin(), lines[i].end(), '"') % 2 == 0) continue;
        open = !open;
        if (first == 0) first = static_cast<int>(i) + 1;
    }
    return open ? first : 0;
}

// The last line of the form "title：…", with the colon of a Chinese keyboard; or 0.
int line_with_wide_colon(const std::vector<std::string>& lines)
{
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_- ";
    for (std::size_t i = lines.size(); i > 0; --i) {
        const std::size_t end = lines[i - 1].find_first_not_of(letters);
        if (end != std::string::npos && end > 0 && lines[i - 1].compare(end, 3, "：") == 0)
            return static_cast<int>(i);
    }
    return 0;
}

// What the parser says, in the words of somebody who does not know how it works.
Message in_plain_words(const std::string& said)
{
    static const std::vector<std::pair<std::string, Message>> known = {
        {"end of sequence flow not found", {"a '[' is not closed", "'[' 没有对应的 ']'"}},
        {"end of map flow not found", {"a '{' is not closed", "'{' 没有对应的 '}'"}},
        {"illegal EOF in scalar", {"a quotation mark is not closed", "引号没有成对"}},
        {"illegal flow end", {"a closing bracket without an opening one", "多了一个右括号"}},
        {"illegal map value",
         {"a second ':' where one value stands already", "这一行已经有值,不能再写冒号"}},
        {"end of map not found",
         {"this line fits neither the one above nor its indentation",
          "这一行与上一行的缩进或写法对不上"}},
        {"end of sequence not found",
         {"this line does not belong to the list above", "这一行不属于上面的列表"}},
        {"illegal block entry", {"a '- ' where no list can begin", "这里不能用 '- ' 开始列表"}},
        {"illegal map key", {"a field where none can stand", "这里不能写 键: 值"}},
        {"unknown escape character",
         {"a '\\' in double quotes that means nothing", "双引号里的 '\\' 后面不能跟这个字符"}},
    };
    for (const auto& [start, plain] : known)
        if (said.rfind(start, 0) == 0) return plain;
    return {said, said};
}

Problem syntax_problem(const std::string& file, const std::string& text,
                       const YAML::Exception& error)
{
    const int line = std::max(0, error.mark.line) + 1;
    const std::vector<std::string> lines = lines_until(text, line);
    if (const int tab = line_with_tab(lines))
        return {file,
                tab,
                1,
                {"not valid YAML: a tab at the beginning of the line",
                 "YAML 语法错误:行首用了制表符(Tab)"},
                {"indent with spaces", "缩进请用空格"}};
    if (const int colon = line_with_wide_colon(lines))
        return {file,
                colon,
                1,
                {"not valid YAML: a full-width colon '：' after the name of a field",
                 "YAML 语法错误:字段名后面用了全角冒号“：”"},
                {"write ': ', half-width and with a space", "请改成半角冒号加空格 ': '"}};
    if (const int quote = line_with_open_quote(lines))
        return {file,
                quote,
                1,
                {"not valid YAML: a quotation mark is not closed", "YAML 语法错误:引号没有成对"},
                {"write the second one, or none", "请补上另一个引号,或两个都不写"}};
    const Message plain = in_plain_words(error.msg);
    return {
        file,
        line,
        character_column(text, error.mark),
        {"not valid YAML: " + plain.english, "YAML 语法错误:" + plain.chinese},
        {"check indentation, quotes and colons near this place", "请检查附近的缩进、引号和冒号"}};
}

// The document of a file. More than one is a problem: what stands in the others would be left out.
YAML::Node load(const std::string& file, const std::string& text, Problems& problems)
{
    const YAML::Node nothing(YAML::NodeType::Undefined);
    if (const int line = line_of_other_bytes(text)) {
        problems.add({file,
                      line,
                      1,
                      {"this is no text in UTF-8", "这不是 UTF-8 编码的文本"},
                      {"save it as UTF-8, or delete it if it is something else",
                       "请另存为 UTF-8;如果不是规则包的文件,请删掉"}});
        return nothing;
    }
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(text);
        if (documents.size() > 1)
            problems.add({file,
                          std::max(0, documents[1].Mark().line) + 1,
                          1,
                          {"a second document begins above ('---'), and nobody would read it",
                           "上面的 '---' 开始了第二份文档,后面的内容不会被读取"},
                          {"delete the line '---', or make two files",
                           "请删掉 '---' 这一行,或拆成两个文件"}});
        return documents.empty() ? YAML::Node() : documents.front();
    } catch (const YAML::Exception& error) {
        problems.add(syntax_problem(file, text, error));
        return nothing;
    }
}

}  // namespace

Yaml Yaml::parse(const std::string& file, const std::string& text, Problems& problems)
{
    auto node = std::make_shared<Node>();
    node->file = file;
    node->problems = &problems;
    node->text = std::make_shared<const std::string>(text);
    node->value.reset(load(file, text, problems));
    node->line = 1;
    node->column = 1;
    return Yaml(node);
}

bool Yaml::holds_fields(const Message& example) const
{
    if (is_map()) return true;
    if (!node_->value.IsDefined()) return false;  // said already
    problem(node_->value.IsNull()
                ? Message{"the file is empty", "文件是空的"}
                : Message{"expected fields (key: value)", "这里应当是 键: 值 的形式"},
            example);
    return false;
}

bool Yaml::defined() const { return node_->value.IsDefined() && !node_->value.IsNull(); }
bool Yaml::is_map() const { return node_->value.IsDefined() && node_->value.IsMap(); }
bool Yaml::is_list() const { return node_->value.IsDefined() && node_->value.IsSequence(); }
bool Yaml::is_scalar() const { return node_->value.IsDefined() && node_->value.IsScalar(); }

namespace {

template <class Node>
std::shared_ptr<Node> child(const Node& parent, const YAML::Node& value)
{
    auto node = std::make_shared<Node>(parent);
    node->value.reset(value);
    if (value.IsDefined() && value.Mark().line >= 0) {
        node->line = value.Mark().line + 1;
        node->column = character_column(*node->text, value.Mark());
    }
    return node;
}

}  // namespace

Yaml Yaml::field(std::string_view key) const
{
    if (is_map())
        for (const auto& entry : node_->value)
            if (entry.first.IsScalar() && entry.first.Scalar() == key)
                return Yaml(child(*node_, entry.second));
    return Yaml(child(*node_, YAML::Node(YAML::NodeType::Undefined)));
}

Yaml Yaml::required(std::string_view key) const
{
    Yaml found = field(key);
    if (!found.defined() && defined())
        problem({"'" + std::string(key) + "' is missing", "缺少 '" + std::string(key) + "'"});
    return found;
}

std::vector<std::pair<Yaml, Yaml>> Yaml::entries() const
{
    std::vector<std::pair<Yaml, Yaml>> result;
    if (!defined()) return result;
    if (!is_map()) {
        problem({"expected fields (key: value)", "这里应当是 键: 值 的形式"});
        return result;
    }
    std::set<std::string> seen;
    for (const auto& entry : node_->value) {
        Yaml key(child(*node_, entry.first));
        if (seen.insert(key.raw()).second)
            result.emplace_back(std::move(key), Yaml(child(*node_, entry.second)));
        else
            key.problem({"'" + key.raw() + "' is written twice", "'" + key.raw() + "' 写了两次"},
                        {"keep one of them", "请只保留一处"});
    }
    return result;
}

std::vector<Yaml> Yaml::items() const
{
    std::vector<Yaml> result;
    if (!defined()) return result;
    if (!is_list()) {
        problem(
            {"expected a list (lines that begin with '- ')", "这里应当是列表(每行以 '- ' 开头)"});
        return result;
    }
    for (const auto& item : node_->value) result.push_back(Yaml(child(*node_, item)));
    return result;
}

std::string Yaml::text(std::string_view otherwise) const
{
    if (!defined()) return std::string(otherwise);
    if (is_scalar()) return node_->value.Scalar();
    problem({"expected a text", "这里应当是一段文字"});
    return std::string(otherwise);
}

std::int64_t Yaml::integer(std::int64_t otherwise) const
{
    if (!defined()) return otherwise;
    if (is_scalar()) {
        const std::string& scalar = node_->value.Scalar();
        std::int64_t value = 0;
        const auto [end, error] =
            std::from_chars(scalar.data(), scalar.data() + scalar.size(), value);
        if (error == std::errc() && end == scalar.data() + scalar.size()) return value;
    }
    const bool scalar = is_scalar();
    const std::string found = shortened(raw());
    problem({"expected a whole number" + (scalar ? ", found '" + found + "'" : ""),
             "这里应当是整数" + (scalar ? ",而不是 '" + found + "'" : "")});
    return otherwise;
}

int Yaml::count(int otherwise) const
{
    constexpr std::int64_t count_max = 1'000'000;
    const std::int64_t value = integer(otherwise);
    if (value >= 1 && value <= count_max) return static_cast<int>(value);
    problem({"expected a number from 1 on, found '" + shortened(raw()) + "'",
             "这里应当是 1 或更大的整数,而不是 '" + shortened(raw()) + "'"});
    return otherwise;
}

bool Yaml::boolean(bool otherwise) const
{
    if (!defined()) return otherwise;
    if (is_scalar()) {
        const std::string& scalar = node_->value.Scalar();
        if (scalar == "true" || scalar == "yes") return true;
        if (scalar == "false" || scalar == "no") return false;
    }
    problem({"expected true or false", "这里应当是 true 或 false"});
    return otherwise;
}

std::vector<std::string> Yaml::texts() const
{
    std::vector<std::string> result;
    if (!defined()) return result;
    if (is_scalar()) return {text()};
    for (const Yaml& item : items()) result.push_back(item.text());
    return result;
}

bool Yaml::quoted() const { return is_scalar() && node_->value.Tag() == "!"; }
std::string Yaml::raw() const { return is_scalar() ? node_->value.Scalar() : std::string(); }

void Yaml::allow_only(const std::vector<std::string>& known) const
{
    for (const auto& [key, value] : entries()) {
        const std::string name = key.raw();
        if (std::find(known.begin(), known.end(), name) == known.end())
            key.problem({"unknown field '" + name + "'", "不认识的字段 '" + name + "'"},
                        suggest(name, known));
    }
}

void Yaml::expect_one_of(const std::vector<std::string>& known, const std::string& english,
                         const std::string& chinese) const
{
    const std::string name = raw();
    if (std::find(known.begin(), known.end(), name) == known.end())
        problem({"unknown " + english + " '" + name + "'", "没有" + chinese + " '" + name + "'"},
                suggest(name, known));
}

void Yaml::problem(Message cause, Message remedy) const
{
    node_->problems->add(
        {node_->file, node_->line, node_->column, std::move(cause), std::move(remedy)});
}

void Yaml::problem_at(int line, Message cause, Message remedy) const
{
    node_->problems->add({node_->file, line, 1, std::move(cause), std::move(remedy)});
}

const std::string& Yaml::file() const { return node_->file; }
int Yaml::line() const { return node_->line; }
int Yaml::column() const { return node_->column; }

}  // namespace intents
