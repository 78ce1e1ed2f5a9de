#include "intents/knowledge.h"

#include <openssl/sha.h>

namespace intents {

namespace {

const std::string* contents(const std::map<std::string, std::string>& files, const char* path)
{
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

std::string hash_of(const std::map<std::string, std::string>& files)
{
    std::string all;
    for (const auto& [path, text] : files)
        if (path.starts_with("intents/") || path == "lexicon.yaml" || path == "control.yaml")
            all += path + ":" + std::to_string(text.size()) + ":" + text;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest);
    static constexpr char digits[] = "0123456789abcdef";
    std::string hexadecimal;
    for (const unsigned char byte : digest) {
        hexadecimal += digits[byte >> 4];
        hexadecimal += digits[byte & 15];
    }
    return hexadecimal;
}

}  // namespace

std::shared_ptr<const Knowledge> Knowledge::read(const std::map<std::string, std::string>& files,
                                                 Problems& problems)
{
    const std::size_t before = problems.all().size();
    auto knowledge = std::make_shared<Knowledge>();
    if (const std::string* text = contents(files, "lexicon.yaml"))
        knowledge->lexicon = Lexicon::read("lexicon.yaml", *text, problems);
    if (const std::string* text = contents(files, "control.yaml"))
        knowledge->controls =
            ControlWords::read("control.yaml", *text, knowledge->lexicon, problems);
    knowledge->definitions = read_intents(files, knowledge->lexicon, problems);
    if (problems.all().size() > before) return nullptr;
    for (const IntentDefinition& definition : knowledge->definitions)
        knowledge->infos.push_back(definition.info);
    knowledge->recogniser =
        std::make_unique<const Recogniser>(knowledge->definitions, knowledge->lexicon);
    knowledge->hash = hash_of(files);
    return knowledge;
}

}  // namespace intents
