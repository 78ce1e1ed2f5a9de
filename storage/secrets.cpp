#include "storage/secrets.h"

#include <openssl/sha.h>
#include <sodium.h>

#include <istream>
#include <stdexcept>
#include <vector>

namespace storage {

namespace {

std::string hex(const unsigned char* data, std::size_t size)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[data[i] >> 4];
        text += digits[data[i] & 15];
    }
    return text;
}

}  // namespace

std::string random_hex(std::size_t bytes)
{
    std::vector<unsigned char> data(bytes);
    randombytes_buf(data.data(), data.size());
    return hex(data.data(), data.size());
}

std::string to_hex(std::string_view data)
{
    return hex(reinterpret_cast<const unsigned char*>(data.data()), data.size());
}

std::string from_hex(std::string_view text)
{
    std::string data(text.size() / 2, '\0');
    std::size_t written = 0;
    if (sodium_hex2bin(reinterpret_cast<unsigned char*>(data.data()), data.size(), text.data(),
                       text.size(), nullptr, &written, nullptr) != 0 ||
        2 * written != text.size())
        throw std::invalid_argument("not hexadecimal");
    return data;
}

std::string sha256_hex(std::string_view data)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest);
    return hex(digest, sizeof digest);
}

std::string sha256_hex(std::istream& data)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<char> bytes(1024 * 1024);
    while (data.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || data.gcount() > 0)
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  static_cast<unsigned long long>(data.gcount()));
    if (data.bad()) throw std::runtime_error("a file cannot be read");
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, digest);
    return hex(digest, sizeof digest);
}

}  // namespace storage
