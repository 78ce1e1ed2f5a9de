// Reads entity_cases.tsv, the specification of entities by example.
#include <gtest/gtest.h>

#include <sstream>

#include "intents/utf8.h"
#include "tests/intents/kameng.h"

namespace intents {
namespace {

std::string values(const Understanding& understanding, const std::string& type)
{
    std::string all;
    for (const Entity& entity : understanding.entities)
        if (entity.type == type) all += (all.empty() ? "" : ",") + entity.value;
    return all;
}

// "type=value type=value …"; a value may hold blanks (2026-09-12 10:30), a type none.
std::vector<std::pair<std::string, std::string>> expectations(const std::string& text)
{
    std::vector<std::pair<std::string, std::string>> wanted;
    std::istringstream in(text);
    for (std::string word; in >> word;) {
        const std::size_t equals = word.find('=');
        if (equals == word.npos)
            wanted.back().second += " " + word;
        else
            wanted.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return wanted;
}

void expect_faithful_spans(const Understanding& understanding, const std::string& message)
{
    const std::u32string original = decode_utf8(message);
    for (const Entity& entity : understanding.entities) {
        ASSERT_LT(entity.span.start, entity.span.end) << message;
        ASSERT_LE(entity.span.end, static_cast<int>(original.size())) << message;
        const std::string there = encode_utf8(std::u32string_view(original).substr(
            entity.span.start, entity.span.end - entity.span.start));
        if (entity.secret)
            EXPECT_EQ(understanding.text.find(there), std::string::npos) << message;
        else
            EXPECT_EQ(entity.text, there) << message;
    }
}

TEST(EntityCases, hold_as_the_table_says)
{
    std::ifstream in("tests/intents/entity_cases.tsv");
    int cases = 0;
    for (std::string line; std::getline(in, line);) {
        const std::size_t tab = line.find('\t');
        if (line.empty() || line[0] == '#' || tab == line.npos) continue;
        ++cases;
        const std::string message = line.substr(0, tab);
        Expectation expectation;
        for (const auto& [type, value] : expectations(line.substr(tab + 1)))
            if (type == "awaits") {
                expectation.kind = "slot";
                expectation.entity_types = {value};
            }
        const Understanding found = kameng().understand(message, expectation);
        for (const auto& [type, value] : expectations(line.substr(tab + 1)))
            if (type != "awaits") {
                EXPECT_EQ(values(found, type), value) << type << " in: " << message;
            }
        expect_faithful_spans(found, message);
    }
    EXPECT_GE(cases, 150);
}

}  // namespace
}  // namespace intents
