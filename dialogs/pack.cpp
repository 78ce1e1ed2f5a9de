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

// A file in the wrong folder would be left out without a word.
void check_paths(const Pack::Files& files, intents::Problems& problems)
{
    static const std::vector<std::string> single = {"pack.yaml",    "control.yaml", "evidence.yaml",
                                                    "lexicon.yaml", "shop.yaml",    "model.bin"};
    static const std::vector<std::string> folders = {"intents", "flows", "policy", "replies",
                                                     "tests"};
    for (const auto& [path, text] : files) {
        const std::size_t slash = path.find('/');
        const std::string folder = path.substr(0, slash == std::string::npos ? 0 : slash);
        const std::vector<std::string>& known = folder.empty() ? single : folders;
        const std::string name = folder.empty() ? path : folder;
        if (std::find(known.begin(), known.end(), name) == known.end())
            problems.add({path,
                          0,
                          0,
                          {"a pack has no '" + name + "', so nobody reads this file",
                           "规则包里没有 '" + name + "',这个文件不会被读取"},
                          intents::suggest(name, known)});
        else if (!folder.empty() && !path.ends_with(".yaml"))
            problems.add({path,
                          0,
                          0,
                          {"nobody reads this file", "这个文件不会被读取"},
                          {"let its name end in .yaml", "文件名请以 .yaml 结尾"}});
    }
}

}  // namespace

std::shared_ptr<const Pack> Pack::load(const Files& files, intents::Problems& problems)
{
    std::shared_ptr<Pack> pack(new Pack);
    pack->id_ = hash_of(files);
    pack->files_ = files;
    check_paths(files, problems);
    pack->detector_ = intents::Detector::build(files, problems);
    if (!pack->detector_) return nullptr;
    pack->program_ = read_program(files, *pack->detector_, problems);
    if (!problems.empty()) return nullptr;
    return pack;
}

std::shared_ptr<const Pack> Pack::with(const Files& files, intents::Problems& problems) const
{
    std::shared_ptr<Pack> pack(new Pack);
    pack->id_ = hash_of(files);
    pack->files_ = files;
    pack->detector_ = detector_;
    pack->program_ = read_program(files, *detector_, problems);
    if (!problems.empty()) return nullptr;
    return pack;
}

Pack::~Pack() = default;

const std::string& Pack::shop_name() const { return program_->shop.name; }

}  // namespace dialogs
