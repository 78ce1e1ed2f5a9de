#include "bot/random.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace bot {

namespace {

// Crockford's alphabet: no letter that is read as a digit.
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

std::string random_letters(std::size_t count)
{
    std::string letters(count, '0');
    for (char& letter : letters) letter = alphabet[randombytes_uniform(alphabet.size())];
    return letters;
}

std::string hex(const unsigned char* bytes, std::size_t size)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

}  // namespace

std::string random_id(std::string_view prefix) { return std::string(prefix) + random_letters(26); }

std::string conversation_id(dialogs::Time now)
{
    auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    std::string time(10, '0');  // 50 bits: enough for 35,000 years
    for (auto digit = time.rbegin(); digit != time.rend(); ++digit, milliseconds >>= 5)
        *digit = alphabet[milliseconds & 31];
    return "c_" + time + random_letters(8);
}

std::string random_hex(std::size_t bytes)
{
    std::string data(bytes, '\0');
    randombytes_buf(data.data(), data.size());
    return hex(reinterpret_cast<const unsigned char*>(data.data()), data.size());
}

std::string sha256_hex(std::string_view data)
{
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    EVP_Digest(data.data(), data.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return hex(digest.data(), digest.size());
}

std::string hmac_sha256_hex(std::string_view key, std::string_view data)
{
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data(), &size);
    return hex(digest.data(), digest.size());
}

bool equal_in_constant_time(std::string_view left, std::string_view right)
{
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace bot
