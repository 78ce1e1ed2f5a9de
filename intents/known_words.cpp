#include "intents/known_words.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace intents {

namespace {

std::unique_ptr<icu::BreakIterator> word_breaker()
{
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> breaker(
        icu::BreakIterator::createWordInstance(icu::Locale::getChina(), error));
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no dictionary of Chinese words");
    return breaker;
}

}  // namespace

std::vector<bool> inside_known_words(std::u32string_view text)
{
    static const std::unique_ptr<icu::BreakIterator> prototype = word_breaker();
    icu::UnicodeString units;
    for (const char32_t c : text)
        units.append(c < 0x10000 ? static_cast<char16_t>(c) : static_cast<char16_t>(0xFFFC));
    const std::unique_ptr<icu::BreakIterator> breaker(prototype->clone());
    breaker->setText(units);
    std::vector<bool> inside(text.size(), false);
    int start = breaker->first();
    for (int end = breaker->next(); end != icu::BreakIterator::DONE; end = breaker->next()) {
        if (end - start > 1) std::fill(inside.begin() + start, inside.begin() + end, true);
        start = end;
    }
    return inside;
}

}  // namespace intents
