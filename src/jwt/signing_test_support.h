#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <string_view>

#include "json/writer.h"

namespace tabella::jwt {

/// A key pair of an issuer: signs tokens and shows its public half as a JSON Web Key.
class Signer {
 public:
    enum class Kind { kRsa, kP256 };

    Signer(Kind kind, std::string id, unsigned bits = 2'048)
        : kind_(kind),
          id_(std::move(id)),
          key_(kind == Kind::kRsa ? EVP_RSA_gen(bits) : EVP_EC_gen("P-256"), EVP_PKEY_free) {}

    /// `more` is added to the members: `,"use":"enc"`.
    std::string jwk(std::string_view more = "") const {
        std::string text = R"({"kid":")" + id_ + '"';
        if (kind_ == Kind::kRsa)
            text += R"(,"kty":"RSA","n":")" + number(OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
                    number(OSSL_PKEY_PARAM_RSA_E) + '"';
        else
            text += R"(,"kty":"EC","crv":"P-256","x":")" + number(OSSL_PKEY_PARAM_EC_PUB_X, 32) +
                    R"(","y":")" + number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + '"';
        return text.append(more) + '}';
    }
    std::string key_set() const { return R"({"keys":[)" + jwk() + "]}"; }

    std::string signature(std::string_view text) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::string out(1'024, '\0');
        std::size_t size = out.size();
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                       text.size());
        out.resize(size);
        return kind_ == Kind::kRsa ? out : side_by_side(out);
    }
    std::string token(std::string_view header, std::string_view claims) const {
        const std::string text = json::to_base64url(header) + "." + json::to_base64url(claims);
        return text + "." + json::to_base64url(signature(text));
    }

 private:
    std::string number(const char* name, int bytes = 0) const {
        BIGNUM* number = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &number);
        std::string text(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
        BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()),
                     static_cast<int>(text.size()));
        BN_free(number);
        return json::to_base64url(text);
    }
    static std::string side_by_side(const std::string& der) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
        ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
        std::string out(64, '\0');
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(out.data()), 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
        ECDSA_SIG_free(pair);
        return out;
    }

    Kind kind_;
    std::string id_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace tabella::jwt
