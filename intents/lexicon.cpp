#include "intents/lexicon.h"

#include <algorithm>

#include "intents/character_table.h"
#include "intents/utf8.h"

namespace intents {

namespace {

bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

const std::vector<std::string> known_word_types = {
    "demand", "platform", "site", "key_fault", "product", "refund_target", "regulator"};

}  // namespace

Lexicon Lexicon::read(const std::string& file, const std::string& contents, Problems& problems)
{
    Lexicon lexicon;
    const Yaml root = Yaml::parse(file, contents, problems);
    if (!root.holds_fields({"write replacements: and words:, or delete the file",
                            "请写 replacements: 和 words:,或删掉这个文件"}))
        return lexicon;
    root.allow_only({"replacements", "words"});
    for (const Yaml& node : root.field("replacements").items()) lexicon.read_replacement(node);
    lexicon.variants_.compile();
    lexicon.read_words(root.field("words"));
    return lexicon;
}

void Lexicon::read_replacement(const Yaml& node)
{
    static const Lexicon none;
    node.allow_only({"to", "from", "unless"});
    Replacement replacement;
    replacement.to = normalise_phrase(node.required("to").text(), none);
    for (const std::string& word : node.field("unless").texts())
        replacement.unless.push_back(normalise_phrase(word, none));
    for (const Yaml& from : node.required("from").items()) {
        const std::u32string variant = normalise_phrase(from.text(), none);
        if (variant.empty() || variant == replacement.to) {
            from.problem({"'" + from.raw() + "' is empty or the standard word itself",
                          "'" + from.raw() + "' 为空,或者就是标准词本身"});
            continue;
        }
        replacement.latin = std::all_of(variant.begin(), variant.end(), is_latin);
        const int phrase = variants_.add(variant);
        if (phrase < static_cast<int>(replacements_.size())) {
            from.problem(
                {"'" + from.raw() + "' is replaced twice", "'" + from.raw() + "' 写了两次"},
                {"keep one of them", "请只保留一处"});
            continue;
        }
        replacements_.push_back(replacement);
    }
}

void Lexicon::read_words(const Yaml& node)
{
    if (!node.defined()) return;
    node.allow_only(known_word_types);
    for (const auto& [type, values] : node.entries())
        for (const auto& [value, words] : values.entries())
            for (const Yaml& word : words.items()) {
                std::u32string text = normalise_phrase(word.text(), *this);
                if (text.empty())
                    word.problem({"an empty word", "空词"});
                else
                    words_.push_back(
                        {type.raw(), value.raw(), std::move(text), word.line(), word.column()});
            }
}

std::vector<std::u32string> Lexicon::standard_words() const
{
    std::vector<std::u32string> standard;
    for (const Replacement& replacement : replacements_) standard.push_back(replacement.to);
    return standard;
}

bool Lexicon::fits(const Match& match, std::u32string_view text) const
{
    const Replacement& replacement = replacements_[match.phrase];
    if (replacement.latin) {
        int before = match.start - 1;
        if (before >= 0 && is_latin(text[before])) return false;
        if (match.end < static_cast<int>(text.size()) && is_latin(text[match.end])) return false;
        while (before >= 0 && text[before] == ' ') --before;
        if (before >= 0 && text[before] >= '0' && text[before] <= '9' && before < match.start - 1)
            return false;
    }
    return std::none_of(replacement.unless.begin(), replacement.unless.end(),
                        [&](const std::u32string& word) { return text.find(word) != text.npos; });
}

std::vector<Lexicon::Match> Lexicon::matches(std::u32string_view text) const
{
    std::vector<Match> found;
    variants_.scan(text, [&](int phrase, int end) {
        const Match match{end - variants_.length(phrase), end, phrase};
        if (fits(match, text)) found.push_back(match);
    });
    std::sort(found.begin(), found.end(), [](const Match& a, const Match& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    return found;
}

TracedText Lexicon::apply(TracedText text) const
{
    const std::vector<Match> found = matches(text.text);
    if (found.empty()) return text;
    TracedText result;
    result.text.reserve(text.text.size() + 8);
    result.origin.reserve(text.text.size() + 8);
    int at = 0;
    const auto copy_until = [&](int end) {
        for (; at < end; ++at) result.push_back(text.text[at], text.origin[at]);
    };
    for (const Match& match : found) {
        if (match.start < at) continue;
        copy_until(match.start);
        const Span from = text.original(match.start, match.end);
        for (char32_t c : replacements_[match.phrase].to) result.push_back(c, from);
        at = match.end;
    }
    copy_until(static_cast<int>(text.text.size()));
    return result;
}

}  // namespace intents
