#include "dialogs/answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dialogs/phrases.h"
#include "dialogs/variables.h"

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
            if (type == "amount") return write_money(std::stoll(entity.value));
            if (slot.free_text) return entity.text;  // the customer's own words, not our spelling
            if (slot.options.empty()) return entity.value;
            for (const Option& option : slot.options)
                if (option.value == entity.value) return entity.value;
        }
    }
    return std::nullopt;
}

bool says_little_but_demand(const Understanding& understanding)
{
    constexpr std::size_t little = 2;  // characters
    const intents::Entity* demand = understanding.first("demand");
    return demand && length(bare(understanding.text)) <= length(demand->text) + little;
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
    return understanding.intent == intent && !understanding.patterns_of(intent).empty();
}

}  // namespace

namespace {

constexpr std::string_view yes_words[] = {
    "是", "好",  "行", "可以", "确认", "确定",   "对",   "嗯",   "恩",   "要",
    "ok", "yes", "y",  "中",   "同意", "没问题", "必须", "肯定", "当然", "没错",
};
constexpr std::string_view little_words[] = {
    "我",   "你",   "你们", "就",   "还是",   "给",   "给我", "帮我", "直接", "赶紧", "快",
    "快点", "马上", "立刻", "尽快", "那",     "麻烦", "请",   "现在", "先",   "吧",   "啊",
    "呀",   "呗",   "哦",   "哈",   "嘞",     "滴",   "的",   "嘛",   "一下", "都",   "谢谢",
    ",",    "，",   " ",    "。",   "麻烦了", "、",   "!",    "！",   "~",    "～",   ".",
};
constexpr std::string_view wishing_words[] = {"想", "要", "这单", "订单"};

// How each demand is put in a word.
std::vector<std::string_view> words_for(std::string_view demand)
{
    if (demand == "cancel") return {"取消", "撤单", "撤销"};
    if (demand == "refund")
        return {"退款", "退钱", "退", "退了", "退掉", "退单", "退费", "退我钱", "把钱退"};
    if (demand == "replace") return {"换", "换一张", "换货", "换卡", "换码", "换个新的", "换新的"};
    if (demand == "resend") return {"补发", "重发", "补", "发", "再发", "再发一次", "重新发"};
    return {};
}

// Whether the text is made of one of `words` at least and of `others`, and of nothing else: a
// word that is not known may say anything (原路退, 取消错了, 退一半).
bool says_only(std::string_view text, const std::vector<std::string_view>& words,
               const std::vector<std::string_view>& others)
{
    enum Reached : char { never, without_word, with_word };
    std::vector<Reached> reached(text.size() + 1, never);
    reached[0] = without_word;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (reached[at] == never) continue;
        for (const std::string_view word : words)
            if (text.substr(at).starts_with(word)) reached[at + word.size()] = with_word;
        for (const std::string_view other : others)
            if (text.substr(at).starts_with(other))
                reached[at + other.size()] = std::max(reached[at + other.size()], reached[at]);
    }
    return reached[text.size()] == with_word;
}

bool has_question_mark(const std::string& text) { return has_one_of(text, {"?", "？"}); }

}  // namespace

std::optional<bool> yes_or_no(const Understanding& understanding, const std::string& action)
{
    const std::string said = bare(understanding.text);
    if (is_one_of(said, {"不", "不要", "不用", "不用了", "不了", "否", "no", "n", "先不", "别",
                         "算了", "不取消", "不对"}))
        return false;
    if (has_question_mark(understanding.text)) return std::nullopt;
    if (says_only(said, {std::begin(yes_words), std::end(yes_words)},
                  {std::begin(little_words), std::end(little_words)}))
        return true;
    if (is_question(understanding.text)) return std::nullopt;
    if (understanding.intent == "deny_correct" ||
        understanding.control == intents::ControlWord::stop)
        return false;
    // By its wording, not only by what the classifier takes it for: money hangs on a yes.
    if (is_worded_as(understanding, "affirm") && understanding.entities.empty()) return true;
    if (action == "cancel" && insists_on(understanding, {"cancel"})) return true;
    return std::nullopt;
}

bool insists_on(const Understanding& understanding, const std::vector<std::string>& wanted)
{
    if (has_question_mark(understanding.text)) return false;
    std::vector<std::string_view> words;
    for (const std::string& demand : wanted)
        for (const std::string_view word : words_for(demand)) words.push_back(word);
    std::vector<std::string_view> others(std::begin(little_words), std::end(little_words));
    others.insert(others.end(), std::begin(yes_words), std::end(yes_words));
    others.insert(others.end(), std::begin(wishing_words), std::end(wishing_words));
    return says_only(bare(understanding.text), words, others);
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
