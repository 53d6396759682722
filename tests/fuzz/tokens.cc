#include "fuzz.h"
#include "json/writer.h"
#include "jwt/token.h"
#include "jwt/verifier.h"

// Tokens: what is taken apart was written in one way only, and none that a fuzzer can think of is
// good, but for those that the secret has signed.

TABELLA_FUZZ(tokens) {
    using namespace tabella;
    static const ManualClock clock(1'700'000'000'000);
    static const std::string secret(32, 's');
    static const jwt::Verifier verifier(
        {.algorithm = jwt::Algorithm::kHs256, .secret = secret, .issuer = "me"}, nullptr, clock);
    const auto token = jwt::parse_token(input);
    if (token.has_value()) {
        const std::string text = token->signed_text + "." + json::to_base64url(token->signature);
        fuzz::require(text == input, "a token is written in one way");
        fuzz::require(token->header.is_object() && token->claims.is_object(), "of two objects");
    }
    fuzz::require(!sync_wait(verifier.verify(std::string(input))).ok(), "nobody knows the secret");
    const std::string made = jwt::make_hs256_token(input, secret);
    const auto identity = sync_wait(verifier.verify(made));
    if (identity.ok()) {
        fuzz::require(!identity->subject.empty(), "a token is somebody's");
        const auto claims = json::parse(input);
        fuzz::require(claims.ok() && claims->find("exp") != nullptr, "and ends some time");
        std::string changed = made;
        changed.back() = changed.back() == 'A' ? 'E' : 'A';
        fuzz::require(!sync_wait(verifier.verify(changed)).ok(), "and its signature counts");
    }
}
