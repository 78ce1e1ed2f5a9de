#include "intents/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <set>

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

}  // namespace

Yaml Yaml::parse(const std::string& file, const std::string& text, Problems& problems)
{
    auto node = std::make_shared<Node>();
    node->file = file;
    node->problems = &problems;
    node->text = std::make_shared<const std::string>(text);
    try {
        node->value.reset(YAML::Load(text));
        node->line = 1;
        node->column = 1;
    } catch (const YAML::Exception& error) {
        problems.add({file,
                      error.mark.line + 1,
                      character_column(text, error.mark),
                      {"not valid YAML: " + error.msg, "YAML 语法错误:" + error.msg},
                      {"check indentation, quotes and colons near this place",
                       "请检查附近的缩进、引号和冒号"}});
        node->value.reset(YAML::Node(YAML::NodeType::Undefined));
    }
    return Yaml(node);
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
    for (const auto& entry : node_->value)
        result.emplace_back(Yaml(child(*node_, entry.first)), Yaml(child(*node_, entry.second)));
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
    const std::string found = is_scalar() ? ", found '" + shortened(raw()) + "'" : "";
    problem({"expected a whole number" + found, "这里应当是整数" + found});
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
    std::set<std::string> seen;
    for (const auto& [key, value] : entries()) {
        const std::string name = key.raw();
        if (std::find(known.begin(), known.end(), name) == known.end())
            key.problem({"unknown field '" + name + "'", "不认识的字段 '" + name + "'"},
                        suggest(name, known));
        else if (!seen.insert(name).second)
            key.problem({"'" + name + "' is written twice", "'" + name + "' 写了两次"},
                        {"keep one of them", "请只保留一处"});
    }
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
