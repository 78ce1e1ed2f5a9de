// Run by the build: prints how each Han character is read, from ICU's Han-Latin transform, as the
// table that syllables.cpp includes. (To do so at every start would take a second.)
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace {

constexpr char32_t first = 0x4E00, past = 0x9FA6;

// Where customers mean the second reading more often than the one that ICU gives.
const std::map<char32_t, std::string> other_readings = {{U'重', "chong"}, {U'长', "chang"}};

// What speakers of southern Chinese do not tell apart, and so mistype.
std::string folded(std::string syllable)
{
    if (syllable.starts_with("zh") || syllable.starts_with("ch") || syllable.starts_with("sh"))
        syllable.erase(1, 1);
    if (syllable.starts_with("n") && syllable.size() > 1) syllable[0] = 'l';
    for (const char* ending : {"ang", "eng", "ing"})
        if (syllable.ends_with(ending)) syllable.pop_back();
    return syllable;
}

class Numbers {
public:
    int of(const std::string& syllable)
    {
        return numbers_.emplace(syllable, static_cast<int>(numbers_.size()) + 1).first->second;
    }

private:
    std::map<std::string, int> numbers_;
};

}  // namespace

int main()
{
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transform(
        icu::Transliterator::createInstance("Han-Latin; NFD; [:M:] Remove", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) {
        std::cerr << "ICU has no Han-Latin transform: " << u_errorName(error) << "\n";
        return 1;
    }
    Numbers exact, alike;
    for (char32_t c = first; c < past; ++c) {
        icu::UnicodeString text(static_cast<UChar32>(c));
        transform->transliterate(text);
        std::string syllable;
        text.toUTF8String(syllable);
        const auto other = other_readings.find(c);
        if (other != other_readings.end()) syllable = other->second;
        const bool read = !syllable.empty() &&
                          syllable.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == syllable.npos;
        std::cout << "{" << (read ? exact.of(syllable) : 0) << ","
                  << (read ? alike.of(folded(syllable)) : 0) << "},"
                  << ((c & 15) == 15 ? "\n" : "");
    }
    std::cout << "\n";
    return 0;
}
