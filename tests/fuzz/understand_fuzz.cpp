// Any bytes from a customer: understanding them ends, stays inside the text, and is repeatable.
#include <cstdlib>

#include "intents/detector.h"
#include "tests/fuzz/kameng.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const intents::Understanding understanding = kameng().understand(text);
    int end = 0;
    for (const intents::Entity& entity : understanding.entities) {
        if (entity.span.start < end || entity.span.end <= entity.span.start) std::abort();
        end = entity.span.end;
    }
    if (static_cast<std::size_t>(end) > size) std::abort();
    if (!(kameng().understand(text) == understanding)) std::abort();
    return 0;
}
