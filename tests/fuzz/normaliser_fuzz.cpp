// Any bytes normalised: every character knows its place in the original, places never go back, and
// normalising again changes nothing.
#include <cstdlib>

#include "intents/lexicon.h"
#include "intents/normaliser.h"
#include "intents/utf8.h"

namespace {

void require(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const intents::Lexicon none;
    const std::u32string original =
        intents::decode_utf8({reinterpret_cast<const char*>(data), size});
    const intents::Normalised message = intents::normalise(original, none);
    for (const intents::TracedText* text : {&message.plain, &message.words}) {
        require(text->text.size() == text->origin.size());
        int at = 0;
        for (const intents::Span& span : text->origin) {
            require(span.start >= at && span.start < span.end);
            require(span.end <= static_cast<int>(original.size()));
            at = span.start;
        }
    }
    require(intents::normalise(message.words.text, none).words.text == message.words.text);
    return 0;
}
