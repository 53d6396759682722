#include "sigv4/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstdlib>

namespace tabella::sigv4 {

namespace {
using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

const unsigned char* bytes_of(std::string_view data) {
    return reinterpret_cast<const unsigned char*>(data.data());
}
std::string to_string(const Digest& digest) {
    return {digest.begin(), digest.end()};
}
}  // namespace

std::string sha256(std::string_view data) {
    Digest digest{};
    SHA256(bytes_of(data), data.size(), digest.data());
    return to_string(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    Digest digest{};
    unsigned int length = 0;
    // A null key would mean "the one of before" to OpenSSL.
    const std::string_view some_key = key.data() == nullptr ? std::string_view("") : key;
    HMAC(EVP_sha256(), some_key.data(), static_cast<int>(some_key.size()), bytes_of(data),
         data.size(), digest.data(), &length);
    return to_string(digest);
}

std::string hex(std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 0xF]);
    }
    return text;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    // Without randomness there are no secrets: nothing to go on with.
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        std::abort();
    return bytes;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace tabella::sigv4
