#include "intents/control_words.h"

#include "intents/character_table.h"

namespace intents {

namespace {

// 转人工!!! 转人工吧 算了~ are the bare phrase.
std::u32string_view trimmed(std::u32string_view words)
{
    static constexpr std::u32string_view particles = U"吧啊呀哦噢呢哈嘛了~";
    const auto idle = [](char32_t c) { return is_space(c) || is_punctuation(c); };
    while (!words.empty() && idle(words.front())) words.remove_prefix(1);
    while (!words.empty() && idle(words.back())) words.remove_suffix(1);
    while (words.size() > 2 && particles.find(words.back()) != particles.npos)
        words.remove_suffix(1);
    return words;
}

}  // namespace

ControlWords ControlWords::read(const std::string& file, const std::string& contents,
                                const Lexicon& lexicon, Problems& problems)
{
    ControlWords words;
    const Yaml root = Yaml::parse(file, contents, problems);
    if (!root.holds_fields(
            {"write human: [人工], stop: [算了], bot: [不转了], back: [上一步], restart: [重来]",
             "请写 human: [人工]、stop: [算了]、bot: [不转了]、back: [上一步]、restart: [重来]"}))
        return words;
    root.allow_only({"human", "stop", "bot", "back", "restart"});
    for (const ControlWord word : {ControlWord::human, ControlWord::stop, ControlWord::bot,
                                   ControlWord::back, ControlWord::restart})
        for (const Yaml& item : root.required(to_string(word)).items()) {
            const std::u32string normal = normalise_phrase(item.text(), lexicon);
            const std::u32string phrase(trimmed(normal));
            const auto [known, is_new] = words.phrases_.emplace(phrase, word);
            if (!is_new && known->second != word)
                item.problem({"'" + item.raw() + "' stands also under " + to_string(known->second),
                              "'" + item.raw() + "' 也写在 " + to_string(known->second) + " 下"},
                             {"keep one of them", "请只保留一处"});
        }
    return words;
}

ControlWord ControlWords::find(std::u32string_view words) const
{
    if (words.size() > 24) return ControlWord::none;
    const auto found = phrases_.find(trimmed(words));
    return found == phrases_.end() ? ControlWord::none : found->second;
}

}  // namespace intents
