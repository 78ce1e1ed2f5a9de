#include "dialogs/answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dialogs/phrases.h"

namespace dialogs {

using intents::Understanding;

namespace {

std::size_t length(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

// "2", "第二个", "②": the place in the list of options, from 0.
std::optional<std::size_t> ordinal(const std::string& word)
{
    static constexpr std::array<std::array<std::string_view, 5>, 6> words = {{
        {"1", "①", "一", "第一个", "第1个"},
        {"2", "②", "二", "第二个", "第2个"},
        {"3", "③", "三", "第三个", "第3个"},
        {"4", "④", "四", "第四个", "第4个"},
        {"5", "⑤", "五", "第五个", "第5个"},
        {"6", "⑥", "六", "第六个", "第6个"},
    }};
    for (std::size_t i = 0; i < words.size(); ++i)
        if (std::find(words[i].begin(), words[i].end(), word) != words[i].end()) return i;
    return std::nullopt;
}

// Whether the word stands in the text, and somewhere not after a 不 or 别.
bool says(std::string_view text, std::string_view word)
{
    static constexpr std::array<std::string_view, 8> negations = {"不", "别",   "不想", "不要",
                                                                  "没", "不用", "不能", "不是"};
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::string_view before = text.substr(0, at);
        if (std::none_of(negations.begin(), negations.end(),
                         [&](std::string_view negation) { return before.ends_with(negation); }))
            return true;
    }
    return false;
}

std::optional<std::string> option_in(const Slot& slot, const Understanding& understanding)
{
    const std::string said = bare(understanding.text);
    if (const auto place = ordinal(said); place && *place < slot.options.size())
        return slot.options[*place].value;
    const Option* found = nullptr;
    std::optional<std::string> named;
    std::size_t best = 0;
    for (const Option& option : slot.options) {
        const std::string label = bare(option.label);
        const bool hit = said == option.value || said.find(label) != std::string::npos ||
                         (length(said) >= 2 && label.find(said) != std::string::npos);
        if (hit && label.size() > best) {
            found = &option;
            best = label.size();
        }
    }
    if (found) return found->value;
    for (const auto& [value, words] : slot.words)
        for (const std::string& word : words)
            if (word.size() > best && says(said, word)) {
                best = word.size();
                named = value;
            }
    return named;
}

}  // namespace

std::optional<std::string> value_from_entities(const Slot& slot, const Understanding& understanding)
{
    for (const std::string& type : slot.from) {
        if (type == "demand" && !understanding.demand.empty()) {
            for (const std::string& demand : understanding.demand)
                if (std::any_of(slot.options.begin(), slot.options.end(),
                                [&](const Option& option) { return option.value == demand; }))
                    return demand;
            continue;
        }
        for (const intents::Entity& entity : understanding.entities) {
            if (entity.type != type) continue;
            if (slot.type == SlotType::secret) return entity.fingerprint;
            if (slot.options.empty()) return entity.value;
            for (const Option& option : slot.options)
                if (option.value == entity.value) return entity.value;
        }
    }
    return std::nullopt;
}

std::optional<std::string> value_from_words(const Slot& slot, const Understanding& understanding)
{
    if (understanding.intent == "human_agent") return std::nullopt;
    switch (slot.type) {
        case SlotType::choice:
            return option_in(slot, understanding);
        case SlotType::boolean:
            if (const auto answer = yes_or_no(understanding, "")) return *answer ? "yes" : "no";
            return std::nullopt;
        case SlotType::number: {
            const std::string said = bare(understanding.text);
            if (!said.empty() && said.size() < 10 &&
                std::all_of(said.begin(), said.end(), [](char c) { return c >= '0' && c <= '9'; }))
                return said;
            return std::nullopt;
        }
        case SlotType::secret:
            for (const intents::Entity& entity : understanding.entities)
                if (entity.secret) return entity.fingerprint;
            return std::nullopt;
        case SlotType::text: {
            if (!slot.free_text ||
                length(understanding.text) > static_cast<std::size_t>(slot.length_max))
                return std::nullopt;
            const std::string said = bare(understanding.text);
            if (said.empty() ||
                is_one_of(said, {"没有", "没", "无", "没了", "不知道", "不记得", "不记得了", "忘了",
                                 "忘记了", "找不到", "没说", "没说过"}))
                return std::nullopt;
            return understanding.text;
        }
    }
    return std::nullopt;
}

namespace {

bool has_one_of(const std::string& text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

bool is_question(const std::string& text)
{
    return has_one_of(text, {"吗", "什么", "谁", "怎么", "为啥", "多久", "多少", "哪", "几天",
                             "能不能", "是不是", "可不可以", "问题", "?", "？"});
}

bool is_worded_as(const Understanding& understanding, std::string_view intent)
{
    return understanding.intent == intent &&
           std::any_of(understanding.ranking.begin(), understanding.ranking.end(),
                       [&](const intents::RankedIntent& ranked) {
                           return ranked.intent == intent &&
                                  std::any_of(ranked.why.begin(), ranked.why.end(),
                                              [](const intents::Term& term) {
                                                  return term.source == "pattern";
                                              });
                       });
}

}  // namespace

std::optional<bool> yes_or_no(const Understanding& understanding, const std::string& action)
{
    const std::string said = bare(understanding.text);
    if (is_one_of(said, {"不", "不要", "不用", "不用了", "不了", "否", "no", "n", "先不", "别",
                         "算了", "不取消", "不对"}))
        return false;
    if (is_one_of(said, {"是",   "是的", "好",     "好的", "行",   "可以",    "确认",
                         "确定", "对",   "嗯",     "要",   "ok",   "yes",     "y",
                         "中",   "同意", "没问题", "退",   "退吧", "好的退吧"}))
        return true;
    if (is_question(understanding.text)) return std::nullopt;
    if (understanding.intent == "deny_correct" ||
        understanding.control == intents::ControlWord::stop)
        return false;
    // By its wording, not only by what the classifier takes it for: money hangs on a yes.
    if (is_worded_as(understanding, "affirm")) return true;
    if (action == "cancel" && understanding.intent == "cancel_order" &&
        understanding.entities.empty() &&
        !has_one_of(said, {"别", "不取消", "不要取消", "先不", "不用"}))
        return true;
    return std::nullopt;
}

bool insists_on(const Understanding& understanding, const std::vector<std::string>& wanted)
{
    constexpr std::size_t length_max = 8;  // a longer sentence may say anything besides
    if (understanding.demand.empty() || is_question(understanding.text) ||
        length(bare(understanding.text)) > length_max)
        return false;
    return std::all_of(understanding.demand.begin(), understanding.demand.end(),
                       [&](const std::string& demand) {
                           return std::find(wanted.begin(), wanted.end(), demand) != wanted.end();
                       });
}

bool is_plain(const Understanding& understanding)
{
    constexpr int sure_min = 900;  // permille
    return understanding.intent && (understanding.confidence_permille >= sure_min ||
                                    is_worded_as(understanding, *understanding.intent));
}

bool same_words(const std::string& one, const std::string& other)
{
    return bare(one) == bare(other);
}

bool says_cannot(const Understanding& understanding)
{
    return has_one_of(bare(understanding.text),
                      {"没有", "没了", "不会", "找不到", "弄不了", "没截", "不知道怎么", "删了"});
}

bool says_has_none(const Understanding& understanding)
{
    const std::string said = bare(understanding.text);
    return has_one_of(said, {"没有", "没了", "没截", "没存", "没留", "没图", "没拍", "找不到",
                             "截不了", "删了"}) &&
           !is_question(said);
}

}  // namespace dialogs
