#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/clock.h"
#include "jwt/key_cache.h"
#include "jwt/token.h"

namespace tabella::jwt {

/// What a token must be to be taken. Empty texts ask for nothing, but for `audience`: a token that
/// is for somebody is not for us unless it says so (RFC 7519, 4.1.3).
struct Rules {
    Algorithm algorithm = Algorithm::kHs256;
    std::string secret = {};     ///< Of HS256.
    std::string issuer = {};     ///< `iss`
    std::string audience = {};   ///< One of `aud`
    std::string client_id = {};  ///< `client_id`, as access tokens of Cognito have it
    std::string token_use = {};  ///< `token_use`: "access" or "id", Cognito's
    /// The scopes of a token that has no claim `scope`, as ID tokens do not, with spaces between.
    std::string scopes_without_claim = {};
    /// Scopes are named after a resource server, "notes-api/notes:read", as Cognito's custom scopes
    /// are; what counts is behind the last slash.
    bool scopes_of_resource_server = false;
};

/// The rules for tokens of a Cognito user pool: issuer, where its keys are, and the claim that
/// names the client, which differs between access and ID tokens.
/// Source: "Verifying JSON web tokens" (amazon-cognito-user-pools-using-tokens-verifying-a-jwt).
struct CognitoPool {
    std::string id;  ///< "eu-west-1_AbCdEf"
    std::string client_id;
    std::string token_use;  ///< "access" or "id"
};
Rules cognito_rules(const CognitoPool& pool);
/// "https://cognito-idp.<region>.amazonaws.com/<pool>/.well-known/jwks.json"
std::string cognito_keys_url(const CognitoPool& pool);

/// Who a token speaks for.
struct Identity {
    std::string subject;
    std::set<std::string, std::less<>> scopes = {};
};

struct TokenError {
    std::string message;            ///< For the user; names no secret and no key.
    bool keys_unavailable = false;  ///< Not the token's fault: may be tried again.
};

/// Decides whether a token is good. The algorithm is that of the rules, whatever the token says;
/// keys that a token brings or points to are refused, not ignored. Thread-safe; `keys`, null for
/// HS256, and clock outlive it.
class Verifier {
 public:
    Verifier(Rules rules, KeyCache* keys, const Clock& clock)
        : rules_(std::move(rules)), keys_(keys), clock_(clock) {}

    Task<Result<Identity, TokenError>> verify(std::string token) const;

 private:
    Task<Result<Nothing, TokenError>> check_signature(const Token& token) const;
    Result<Identity, TokenError> check_claims(const json::Value& claims) const;

    const Rules rules_;
    KeyCache* keys_;
    const Clock& clock_;
};

}  // namespace tabella::jwt
