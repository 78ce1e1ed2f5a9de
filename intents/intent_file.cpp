#include "intents/intent_file.h"

#include <algorithm>
#include <utility>

#include "intents/utf8.h"

namespace intents {

namespace {

const std::vector<std::pair<std::string, Group>> group_names = {
    {"guard", Group::guard},   {"flag", Group::flag},
    {"breach", Group::breach}, {"follow_up", Group::follow_up},
    {"action", Group::action}, {"query", Group::query},
    {"faq", Group::faq},       {"courtesy", Group::courtesy},
    {"reply", Group::reply},   {"other", Group::other},
};

struct Place {
    std::string file;
    int line = 0;
    std::string intent;
};

std::string place_text(const Place& place) { return place.file + ":" + std::to_string(place.line); }

// Collects the intents of all files and what must be unique among them.
class Reader {
public:
    explicit Reader(const Lexicon& lexicon) : lexicon_(lexicon) {}

    void read(const Yaml& root);
    std::vector<IntentDefinition> take() { return std::move(intents_); }

private:
    Group read_group(const Yaml& node) const;
    std::string read_priority(const Yaml& node) const;
    void read_pattern(const Yaml& node, IntentDefinition& intent);
    void check_samples(const Yaml& node, const re2::RE2& compiled, const re2::RE2* unless) const;
    void read_keyword(const Yaml& node, IntentDefinition& intent) const;
    void read_example(const Yaml& node, IntentDefinition& intent);

    std::string normal(const std::string& text) const
    {
        return encode_utf8(normalise_phrase(text, lexicon_));
    }

    const Lexicon& lexicon_;
    std::vector<IntentDefinition> intents_;
    std::map<std::string, Place> ids_;
    std::map<std::string, Place> examples_;
};

void Reader::read(const Yaml& root)
{
    if (!root.holds_fields({"an intent begins with 'id: its_name'", "意图文件以 'id: 名字' 开头"}))
        return;
    root.allow_only(
        {"id", "title", "priority", "group", "stages", "patterns", "keywords", "examples"});
    IntentDefinition intent;
    const Yaml id = root.required("id");
    intent.info.id = id.text();
    intent.info.title = root.required("title").text();
    intent.info.priority = read_priority(root.field("priority"));
    intent.group = read_group(root.required("group"));
    const auto [known, is_new] =
        ids_.emplace(intent.info.id, Place{root.file(), id.line(), intent.info.id});
    if (!is_new && id.defined())
        id.problem(
            {"intent '" + intent.info.id + "' is defined twice, first in " +
                 place_text(known->second),
             "意图 '" + intent.info.id + "' 定义了两次,第一处在 " + place_text(known->second)},
            {"merge the two or rename one", "请合并两处,或改一个名字"});
    for (const Yaml& node : root.field("stages").items())
        intent.stages.push_back({node.text(), node.file(), node.line(), node.column()});
    for (const Yaml& node : root.field("patterns").items()) read_pattern(node, intent);
    for (const Yaml& node : root.field("keywords").items()) read_keyword(node, intent);
    for (const Yaml& node : root.field("examples").items()) read_example(node, intent);
    intents_.push_back(std::move(intent));
}

std::string Reader::read_priority(const Yaml& node) const
{
    static const std::vector<std::string> known = {"P0", "P1", "P2", "P3"};
    std::string priority = node.text("P3");
    if (std::find(known.begin(), known.end(), priority) == known.end())
        node.problem({"unknown priority '" + priority + "'", "不认识的优先级 '" + priority + "'"},
                     suggest(priority, known));
    return priority;
}

Group Reader::read_group(const Yaml& node) const
{
    if (!node.defined()) return Group::faq;
    const std::string wanted = node.text();
    std::vector<std::string> known;
    for (const auto& [name, group] : group_names) {
        if (name == wanted) return group;
        known.push_back(name);
    }
    node.problem({"unknown group '" + wanted + "'", "不认识的分组 '" + wanted + "'"},
                 suggest(wanted, known));
    return Group::faq;
}

void Reader::read_pattern(const Yaml& node, IntentDefinition& intent)
{
    node.allow_only({"name", "re", "unless", "weight", "samples", "not_samples"});
    PatternDefinition pattern;
    pattern.name = node.required("name").text();
    const Yaml re = node.required("re");
    pattern.re = re.text();
    const Yaml weight = node.field("weight");
    pattern.weight = static_cast<int>(weight.integer(pattern.weight));
    if (pattern.weight < 1 || pattern.weight > 1000)
        weight.problem({"weight must be 1 to 1000", "权重应在 1 到 1000 之间"});
    for (const PatternDefinition& other : intent.patterns)
        if (other.name == pattern.name)
            node.field("name").problem({"pattern '" + pattern.name + "' is defined twice",
                                        "句式 '" + pattern.name + "' 定义了两次"});
    pattern.compiled = compile_pattern(pattern.re);
    if (!pattern.compiled) {
        const std::string error = re2::RE2(pattern.re, pattern_options()).error();
        re.problem({"not a valid RE2 expression: " + error, "不是有效的 RE2 正则表达式:" + error},
                   {"note that RE2 has no look-around and no back-references",
                    "注意 RE2 不支持环视和反向引用"});
        return;
    }
    const re2::RE2& compiled = pattern.compiled->GetRE2(0);
    if (re2::RE2::PartialMatch("", compiled)) {
        re.problem({"this expression matches every message", "这个表达式会匹配任何消息"});
        return;
    }
    const Yaml unless = node.field("unless");
    pattern.unless = unless.text();
    const re2::RE2 excluded(pattern.unless, pattern_options());
    if (!excluded.ok()) {
        unless.problem({"not a valid RE2 expression: " + excluded.error(),
                        "不是有效的 RE2 正则表达式:" + excluded.error()});
        return;
    }
    check_samples(node, compiled, pattern.unless.empty() ? nullptr : &excluded);
    intent.patterns.push_back(std::move(pattern));
}

void Reader::check_samples(const Yaml& node, const re2::RE2& compiled, const re2::RE2* unless) const
{
    const std::string name = node.field("name").text();
    const auto matches = [&](const std::string& text) {
        return re2::RE2::PartialMatch(text, compiled) &&
               (unless == nullptr || !re2::RE2::PartialMatch(text, *unless));
    };
    for (const Yaml& sample : node.field("samples").items())
        if (!matches(normal(sample.text())))
            sample.problem(
                {"pattern '" + name + "' does not match its sample '" + sample.raw() + "'",
                 "句式 '" + name + "' 匹配不到自己的样例 '" + sample.raw() + "'"},
                {"it is read as '" + normal(sample.raw()) + "'",
                 "归一化后是 '" + normal(sample.raw()) + "'"});
    for (const Yaml& sample : node.field("not_samples").items())
        if (matches(normal(sample.text())))
            sample.problem(
                {"pattern '" + name + "' matches '" + sample.raw() + "', which it must not",
                 "句式 '" + name + "' 不应匹配 '" + sample.raw() + "'"},
                {"it is read as '" + normal(sample.raw()) + "'",
                 "归一化后是 '" + normal(sample.raw()) + "'"});
}

void Reader::read_keyword(const Yaml& node, IntentDefinition& intent) const
{
    node.allow_only({"text", "weight"});
    KeywordDefinition keyword;
    const Yaml text = node.required("text");
    keyword.written = text.text();
    keyword.text = normalise_phrase(keyword.written, lexicon_);
    const Yaml weight = node.field("weight");
    keyword.weight = static_cast<int>(weight.integer(150));
    if (keyword.weight < 1 || keyword.weight > 1000)
        weight.problem({"weight must be 1 to 1000", "权重应在 1 到 1000 之间"});
    if (text.defined() && keyword.text.empty()) text.problem({"an empty keyword", "空的关键词"});
    for (const KeywordDefinition& other : intent.keywords)
        if (other.text == keyword.text)
            text.problem({"keyword '" + keyword.written + "' is read as '" + other.written +
                              "', which is here already",
                          "关键词 '" + keyword.written + "' 与 '" + other.written + "' 相同"},
                         {"keep one of them", "请只保留一处"});
    intent.keywords.push_back(std::move(keyword));
}

void Reader::read_example(const Yaml& node, IntentDefinition& intent)
{
    const std::string text = node.text();
    const std::string key = normal(text);
    if (key.empty()) {
        node.problem({"an empty example", "空的例句"});
        return;
    }
    const auto [known, is_new] =
        examples_.emplace(key, Place{node.file(), node.line(), intent.info.id});
    if (!is_new) {
        node.problem({"example '" + text + "' stands already in " + place_text(known->second) +
                          " under " + known->second.intent,
                      "例句 '" + text + "' 已在 " + place_text(known->second) + " 属于 " +
                          known->second.intent},
                     {"keep one of them", "请只保留一处"});
        return;
    }
    intent.examples.push_back(text);
}

}  // namespace

std::shared_ptr<re2::FilteredRE2> compile_pattern(const std::string& re)
{
    // Atoms of two bytes: one Han character has three, and "tk" should count.
    constexpr int atom_bytes_min = 2;
    auto pattern = std::make_shared<re2::FilteredRE2>(atom_bytes_min);
    int id = 0;
    return pattern->Add(re, pattern_options(), &id) == re2::RE2::NoError ? pattern : nullptr;
}

re2::RE2::Options pattern_options()
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    return options;
}

std::vector<IntentDefinition> read_intents(const std::map<std::string, std::string>& files,
                                           const Lexicon& lexicon, Problems& problems)
{
    Reader reader(lexicon);
    bool any = false;
    for (const auto& [path, contents] : files) {
        if (path.rfind("intents/", 0) != 0 || !path.ends_with(".yaml")) continue;
        any = true;
        const std::size_t before = problems.all().size();
        const Yaml root = Yaml::parse(path, contents, problems);
        if (problems.all().size() == before) reader.read(root);
    }
    if (!any)
        problems.add({"intents/",
                      0,
                      0,
                      {"no intents: no intents/*.yaml in the pack", "业务包里没有 intents/*.yaml"},
                      {}});
    return reader.take();
}

}  // namespace intents
