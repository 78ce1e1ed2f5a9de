// The JSON Schemas that editors use say the same as the engine: every file of the pack is valid
// under its schema, and a typing error is not.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "tests/support/yaml_json.h"

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

class SchemaFile {
public:
    explicit SchemaFile(const std::string& name)
    {
        std::ifstream file("schemas/" + name);
        const json document = json::parse(file);
        valijson::adapters::NlohmannJsonAdapter adapter(document);
        valijson::SchemaParser().populateSchema(adapter, schema_);
    }

    // Empty where `value` is valid, else what is wrong with it.
    std::string problems(const json& value) const
    {
        valijson::Validator validator;
        valijson::ValidationResults results;
        valijson::adapters::NlohmannJsonAdapter target(value);
        if (validator.validate(schema_, target, &results)) return {};
        std::string text;
        valijson::ValidationResults::Error error;
        while (results.popError(error)) {
            for (const std::string& part : error.context) text += part;
            text += ": " + error.description + "\n";
        }
        return text;
    }

private:
    valijson::Schema schema_;
};

void expect_valid(const std::string& schema, const std::string& place)
{
    const SchemaFile file(schema);
    int checked = 0;
    const auto check = [&](const fs::path& path) {
        if (path.extension() != ".yaml") return;
        ++checked;
        EXPECT_EQ(file.problems(to_json(YAML::LoadFile(path.string()))), "") << path;
    };
    if (fs::is_directory(place))
        for (const auto& entry : fs::directory_iterator(place)) check(entry.path());
    else
        check(place);
    EXPECT_GT(checked, 0) << place;
}

}  // namespace

TEST(Schemas, every_file_of_the_pack_is_valid)
{
    expect_valid("pack.schema.json", "packs/kameng/pack.yaml");
    expect_valid("flow.schema.json", "packs/kameng/flows");
    expect_valid("replies.schema.json", "packs/kameng/replies");
    expect_valid("evidence.schema.json", "packs/kameng/evidence.yaml");
    expect_valid("policy.schema.json", "packs/kameng/policy");
    expect_valid("intent.schema.json", "packs/kameng/intents");
}

TEST(Schemas, a_misspelt_step_is_not_valid)
{
    const SchemaFile file("flow.schema.json");
    const json flow{{"flow", "x"}, {"title", "x"}, {"steps", {{{"sya", "hello"}}}}};
    EXPECT_NE(file.problems(flow), "");
}

TEST(Schemas, a_field_that_does_not_exist_is_not_valid)
{
    const SchemaFile file("replies.schema.json");
    EXPECT_NE(file.problems({{"hello", {{"txt", "您好"}}}}), "");
}
