#include "dialogs/pack.h"

#include <openssl/evp.h>

#include <algorithm>

#include "dialogs/program.h"

namespace dialogs {

namespace {

// SHA-256 over the names and contents in the order of the names, lengths in front, as hex.
std::string hash_of(const Pack::Files& files)
{
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
    const auto add = [&](const std::string& text) {
        const std::string length = std::to_string(text.size()) + ":";
        EVP_DigestUpdate(context, length.data(), length.size());
        EVP_DigestUpdate(context, text.data(), text.size());
    };
    for (const auto& [path, text] : files) {
        add(path);
        add(text);
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context, digest, &size);
    EVP_MD_CTX_free(context);
    static constexpr char hex[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += hex[digest[i] >> 4];
        text += hex[digest[i] & 15];
    }
    return text;
}

bool contains(const intents::Problems& problems, const intents::Problem& one)
{
    return std::any_of(problems.all().begin(), problems.all().end(), [&](const auto& other) {
        return other.file == one.file && other.line == one.line && other.column == one.column &&
               other.cause.english == one.cause.english;
    });
}

}  // namespace

std::shared_ptr<const Pack> Pack::load(const Files& files, intents::Problems& problems)
{
    std::shared_ptr<Pack> pack(new Pack);
    pack->id_ = hash_of(files);
    pack->files_ = files;
    pack->detector_ = intents::Detector::build(files, problems);
    if (!pack->detector_) return nullptr;
    std::vector<std::string> intents;
    for (const intents::IntentInfo& intent : pack->detector_->intents())
        intents.push_back(intent.id);
    // Evidence and the shop's file are read by flows and policy alike: each mistake is said once.
    intents::Problems found;
    pack->program_ = read_program(files, intents, found);
    for (const intents::Problem& problem : found.all())
        if (!contains(problems, problem)) problems.add(problem);
    if (!problems.empty()) return nullptr;
    return pack;
}

Pack::~Pack() = default;

const std::string& Pack::shop_name() const { return program_->shop.name; }

}  // namespace dialogs
