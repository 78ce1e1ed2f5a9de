#include "storage/vault.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>

#include "storage/database.h"
#include "storage/secrets.h"

namespace storage {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t nonce_size = 12, tag_size = 16, key_size = 32;

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void succeed(int result)
{
    if (result != 1) throw std::runtime_error("a secret cannot be sealed");
}

std::string encrypt(const unsigned char* key, std::string_view bound, std::string_view plain)
{
    std::string sealed(nonce_size + plain.size() + tag_size, '\0');
    randombytes_buf(sealed.data(), nonce_size);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int written = 0;
    succeed(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key, bytes_of(sealed)));
    succeed(EVP_EncryptUpdate(cipher.get(), nullptr, &written, bytes_of(bound),
                              static_cast<int>(bound.size())));
    succeed(EVP_EncryptUpdate(cipher.get(), bytes_of(sealed) + nonce_size, &written,
                              bytes_of(plain), static_cast<int>(plain.size())));
    succeed(EVP_EncryptFinal_ex(cipher.get(), bytes_of(sealed) + nonce_size + written, &written));
    succeed(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size,
                                bytes_of(sealed) + nonce_size + plain.size()));
    return sealed;
}

std::optional<std::string> decrypt(const unsigned char* key, std::string_view bound,
                                   std::string_view sealed)
{
    if (sealed.size() < nonce_size + tag_size) return std::nullopt;
    const std::string_view hidden =
        sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    std::string plain(hidden.size(), '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int written = 0;
    const bool opened =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key, bytes_of(sealed)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &written, bytes_of(bound),
                          static_cast<int>(bound.size())) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &written, bytes_of(hidden),
                          static_cast<int>(hidden.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, bytes_of(tag)) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + written, &written) == 1;
    if (!opened) return std::nullopt;
    return plain;
}

// What a sealed text is bound to, so that none can be put in another's place.
std::string bound_to(std::string_view conversation, std::string_view place)
{
    return std::string(conversation) + '\n' + std::string(place);
}

void make_key_file(const fs::path& file)
{
    const std::string content = random_hex(key_size) + '\n';
    // Under another name first: a power cut leaves a whole key or none.
    const fs::path incoming = file.string() + ".new";
    const int made =
        ::open(incoming.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    const bool written =
        made >= 0 && ::fchmod(made, 0600) == 0 &&
        ::write(made, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
        ::fsync(made) == 0;
    const int reason = errno;
    if (made >= 0) ::close(made);
    if (!written)
        throw std::system_error(reason, std::generic_category(),
                                "cannot write " + incoming.string());
    fs::rename(incoming, file);
    const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

}  // namespace

fs::path Vault::key_file(const fs::path& data_folder) { return data_folder / "vault.key"; }

Vault::Vault(const fs::path& data_folder, bool make)
{
    const fs::path file = key_file(data_folder);
    if (make && !fs::exists(file)) make_key_file(file);
    std::ifstream stream(file);
    std::string digits;
    stream >> digits;
    std::size_t size = 0;
    const bool read = sodium_hex2bin(key_.data(), key_.size(), digits.data(), digits.size(),
                                     nullptr, &size, nullptr) == 0 &&
                      size == key_.size() && digits.size() == 2 * key_.size();
    OPENSSL_cleanse(digits.data(), digits.size());
    if (!read)
        throw OpenError({file.string() + " is missing or is no key: put it back from a backup; "
                                         "without it, no secret that customers wrote can be read",
                         file.string() + " 不存在或不是密钥文件:请从备份恢复;没有它,"
                                         "客户写下的卡密等无法解密"});
}

Vault::~Vault() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string Vault::new_data_key(std::string_view conversation) const
{
    std::string key(key_size, '\0');
    randombytes_buf(key.data(), key.size());
    std::string sealed = encrypt(key_.data(), bound_to(conversation, "data key"), key);
    OPENSSL_cleanse(key.data(), key.size());
    return sealed;
}

bool Vault::knows(std::string_view data_key, std::string_view conversation) const
{
    return decrypt(key_.data(), bound_to(conversation, "data key"), data_key).has_value();
}

std::string Vault::seal(std::string_view data_key, std::string_view conversation,
                        std::string_view place, std::string_view secret) const
{
    auto key = decrypt(key_.data(), bound_to(conversation, "data key"), data_key);
    if (!key) throw std::runtime_error("a conversation's key is not of this installation");
    std::string sealed = encrypt(bytes_of(*key), bound_to(conversation, place), secret);
    OPENSSL_cleanse(key->data(), key->size());
    return sealed;
}

std::optional<std::string> Vault::open(std::string_view data_key, std::string_view conversation,
                                       std::string_view place, std::string_view sealed) const
{
    auto key = decrypt(key_.data(), bound_to(conversation, "data key"), data_key);
    if (!key) return std::nullopt;
    auto secret = decrypt(bytes_of(*key), bound_to(conversation, place), sealed);
    OPENSSL_cleanse(key->data(), key->size());
    return secret;
}

// Follows from the installation's key: whoever has that could sign anyway.
struct Vault::SigningKey {
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> open{};
    SigningKey() = default;
    SigningKey(const SigningKey&) = default;
    ~SigningKey() { OPENSSL_cleanse(secret.data(), secret.size()); }
};

Vault::SigningKey Vault::signing_key() const
{
    static_assert(crypto_kdf_KEYBYTES == key_size);
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    crypto_kdf_derive_from_key(seed.data(), seed.size(), 1, "kefusign", key_.data());
    SigningKey key;
    crypto_sign_seed_keypair(key.open.data(), key.secret.data(), seed.data());
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

std::string Vault::sign(std::string_view text) const
{
    const SigningKey key = signing_key();
    std::string signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(bytes_of(signature), nullptr, bytes_of(text), text.size(),
                         key.secret.data());
    return to_hex(signature);
}

std::string Vault::public_key() const
{
    const SigningKey key = signing_key();
    return to_hex({reinterpret_cast<const char*>(key.open.data()), key.open.size()});
}

bool Vault::is_signed(std::string_view text, std::string_view signature,
                      std::string_view public_key)
{
    if (signature.size() != 2 * crypto_sign_BYTES ||
        public_key.size() != 2 * crypto_sign_PUBLICKEYBYTES)
        return false;
    try {
        const std::string raw = from_hex(signature), key = from_hex(public_key);
        return crypto_sign_verify_detached(bytes_of(std::string_view(raw)), bytes_of(text),
                                           text.size(), bytes_of(std::string_view(key))) == 0;
    } catch (const std::invalid_argument&) {
        return false;
    }
}

}  // namespace storage
