// Any bytes from a customer: understanding them ends, stays inside the text, and is repeatable.
#include <cstdlib>
#include <iostream>

#include "intents/detector.h"
#include "tests/support/pack_files.h"

namespace {

const intents::Detector& detector()
{
    static const auto built = [] {
        intents::Problems problems;
        auto detector = intents::Detector::build(read_pack_files("packs/kameng"), problems);
        if (!detector) {
            std::cerr << problems.to_text(false);
            std::abort();
        }
        return detector;
    }();
    return *built;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const intents::Understanding understanding = detector().understand(text);
    int end = 0;
    for (const intents::Entity& entity : understanding.entities) {
        if (entity.span.start < end || entity.span.end <= entity.span.start) std::abort();
        end = entity.span.end;
    }
    if (static_cast<std::size_t>(end) > size) std::abort();
    if (!(detector().understand(text) == understanding)) std::abort();
    return 0;
}
