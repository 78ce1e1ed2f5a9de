// Any bytes from a customer: understanding them ends, stays inside the text, and is repeatable.
#include <cstdlib>

#include "intents/detector.h"
#include "tests/fuzz/kameng.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const intents::Understanding understanding = kameng().understand(text);
    // In the order of the text; words of the lexicon may overlap: tb is a platform and a site.
    int start = 0;
    for (const intents::Entity& entity : understanding.entities) {
        if (entity.span.start < start || entity.span.end <= entity.span.start) std::abort();
        if (static_cast<std::size_t>(entity.span.end) > size) std::abort();
        start = entity.span.start;
    }
    if (!(kameng().understand(text) == understanding)) std::abort();
    return 0;
}
