#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "jwt/token.h"

struct evp_pkey_st;  // EVP_PKEY

namespace tabella::jwt {

/// A public key of OpenSSL's. Immutable, so shared by threads.
using PublicKey = std::shared_ptr<evp_pkey_st>;

/// From a JSON Web Key (RFC 7517): RSA with at least 2,048 bits for RS256, P-256 for ES256. Nothing
/// for any other, and for one whose `use`, `key_ops` or `alg` is for something else.
PublicKey parse_public_key(const json::Value& jwk, Algorithm algorithm);

/// Whether the signature is the key's over the text. `algorithm` is kRs256 or kEs256, as the key
/// is.
bool verify(Algorithm algorithm, const PublicKey& key, std::string_view text,
            std::string_view signature);
/// HS256. In a time that does not depend on the signature.
bool verify_hs256(std::string_view secret, std::string_view text, std::string_view signature);

}  // namespace tabella::jwt
