// Run by the build: prints the Han characters that ICU's Hant-Hans transform changes, each with its
// simplified form, as the table that character_table.cpp includes. (Only to open ICU's transforms
// would take a tenth of the start.)
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <iostream>
#include <memory>

namespace {

constexpr char32_t first = 0x3400, past = 0xA000, bmp_size = 0x10000;

}  // namespace

int main()
{
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transform(
        icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) {
        std::cerr << "ICU has no Hant-Hans transform: " << u_errorName(error) << "\n";
        return 1;
    }
    // Each character by itself, so that no rule sees two of them.
    for (char32_t c = first; c < past; ++c) {
        icu::UnicodeString text(static_cast<UChar32>(c));
        transform->transliterate(text);
        const auto form = static_cast<char32_t>(text.char32At(0));
        if (text.countChar32() == 1 && form != c && form < bmp_size)
            std::cout << "{" << static_cast<unsigned>(c) << "," << static_cast<unsigned>(form)
                      << "},\n";
    }
    return 0;
}
