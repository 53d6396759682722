#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"

namespace tabella::jwt {

/// The one algorithm that a verifier takes, fixed by its configuration and never by a token.
enum class Algorithm { kHs256, kRs256, kEs256 };

/// "HS256", "RS256", "ES256" (RFC 7518, 3.1).
std::string_view name_of(Algorithm algorithm);

/// A JWS in compact serialization (RFC 7515, 3.1) taken apart; nothing of it is trusted yet.
struct Token {
    json::Value header;
    json::Value claims;
    std::string signed_text;  ///< "header.payload", as sent.
    std::string signature;
};

/// Nothing unless these are three parts of base64url, the first two of them JSON objects.
std::optional<Token> parse_token(std::string_view text);

/// A token signed with HS256; `claims` is a JSON object.
std::string make_hs256_token(std::string_view claims, std::string_view secret);

}  // namespace tabella::jwt
