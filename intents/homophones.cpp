#include "intents/homophones.h"

#include <algorithm>

#include "intents/known_words.h"
#include "intents/syllables.h"

namespace intents {

namespace {

constexpr std::size_t word_min = 2, word_max = 8;

// Characters without a reading stand between words: no word has the sound 1.
void find_sound(std::u32string_view text, std::u32string& syllables)
{
    syllables.clear();
    for (const char32_t c : text) {
        const Syllable syllable = syllable_of(c);
        syllables.push_back(syllable.alike != 0 ? syllable.alike + 1 : 1);
    }
}

int characters_that_differ(std::u32string_view a, std::u32string_view b)
{
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i];
    return count;
}

bool sounds_exactly_like(std::u32string_view a, std::u32string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char32_t x, char32_t y) {
        return x == y || syllable_of(x).exact == syllable_of(y).exact;
    });
}

// Little words that mean something wherever they stand: 退款吗 holds no 退款码.
bool is_little_word(char32_t c)
{
    static constexpr std::u32string_view little_words =
        U"的地得了着过吗呢吧嘛么啊呀啦不没别是有在再又也都就才只还会回能要想去来到上下先后前里外"
        U"这那哪谁我你他她它们个和跟与给把被让向从为对人时很太多少大小一二三四五六七八九十两几半点"
        U"买卖";
    return little_words.find(c) != little_words.npos;
}

// Whether `typed` can be taken for `word` as far as the two alone say.
bool is_close(std::u32string_view typed, std::u32string_view word)
{
    int shared = 0;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const bool little = is_little_word(typed[i]);
        if (typed[i] != word[i] && little) return false;
        // What two characters share must carry meaning: 买重了 is not 买充了.
        if (typed[i] == word[i] && !(little && word.size() == 2)) ++shared;
    }
    return shared > 0 && (word.size() > 2 || sounds_exactly_like(typed, word));
}

}  // namespace

void Homophones::add(std::u32string_view word)
{
    const bool readable =
        std::all_of(word.begin(), word.end(), [](char32_t c) { return syllable_of(c).alike != 0; });
    if (!readable || word.size() < word_min || word.size() > word_max) return;
    std::u32string sound;
    find_sound(word, sound);
    const int phrase = sounds_.add(sound);
    if (phrase >= static_cast<int>(words_.size())) words_.resize(phrase + 1);
    std::vector<std::u32string>& spellings = words_[phrase];
    if (std::find(spellings.begin(), spellings.end(), word) == spellings.end())
        spellings.emplace_back(word);
}

// Those that may be mistyped words, without the guard of the dictionary; by start, longer first.
std::vector<Homophones::Hit> Homophones::hits(std::u32string_view text) const
{
    std::vector<Hit> candidates;
    static thread_local std::vector<Span> as_written;
    static thread_local std::u32string sound;
    as_written.clear();
    find_sound(text, sound);
    sounds_.scan(sound, [&](int phrase, int end) {
        const int start = end - sounds_.length(phrase);
        const std::u32string_view typed = text.substr(start, end - start);
        const std::u32string* best = nullptr;
        int least = sounds_.length(phrase);
        for (const std::u32string& word : words_[phrase]) {
            const int differ = characters_that_differ(typed, word);
            if (differ == 0) {
                as_written.push_back({start, end});
                return;
            }
            if (differ < least) best = &word, least = differ;
        }
        if (best != nullptr && is_close(typed, *best)) candidates.push_back({start, end, best});
    });
    if (candidates.empty()) return candidates;
    // A character that differs must not be right where it is, in another word of the pack.
    std::vector<bool> right(text.size(), false);
    for (const Span& word : as_written)
        std::fill(right.begin() + word.start, right.begin() + word.end, true);
    std::erase_if(candidates, [&](const Hit& hit) {
        for (int at = hit.start; at < hit.end; ++at)
            if (right[at] && text[at] != (*hit.word)[at - hit.start]) return true;
        return false;
    });
    std::sort(candidates.begin(), candidates.end(), [](const Hit& a, const Hit& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    return candidates;
}

TracedText Homophones::apply(TracedText text) const
{
    const std::vector<Hit> found = hits(text.text);
    if (found.empty()) return text;
    const std::vector<bool> known = inside_known_words(text.text);
    int done = 0;
    for (const Hit& hit : found) {
        if (hit.start < done) continue;
        bool guarded = false;
        for (int at = hit.start; at < hit.end; ++at)
            guarded = guarded || (known[at] && text.text[at] != (*hit.word)[at - hit.start]);
        if (guarded) continue;
        std::copy(hit.word->begin(), hit.word->end(), text.text.begin() + hit.start);
        text.respelled.push_back(text.original(hit.start, hit.end));
        done = hit.end;
    }
    return text;
}

}  // namespace intents
