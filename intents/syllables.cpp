#include "intents/syllables.h"

#include <iterator>

namespace intents {

namespace {

constexpr char32_t first = 0x4E00;

constexpr Syllable table[] = {
#include "syllable_table.inc"
};

}  // namespace

Syllable syllable_of(char32_t c)
{
    return c >= first && c < first + std::size(table) ? table[c - first] : Syllable{};
}

}  // namespace intents
