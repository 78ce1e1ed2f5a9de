// What `kefu parse` does with a line: whatever the bytes, the answer is JSON that reads back, and
// what is logged of it gives the same Understanding again.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "intents/detector.h"
#include "tests/fuzz/kameng.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string line(reinterpret_cast<const char*>(data), size);
    const intents::Understanding understanding = kameng().understand(line);
    const nlohmann::json answer = nlohmann::json::parse(to_parse_json(understanding, line).dump());
    for (const nlohmann::json& entity : answer.at("entities"))
        if (entity.at("start") >= entity.at("end")) std::abort();
    to_parse_json(understanding, line, true).dump();
    const nlohmann::json logged = nlohmann::json::parse(to_json(understanding).dump());
    if (!(intents::understanding_from_json(logged) == understanding)) std::abort();
    return 0;
}
