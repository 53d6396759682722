#include "jwt/signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "json/writer.h"
#include "sigv4/hash.h"

namespace tabella::jwt {

namespace {

constexpr int kRsaBitsMin = 2'048;
constexpr int kRsaBitsMax = 8'192;
constexpr std::size_t kP256Bytes = 32;

template <auto kFree>
struct Free {
    template <class T>
    void operator()(T* object) const {
        kFree(object);
    }
};
using BigNumber = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

BigNumber number_of(std::string_view bytes) {
    return BigNumber(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

bool says(const json::Value& jwk, std::string_view member, std::string_view text) {
    const json::Value* value = jwk.find(member);
    return value != nullptr && value->string() != nullptr && *value->string() == text;
}

std::optional<std::string> bytes_member(const json::Value& jwk, std::string_view member) {
    const json::Value* value = jwk.find(member);
    if (value == nullptr || value->string() == nullptr) return std::nullopt;
    return json::from_base64url(*value->string());
}

PublicKey make_key(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    PublicKey owned(key, EVP_PKEY_free);
    const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (check == nullptr || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
    return owned;
}

PublicKey rsa_key(const json::Value& jwk) {
    const auto n = bytes_member(jwk, "n");
    const auto e = bytes_member(jwk, "e");
    if (!n.has_value() || !e.has_value() || n->size() * 8 > kRsaBitsMax || e->size() > 8)
        return nullptr;
    const BigNumber modulus = number_of(*n);
    const BigNumber exponent = number_of(*e);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (BN_num_bits(modulus.get()) < kRsaBitsMin) return nullptr;
    if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return nullptr;
    return make_key("RSA", builder.get());
}

PublicKey p256_key(const json::Value& jwk) {
    const auto x = bytes_member(jwk, "x");
    const auto y = bytes_member(jwk, "y");
    if (!says(jwk, "crv", "P-256") || !x.has_value() || !y.has_value() || x->size() != kP256Bytes ||
        y->size() != kP256Bytes)
        return nullptr;
    const std::string point = "\x04" + *x + *y;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1)
        return nullptr;
    return make_key("EC", builder.get());
}

/// JWS has r and s side by side (RFC 7518, 3.4), OpenSSL wants them in DER.
std::string to_der(std::string_view signature) {
    if (signature.size() != 2 * kP256Bytes) return "";
    const EcSignature pair(ECDSA_SIG_new());
    BigNumber r = number_of(signature.substr(0, kP256Bytes));
    BigNumber s = number_of(signature.substr(kP256Bytes));
    if (pair == nullptr || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return "";
    // The pair owns them now.
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    if (length <= 0) return "";
    std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return text;
}

bool is_for(const json::Value& jwk, Algorithm algorithm) {
    if (!says(jwk, "kty", algorithm == Algorithm::kRs256 ? "RSA" : "EC")) return false;
    if (jwk.find("use") != nullptr && !says(jwk, "use", "sig")) return false;
    if (const json::Value* operations = jwk.find("key_ops"); operations != nullptr) {
        if (operations->array() == nullptr) return false;
        bool verifies = false;
        for (const json::Value& each : *operations->array())
            verifies = verifies || (each.string() != nullptr && *each.string() == "verify");
        if (!verifies) return false;
    }
    return jwk.find("alg") == nullptr || says(jwk, "alg", name_of(algorithm));
}

}  // namespace

PublicKey parse_public_key(const json::Value& jwk, Algorithm algorithm) {
    if (!is_for(jwk, algorithm)) return nullptr;
    return algorithm == Algorithm::kRs256 ? rsa_key(jwk) : p256_key(jwk);
}

bool verify(Algorithm algorithm, const PublicKey& key, std::string_view text,
            std::string_view signature) {
    const std::string sent =
        algorithm == Algorithm::kEs256 ? to_der(signature) : std::string(signature);
    if (sent.empty()) return false;
    const DigestContext context(EVP_MD_CTX_new());
    return context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(sent), sent.size(), bytes_of(text),
                            text.size()) == 1;
}

bool verify_hs256(std::string_view secret, std::string_view text, std::string_view signature) {
    return sigv4::equal_in_constant_time(sigv4::hmac_sha256(secret, text), signature);
}

}  // namespace tabella::jwt
