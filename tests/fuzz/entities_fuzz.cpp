// Entities of any bytes, whatever the dialog waits for (the first byte chooses): they stand inside
// the message, in order, apart from each other.
#include <cstdlib>

#include "intents/entities.h"
#include "intents/lexicon.h"
#include "intents/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const intents::Lexicon none;
    static const char* const awaited[] = {"",      "order_id", "phone", "card_key", "tail",
                                          "email", "pay_ref",  "qq",    "amount",   "quantity"};
    if (size == 0) return 0;
    intents::Expectation expectation;
    if (const std::string type = awaited[data[0] % std::size(awaited)]; !type.empty()) {
        expectation.kind = "slot";
        expectation.entity_types = {type};
    }
    const std::u32string original =
        intents::decode_utf8({reinterpret_cast<const char*>(data) + 1, size - 1});
    const auto message = intents::normalise(original, none);
    int end = 0;
    for (const intents::FoundEntity& entity :
         intents::find_entities(message, static_cast<int>(original.size()), expectation)) {
        if (entity.span.start < end || entity.span.end <= entity.span.start) std::abort();
        if (entity.type.empty() || entity.value.empty()) std::abort();
        end = entity.span.end;
    }
    if (end > static_cast<int>(original.size())) std::abort();
    return 0;
}
